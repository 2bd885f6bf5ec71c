import { useMemo } from 'react';
import { useLocale } from 'react-admin';
import { regionalLocale } from '../ui/format.js';

export interface TimeTexts {
  /** `350ms`, `4.2s`, `3m 5s`, `2h 4m`, as the language has it; a dash for none. */
  readonly duration: (ms: number | null | undefined) => string;
  /** `5 minutes ago`, `in 3 hours`, as seen at `now`. */
  readonly fromNow: (instant: number, now: number) => string;
  /** The wall clock of another zone at an instant: `14:05`. */
  readonly clockIn: (instant: number, timeZone: string) => string;
  readonly clock: (instant: string | number) => string;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Spans and moments in the reader's language. */
export function useTimeTexts(): TimeTexts {
  const locale = regionalLocale(useLocale());
  return useMemo(() => timeTexts(locale), [locale]);
}

function timeTexts(locale: string): TimeTexts {
  const unit = (value: number, name: string, digits = 0): string =>
    new Intl.NumberFormat(locale, {
      ...{ style: 'unit', unit: name, unitDisplay: 'narrow' },
      maximumFractionDigits: digits,
    }).format(value);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const clock = (instant: string | number, timeZone?: string): string =>
    new Intl.DateTimeFormat(locale, {
      ...{ hour: '2-digit', minute: '2-digit' },
      ...(timeZone === undefined ? {} : { timeZone }),
    }).format(new Date(instant));
  return {
    duration: (ms) => (ms === null || ms === undefined ? '—' : partsOf(ms, unit).join(' ')),
    fromNow: (instant, now) => {
      const { value, name } = distance(instant - now);
      return relative.format(value, name);
    },
    clockIn: clock,
    clock: (instant) => clock(instant),
  };
}

function partsOf(ms: number, unit: (value: number, name: string, digits?: number) => string): string[] {
  if (ms < SECOND) {
    return [unit(Math.round(ms), 'millisecond')];
  }
  if (ms < 10 * SECOND) {
    return [unit(ms / SECOND, 'second', 1)];
  }
  if (ms < MINUTE) {
    return [unit(Math.round(ms / SECOND), 'second')];
  }
  const [whole, part, names] =
    ms < HOUR
      ? [Math.floor(ms / MINUTE), Math.floor((ms % MINUTE) / SECOND), ['minute', 'second'] as const]
      : [Math.floor(ms / HOUR), Math.floor((ms % HOUR) / MINUTE), ['hour', 'minute'] as const];
  return [unit(whole, names[0]), ...(part === 0 ? [] : [unit(part, names[1])])];
}

function distance(ms: number): { value: number; name: Intl.RelativeTimeFormatUnit } {
  const size = Math.abs(ms);
  if (size < MINUTE) {
    return { value: Math.trunc(ms / SECOND), name: 'second' };
  }
  if (size < HOUR) {
    return { value: Math.trunc(ms / MINUTE), name: 'minute' };
  }
  return size < DAY
    ? { value: Math.trunc(ms / HOUR), name: 'hour' }
    : { value: Math.trunc(ms / DAY), name: 'day' };
}

/** The zone of this browser. */
export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
