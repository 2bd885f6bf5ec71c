import { DateTime } from 'luxon';
import { AppError } from '../../kernel/app-error.js';
import { APPOINTMENT_ERRORS } from './appointment-errors.js';

/** The ranges that have a name (A2). */
export const RANGE_PRESETS = [
  'today',
  'yesterday',
  'this-week',
  'last-week',
  'this-month',
  'last-month',
] as const;

export type RangePreset = (typeof RANGE_PRESETS)[number];

/** Days of the location, ISO, both inclusive. */
export interface DateRange {
  readonly from: string;
  readonly to: string;
}

type Unit = 'day' | 'week' | 'month';

const PRESETS: Readonly<Record<RangePreset, { readonly unit: Unit; readonly ago: 0 | 1 }>> = {
  today: { unit: 'day', ago: 0 },
  yesterday: { unit: 'day', ago: 1 },
  'this-week': { unit: 'week', ago: 0 },
  'last-week': { unit: 'week', ago: 1 },
  'this-month': { unit: 'month', ago: 0 },
  'last-month': { unit: 'month', ago: 1 },
};

const DAY = /^(19|20|21)\d\d-\d\d-\d\d$/;

/**
 * The days that a name means at the instant `now`, on the calendar of `zone`: the server's own zone plays no part,
 * weeks begin on Monday and end on Sunday, day 7, and a day is a day whatever the clocks do in it (A2).
 */
export function presetRange(preset: RangePreset, now: Date, zone: string): DateRange {
  const { unit, ago } = PRESETS[preset];
  const first = DateTime.fromJSDate(now, { zone })
    .startOf(unit)
    .minus({ [unit]: ago });
  return { from: isoDay(first), to: isoDay(first.endOf(unit)) };
}

/** Two given days. Throws `VALIDATION`: `Invalid date format` for what is no day, and for a range that runs backwards. */
export function datesRange(from: string, to: string): DateRange {
  checkDay('from', from);
  checkDay('to', to);
  if (from > to) {
    throw new AppError('VALIDATION', 'The range ends before it begins', {
      errors: [{ field: 'to', message: 'Must not be before `from`' }],
    });
  }
  return { from, to };
}

/** What a person typed: the name of a range, or FROM and TO. Throws `VALIDATION`, before anything is fetched. */
export function typedRange(words: readonly string[], now: Date, zone: string): DateRange {
  const [first = '', second = ''] = words;
  if (words.length === 1 && isPreset(first)) {
    return presetRange(first, now, zone);
  }
  return datesRange(first, words.length > 2 ? '' : second);
}

export function isPreset(text: string): text is RangePreset {
  return (RANGE_PRESETS as readonly string[]).includes(text);
}

/** Strict: the thirtieth of February is no day, and not the second of March either (FAULTS H4). */
export function isDay(text: string): boolean {
  return DAY.test(text) && DateTime.fromISO(text, { zone: 'utc' }).isValid;
}

function checkDay(field: string, text: string): void {
  if (!isDay(text)) {
    throw new AppError('VALIDATION', APPOINTMENT_ERRORS.invalidDate, {
      errors: [{ field, message: `${APPOINTMENT_ERRORS.invalidDate}: write YYYY-MM-DD` }],
    });
  }
}

function isoDay(time: DateTime): string {
  return time.toFormat('yyyy-MM-dd');
}
