import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';

/** The shop's wall clock: its times carry no offset (UPSTREAM-APIS §3.1). */
export const STRATTERA_ZONE = 'Europe/Moscow';

const YEAR_MIN = 1900;
const YEAR_MAX = 2200;
/** `numeric(14, 2)` in hundredths. */
const HUNDREDTHS_MAX = 10n ** 14n - 1n;
const INTEGER_MAX = 2_147_483_647;
const POINT_FORM = /^([+-]?)(\d+)(?:\.(\d+))?$/;
/** `5800,00` and `5 800,00`; three digits after a comma could be thousands, so they are refused, not guessed. */
const COMMA_FORM = /^([+-]?)(\d+|\d{1,3}(?:[ \u00a0\u202f]\d{3})+)(?:,(\d{1,2}))?$/;

/**
 * An amount in hundredths, exact: no float is ever made of it (O2). Understands a string with a point, the
 * Russian comma form and a JSON number; rounds half away from zero as PostgreSQL does. Null: not an amount,
 * or more than `numeric(14, 2)` holds.
 */
export function parseHundredths(given: string | number | null | undefined): bigint | null {
  const text = String(given ?? '').trim();
  const match = POINT_FORM.exec(text) ?? COMMA_FORM.exec(text);
  if (match === null) {
    return null;
  }
  const whole = (match[2] ?? '').replace(/\D/g, '');
  const fraction = (match[3] ?? '').padEnd(3, '0');
  const roundedUp = fraction.charAt(2) >= '5' ? 1n : 0n;
  const size = BigInt(whole + fraction.slice(0, 2)) + roundedUp;
  if (size > HUNDREDTHS_MAX) {
    return null;
  }
  return match[1] === '-' ? -size : size;
}

/** Hundredths as PostgreSQL prints `numeric(14, 2)`: `6300.00`. */
export function formatHundredths(hundredths: bigint): string {
  const digits = (hundredths < 0n ? -hundredths : hundredths).toString().padStart(3, '0');
  return `${hundredths < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** A whole number that an `integer` column holds, from a number or digits (`2`, `"2"`, `"2.0"`); null when it is none. */
export function parseInteger(given: string | number | null | undefined): number | null {
  const hundredths = parseHundredths(given);
  if (hundredths === null || hundredths % 100n !== 0n) {
    return null;
  }
  const whole = Number(hundredths / 100n);
  return Math.abs(whole) <= INTEGER_MAX ? whole : null;
}

/**
 * `05.06.2025 21:31:26` on Moscow's clock as an instant, whatever zone the server runs in. Strict: a day that
 * does not exist, or a time that Moscow's clocks jumped over, is null and never the neighbouring one (FAULTS H4).
 */
export function parseMoscowTime(text: string): Date | null {
  const format = 'dd.MM.yyyy HH:mm:ss';
  if (!/^\d{2}\.\d{2}\.\d{4} \d{2}:\d{2}:\d{2}$/.test(text)) {
    return null;
  }
  const local = DateTime.fromFormat(text, format, { zone: STRATTERA_ZONE, locale: 'en-US' });
  return local.isValid && local.toFormat(format) === text ? withinYears(local) : null;
}

/** An ISO 8601 instant that names its offset (`2025-05-05T21:31:26.500+03:00`); null when it is none. */
export function parseIsoInstant(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/.test(text)) {
    return null;
  }
  const instant = DateTime.fromISO(text, { setZone: true });
  return instant.isValid ? withinYears(instant) : null;
}

function withinYears(time: DateTime): Date | null {
  return time.year >= YEAR_MIN && time.year <= YEAR_MAX ? time.toJSDate() : null;
}

/** Which of an order's lines it is: the shop gives lines no id, so name, price and occurrence make one (O3). */
export function lineKey(name: string | null, price: string, occurrence: number): string {
  return createHash('sha256')
    .update(JSON.stringify([name, price, occurrence]))
    .digest('hex')
    .slice(0, 32);
}
