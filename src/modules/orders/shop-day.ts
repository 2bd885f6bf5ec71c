import { DateTime } from 'luxon';

/** The shop's zone: its days, its times and its statistics are Moscow's (O2). */
export const SHOP_ZONE = 'Europe/Moscow';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * What a caller means by `dateFrom` or `dateTo`: a plain date is a day of the shop, an instant is itself.
 * `edge` says which end of the day counts, so that both dates are inclusive. Null: neither of the two.
 */
export function instantOfDay(text: string, edge: 'start' | 'end'): Date | null {
  const isDay = DAY.test(text);
  const parsed = DateTime.fromISO(text, { zone: SHOP_ZONE });
  if (!parsed.isValid || parsed.year < 1900 || parsed.year > 2200) {
    return null;
  }
  if (!isDay) {
    return parsed.toJSDate();
  }
  return (edge === 'start' ? parsed.startOf('day') : parsed.endOf('day')).toJSDate();
}
