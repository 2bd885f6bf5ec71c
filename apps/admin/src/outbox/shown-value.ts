import { useTranslate } from 'react-admin';
import { useFormats } from '../ui/format.js';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** A value of any field as people read it. */
export function useShown(): (value: unknown) => string {
  const formats = useFormats();
  const translate = useTranslate();
  return (value) => {
    if (typeof value === 'boolean') {
      return translate(value ? 'ra.boolean.true' : 'ra.boolean.false');
    }
    if (typeof value === 'string' && value !== '') {
      return INSTANT.test(value) ? formats.instant(value) : value;
    }
    return typeof value === 'number' ? formats.number(value) : '—';
  };
}
