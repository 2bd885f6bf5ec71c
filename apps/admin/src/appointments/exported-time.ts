/** Swedish writes `2025-08-13 18:00`, which every spreadsheet reads as a time. */
const SORTABLE = 'sv-SE';

/** An instant by the clock of the location, as an export has it; null when it is none. */
export function exportedTime(instant: unknown, timeZone: unknown): string | null {
  return typeof instant === 'string' && typeof timeZone === 'string'
    ? new Intl.DateTimeFormat(SORTABLE, { dateStyle: 'short', timeStyle: 'short', timeZone }).format(
        new Date(instant),
      )
    : null;
}

/** Today by the reader's calendar, `2025-08-13`, as filters have it. */
export function today(): string {
  return new Intl.DateTimeFormat(SORTABLE, { dateStyle: 'short' }).format();
}
