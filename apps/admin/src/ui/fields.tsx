import type { ReactElement } from 'react';
import { useRecordContext } from 'react-admin';
import { useFormats } from './format.js';

interface FieldProps {
  readonly source: string;
}

/** The record's value where it is one that can be written; objects are not for these fields. */
function useValue(source: string): string | number | null {
  const record = useRecordContext<Readonly<Record<string, unknown>> & { readonly id: string }>();
  const value = record?.[source];
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

/** A date with its time, in the reader's zone and language. */
export function InstantField({ source }: FieldProps): ReactElement {
  const value = useValue(source);
  return <span>{useFormats().instant(value)}</span>;
}

/** A number or a decimal as text; figures stand below each other. */
export function NumberField({ source }: FieldProps): ReactElement {
  const value = useValue(source);
  return <span className="figure">{useFormats().number(value)}</span>;
}

/** Text as it came, line by line; nothing in it is markup. */
export function PlainField({ source }: FieldProps): ReactElement {
  const value = useValue(source);
  return <span className="plain">{value === null || value === '' ? '—' : value}</span>;
}
