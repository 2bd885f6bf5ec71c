/** What a date and time input says, in the reader's own zone, as the API takes it; null when it is empty. */
export function isoInstant(local: string): string | null {
  const instant = new Date(local);
  return local === '' || Number.isNaN(instant.getTime()) ? null : instant.toISOString();
}
