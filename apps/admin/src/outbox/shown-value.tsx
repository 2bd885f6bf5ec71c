import type { ReactElement } from 'react';
import { useTranslate } from 'react-admin';
import { useFormats } from '../ui/format.js';
import { UserName } from '../ui/user-name.js';

/** What a choice looks like; anything else is a person's own text. */
const WORD = /^\w{1,40}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

interface ShownValueProps {
  readonly table: string;
  readonly field: string;
  readonly value: unknown;
}

/** A value of any field as people read it: choices by their names, people by theirs. */
export function ShownValue({ table, field, value }: ShownValueProps): ReactElement {
  const shown = useShown(table, field);
  return field === 'assignedToUserId' && typeof value === 'string' ? (
    <UserName id={value} />
  ) : (
    <>{shown(value)}</>
  );
}

function useShown(table: string, field: string): (value: unknown) => string {
  const formats = useFormats();
  const translate = useTranslate();
  return (value) => {
    if (typeof value === 'boolean') {
      return translate(value ? 'ra.boolean.true' : 'ra.boolean.false');
    }
    if (typeof value === 'number') {
      return formats.number(value);
    }
    if (typeof value !== 'string' || value === '') {
      return '—';
    }
    if (INSTANT.test(value)) {
      return formats.instant(value);
    }
    // The catalogue names the choices of a field below the field's own name.
    return WORD.test(value) ? translate(`resources.${table}.${field}.${value}`, { _: value }) : value;
  };
}
