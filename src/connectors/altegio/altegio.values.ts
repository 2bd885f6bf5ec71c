import { DateTime } from 'luxon';

const YEAR_MIN = 1900;
const YEAR_MAX = 2200;
const WALL_FORMAT = 'yyyy-MM-dd HH:mm:ss';
/** Some documents show an ISO value where lists have a naive time: its wall clock is what counts. */
const WALL = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})$/;
/** JavaScript's `\s` knows the no-break and the typographic spaces; these are the invisible ones beside them. */
const SPACES = /[\s\u180e\u200b\u2060]+/u;
const FULL_WIDTH_ZERO = 0xff10;

/** When a record begins, and whether its `datetime` says something else. */
export interface RecordStart {
  readonly at: Date;
  /** The offset of `datetime` is not one that the zone has at that wall clock (A6). */
  readonly hasOtherOffset: boolean;
}

/**
 * The instant of a record (A6). The location's wall clock (`date`) decides, because `datetime` has been seen with the
 * winter's offset all summer (UPSTREAM-APIS §1.7). `datetime` is asked where the wall clock alone cannot say: in the
 * hour that comes twice, and in the one that the clocks jump over. Null when neither makes sense.
 */
export function recordStart(
  date: string | null | undefined,
  datetime: string | null | undefined,
  zone: string,
): RecordStart | null {
  const claimed = parseInstant(datetime);
  const candidates = wallInstants(date, zone);
  const [first] = candidates;
  if (first === undefined) {
    return claimed === null || date == null ? null : { at: claimed, hasOtherOffset: true };
  }
  const agreed = candidates.find((candidate) => candidate.getTime() === claimed?.getTime());
  return { at: agreed ?? first, hasOtherOffset: claimed !== null && agreed === undefined };
}

/** An instant that names its offset, with a colon in it or without; null when it is none (FAULTS H4). */
export function parseInstant(text: string | null | undefined): Date | null {
  if (text == null || !INSTANT.test(text)) {
    return null;
  }
  const instant = DateTime.fromISO(text, { setZone: true });
  return instant.isValid && isWithinYears(instant) ? instant.toJSDate() : null;
}

/** The instants at which the zone's clocks show the time: one, two in autumn's hour, none in spring's. */
function wallInstants(text: string | null | undefined, zone: string): Date[] {
  const match = WALL.exec(text ?? '');
  if (match === null) {
    return [];
  }
  const wall = `${match[1]} ${match[2]}`;
  const local = DateTime.fromFormat(wall, WALL_FORMAT, { zone, locale: 'en-US' });
  if (!local.isValid || local.toFormat(WALL_FORMAT) !== wall || !isWithinYears(local)) {
    return [];
  }
  return local.getPossibleOffsets().map((possible) => possible.toJSDate());
}

function isWithinYears(time: DateTime): boolean {
  return time.year >= YEAR_MIN && time.year <= YEAR_MAX;
}

/** The lead that a client's name carries. */
export interface Lead {
  readonly leadId: string;
  /** Null when the name is nothing but the id. */
  readonly leadName: string | null;
}

/**
 * The CRM id in a client's name: its first token of nothing but digits; the other tokens, joined by one space, are
 * the name (A4). Full-width digits are digits. `Іван12345` carries none: digits glued to a name may be anything.
 */
export function leadOf(name: string | null | undefined): Lead | null {
  const tokens = (name ?? '').split(SPACES).filter((token) => token !== '');
  const index = tokens.findIndex((token) => /^\d+$/.test(plainDigits(token)));
  const token = tokens[index];
  if (token === undefined) {
    return null;
  }
  const rest = tokens.filter((_, other) => other !== index).join(' ');
  return { leadId: plainDigits(token), leadName: rest === '' ? null : rest };
}

function plainDigits(token: string): string {
  return token.replace(/[\uff10-\uff19]/gu, (digit) => String(digit.charCodeAt(0) - FULL_WIDTH_ZERO));
}
