import { isStorableText } from '../../kernel/text.js';
import type { WireValue } from '../pull/pull.public.js';
import type { SyncedField } from '../synced-entity/synced-entity.public.js';

/** The value as the column holds it, or the sentence that says what is wrong with it. */
export type ReadValue = { readonly value: WireValue } | { readonly fault: string };

const TEXT_LENGTH_MAX = 2_000;
const INT4_MAX = 2_147_483_647;
const INTEGER_DIGITS_MAX = 12;
const YEAR_1900_MS = -2_208_988_800_000;
const YEAR_2200_MS = 7_258_118_400_000;
const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** Reads one value that a client sent for a field. Strict: a wrong type is a fault, never a guess. */
export function readFieldValue(field: SyncedField, sent: unknown): ReadValue {
  if (sent === null) {
    return field.isOptional ? { value: null } : { fault: 'must have a value' };
  }
  switch (field.type) {
    case 'string':
      return readText(field, sent);
    case 'integer':
      return readInteger(field, sent);
    case 'decimal':
      return readDecimal(field, sent);
    case 'boolean':
      return typeof sent === 'boolean' ? { value: sent } : { fault: 'must be true or false' };
    case 'instant':
      return readInstant(sent);
  }
}

function readText(field: SyncedField, sent: unknown): ReadValue {
  const lengthMax = field.lengthMax ?? TEXT_LENGTH_MAX;
  if (typeof sent !== 'string') {
    return { fault: 'must be text' };
  }
  if (!isStorableText(sent)) {
    return { fault: 'has a NUL character or half of a surrogate pair, which cannot be stored' };
  }
  if (sent.length > lengthMax && codePointCount(sent) > lengthMax) {
    return { fault: `must be at most ${lengthMax} characters long` };
  }
  if (field.values !== undefined && !field.values.includes(sent)) {
    return { fault: `must be one of ${field.values.join(', ')}` };
  }
  return !field.isOptional && sent.trim() === '' ? { fault: 'must not be empty' } : { value: sent };
}

/** PostgreSQL counts characters, JavaScript UTF-16 units. */
function codePointCount(text: string): number {
  return Array.from(text).length;
}

function readInteger(field: SyncedField, sent: unknown): ReadValue {
  const min = field.min ?? -INT4_MAX;
  const max = field.max ?? INT4_MAX;
  if (typeof sent !== 'number' || !Number.isInteger(sent)) {
    return { fault: 'must be a whole number' };
  }
  return sent < min || sent > max
    ? { fault: `must be between ${min} and ${max}` }
    : { value: Object.is(sent, -0) ? 0 : sent };
}

/** Money travels as text; a plain number is taken too, as long as it says exactly one decimal. */
function readDecimal(field: SyncedField, sent: unknown): ReadValue {
  const scale = field.scale ?? 2;
  const match = /^(-?)0*(\d{1,40})(?:\.(\d{1,40}))?$/.exec(decimalText(sent));
  if (match === null) {
    return { fault: 'must be a decimal number as text, such as "12.50"' };
  }
  const [, sign = '', whole = '', fraction = ''] = match;
  const significant = fraction.replace(/0+$/, '');
  if (whole.length > INTEGER_DIGITS_MAX) {
    return { fault: `must have at most ${INTEGER_DIGITS_MAX} digits before the point` };
  }
  if (significant.length > scale) {
    return { fault: `must have at most ${scale} digits after the point` };
  }
  const value = spell(sign, whole, significant.padEnd(scale, '0'));
  const fault = rangeFault(field, Number(value));
  return fault === null ? { value } : { fault };
}

function decimalText(sent: unknown): string {
  return typeof sent === 'string' || (typeof sent === 'number' && Number.isFinite(sent)) ? String(sent) : '';
}

/** As PostgreSQL spells it: all digits of the scale, and no minus before zero. */
function spell(sign: string, whole: string, fraction: string): string {
  const digits = fraction === '' ? whole : `${whole}.${fraction}`;
  return /[1-9]/.test(digits) ? `${sign}${digits}` : digits;
}

function rangeFault({ min, max }: SyncedField, value: number): string | null {
  if (min !== undefined && value < min) {
    return `must be at least ${min}`;
  }
  return max !== undefined && value > max ? `must be at most ${max}` : null;
}

/** Epoch milliseconds, or RFC 3339 text (REST). PostgreSQL would take `infinity` and `tomorrow`: we do not. */
function readInstant(sent: unknown): ReadValue {
  const ms = typeof sent === 'string' ? parseRfc3339(sent) : sent;
  if (typeof ms !== 'number' || !Number.isInteger(ms)) {
    return { fault: 'must be an instant: whole epoch milliseconds, or RFC 3339 text with an offset' };
  }
  return ms < YEAR_1900_MS || ms >= YEAR_2200_MS
    ? { fault: 'must be between the years 1900 and 2200' }
    : { value: ms };
}

function parseRfc3339(text: string): number | null {
  const [, year, month, day] = RFC_3339.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) {
    return null;
  }
  // Date.parse rolls 30 February over into March.
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const exists = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  const ms = Date.parse(text);
  return exists && !Number.isNaN(ms) ? Math.floor(ms) : null;
}
