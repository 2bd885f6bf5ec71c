/** Decimals are whole numbers of 10^-18 while we count with them, so that no float is ever made (C2). */
const EXACT_DIGITS = 18;
/** `numeric(20, 8)`. */
const STORED_DIGITS = 8;
const STORED_MAX = 10n ** 20n - 1n;
/** Small volumes come as `8.5e-07`: JSON allows it, and the vendor's Python writes it. */
const DECIMAL = /^([+-]?)(\d{1,30})(?:\.(\d{1,30}))?(?:[eE]([+-]?\d{1,2}))?$/;
const DAY = /^(\d{4})-(\d{2})-(\d{2})(?:T.*)?$/;
const SHORT_UID = /^[0-9a-f]{8}$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The amount in units of 10^-18; nothing is zero. Null: not a decimal. */
export function parseDecimal(given: string | number | null | undefined): bigint | null {
  const match = DECIMAL.exec(String(given ?? '0').trim());
  if (match === null) {
    return null;
  }
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const shift = EXACT_DIGITS + Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction);
  const size = shift >= 0 ? digits * 10n ** BigInt(shift) : roundedQuotient(digits, 10n ** BigInt(-shift));
  return sign === '-' ? -size : size;
}

/** As PostgreSQL prints `numeric(20, 8)`: `1.25000000`, rounded half away from zero. Null: more than it holds. */
export function formatDecimal(amount: bigint): string | null {
  const size = amount < 0n ? -amount : amount;
  const stored = roundedQuotient(size, 10n ** BigInt(EXACT_DIGITS - STORED_DIGITS));
  if (stored > STORED_MAX) {
    return null;
  }
  const digits = stored.toString().padStart(STORED_DIGITS + 1, '0');
  const sign = amount < 0n && stored > 0n ? '-' : '';
  return `${sign}${digits.slice(0, -STORED_DIGITS)}.${digits.slice(-STORED_DIGITS)}`;
}

/** A day of the calendar as `YYYY-MM-DD`; null when it is none. A time behind it is dropped, as the vendor's days have none. */
export function parseDay(text: string): string | null {
  const match = DAY.exec(text);
  if (match === null) {
    return null;
  }
  const [year, month, day] = match.slice(1, 4).map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists && year >= 1900 && year <= 2200 ? text.slice(0, 10) : null;
}

/** V1's id of a client, 8 hexadecimal characters in lower case; null when it is none. */
export function shortUid(given: unknown): string | null {
  const text = typeof given === 'string' ? given.trim().toLowerCase() : '';
  return SHORT_UID.test(text) ? text : null;
}

/** V2's id of a client, a UUID in lower case; null when it is none. Its first segment is V1's id. */
export function clientUuid(given: unknown): string | null {
  const text = typeof given === 'string' ? given.trim().toLowerCase() : '';
  return UUID.test(text) ? text : null;
}

/** What V1 calls the client that V2 knows by this UUID. */
export function shortUidOf(uuid: string): string {
  return uuid.slice(0, 8);
}

function roundedQuotient(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor / 2n) / divisor;
}
