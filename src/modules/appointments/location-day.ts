import { DateTime } from 'luxon';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * What a caller means by `dateFrom` or `dateTo`: a plain date is a day of the location, an instant is itself. `edge`
 * says which end of the day counts, so that both dates are inclusive. Null: neither of the two.
 */
export function instantOfDay(text: string, zone: string, edge: 'start' | 'end'): Date | null {
  const parsed = DateTime.fromISO(text, { zone });
  if (!parsed.isValid || parsed.year < 1900 || parsed.year > 2200) {
    return null;
  }
  if (!DAY.test(text)) {
    return parsed.toJSDate();
  }
  return (edge === 'start' ? parsed.startOf('day') : parsed.endOf('day')).toJSDate();
}
