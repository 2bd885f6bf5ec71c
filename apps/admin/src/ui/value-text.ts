import { useResourceContext, useTranslate } from 'react-admin';

/** Longer ones are no word of ours; a translation is not looked for. */
const WORD = /^-?\w{1,40}$/;

/**
 * How the value of a field reads: `shipped` is "Shipped" where the catalogue has `resources.orders.status.shipped`, true
 * and false are yes and no. Everything else is shown as it came, and an empty value is null.
 */
export function useValueText(): (field: string, value: unknown) => string | null {
  const translate = useTranslate();
  const resource = useResourceContext() ?? '';
  return (field, value) => {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      return null;
    }
    const text = String(value);
    const word = WORD.test(text) ? translate(`resources.${resource}.${field}.${text}`, { _: '' }) : '';
    const fallback = typeof value === 'boolean' ? translate(`ra.boolean.${text}`) : text;
    return word === '' ? fallback || null : word;
  };
}
