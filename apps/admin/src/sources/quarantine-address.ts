/** The page of what could not be stored, with a filter. */
export function quarantineAddress(filter: Readonly<Record<string, string>>): string {
  return `/quarantine?filter=${encodeURIComponent(JSON.stringify(filter))}`;
}
