/** Moscow has been three hours ahead of UTC, in summer too, since 26 October 2014. No simulated date is older. */
const OFFSET_MS = 3 * 3_600_000;

const DOTTED = /^(\d{2})\.(\d{2})\.(\d{4}) (\d{2}):(\d{2}):(\d{2})$/u;

/** `05.06.2025 21:31:26`, as the vendor writes the instants of orders. */
export function formatDotted(ms: number): string {
  const [date = '', time = ''] = wallClock(ms).split('T');
  return `${date.split('-').reverse().join('.')} ${time.slice(0, 8)}`;
}

/** The instant of a dotted Moscow time, or null when it is not one or not a date of the calendar. */
export function parseDotted(text: string): number | null {
  const [, day, month, year, ...time] = DOTTED.exec(text) ?? [];
  if (day === undefined || month === undefined || year === undefined) {
    return null;
  }
  const ms = Date.parse(`${year}-${month}-${day}T${time.join(':')}.000+03:00`);
  return Number.isNaN(ms) || formatDotted(ms) !== text ? null : ms;
}

/** `2025-06-05T21:31:26.512+03:00`, as the vendor writes the instants of products. */
export function formatIso(ms: number): string {
  return `${wallClock(ms)}+03:00`;
}

/** The instant at which the Moscow day of `ms` began. */
export function startOfMoscowDay(ms: number): number {
  return Math.floor((ms + OFFSET_MS) / 86_400_000) * 86_400_000 - OFFSET_MS;
}

function wallClock(ms: number): string {
  return new Date(ms + OFFSET_MS).toISOString().slice(0, -1);
}
