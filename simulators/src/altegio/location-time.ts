const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * HOUR_MS;

const WALL = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/u;

/** The wall clock of a location, summer time included. Throws a RangeError for a zone that the runtime does not know. */
export class LocationTime {
  private readonly offsets = new Map<number, number>();
  private readonly parts: Intl.DateTimeFormat;

  constructor(readonly zone: string) {
    this.parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  }

  /** `2025-08-13 18:00:00`. */
  wallAt(ms: number): string {
    const shifted = new Date(ms + this.offsetMinutesAt(ms) * MINUTE_MS).toISOString();
    return `${shifted.slice(0, 10)} ${shifted.slice(11, 19)}`;
  }

  /** `2025-08-13`. */
  dayAt(ms: number): string {
    return this.wallAt(ms).slice(0, 10);
  }

  /** `2025-08-13T18:00:00+03:00`; with `winterOffset` the wall clock is the same and the offset that of winter. */
  isoAt(ms: number, winterOffset = false): string {
    const offset = winterOffset ? this.winterOffsetMinutes(ms) : this.offsetMinutesAt(ms);
    return `${this.wallAt(ms).replace(' ', 'T')}${formatOffset(offset, ':')}`;
  }

  /** `2025-08-13T18:00:00+0300`. */
  compactIsoAt(ms: number): string {
    return `${this.wallAt(ms).replace(' ', 'T')}${formatOffset(this.offsetMinutesAt(ms), '')}`;
  }

  /**
   * The instant of a wall clock like `2025-08-13 18:00:00`, or null when it is not one or not a date of the calendar. An
   * hour that exists twice is the first one; an hour that does not exist is one hour later.
   */
  instantOf(wall: string): number | null {
    const asUtcMs = WALL.test(wall) ? Date.parse(`${wall.replace(' ', 'T')}.000Z`) : Number.NaN;
    if (Number.isNaN(asUtcMs) || new Date(asUtcMs).toISOString().slice(0, 10) !== wall.slice(0, 10)) {
      return null;
    }
    const candidates = [asUtcMs - DAY_MS, asUtcMs + DAY_MS].map(
      (ms) => asUtcMs - this.offsetMinutesAt(ms) * MINUTE_MS,
    );
    return candidates.find((ms) => this.wallAt(ms) === wall) ?? candidates[0] ?? null;
  }

  /** Minutes east of Greenwich. A day that begins and ends with the same offset has it all day; else the hour is asked. */
  private offsetMinutesAt(ms: number): number {
    const dayMs = Math.floor(ms / DAY_MS) * DAY_MS;
    const offset = this.lookUpOffset(dayMs);
    const isWholeDay = this.lookUpOffset(dayMs + DAY_MS) === offset;
    return isWholeDay ? offset : this.lookUpOffset(Math.floor(ms / HOUR_MS) * HOUR_MS);
  }

  private lookUpOffset(ms: number): number {
    const known = this.offsets.get(ms);
    if (known !== undefined) {
      return known;
    }
    const name = this.parts.formatToParts(ms).find(({ type }) => type === 'timeZoneName');
    const [, sign, hours, minutes] = /([+-])(\d{2}):(\d{2})/u.exec(name?.value ?? '') ?? [];
    const size = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
    const offset = sign === '-' ? -size : size;
    this.offsets.set(ms, offset);
    return offset;
  }

  private winterOffsetMinutes(ms: number): number {
    const year = new Date(ms).getUTCFullYear();
    return Math.min(this.offsetMinutesAt(Date.UTC(year, 0, 1)), this.offsetMinutesAt(Date.UTC(year, 6, 1)));
  }
}

function formatOffset(minutes: number, separator: string): string {
  const size = Math.abs(minutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${separator}${two(size % 60)}`;
}
