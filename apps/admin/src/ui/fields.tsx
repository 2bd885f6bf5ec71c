import type { ReactElement } from 'react';
import { Box } from '@mui/material';
import { useRecordContext } from 'react-admin';
import { useFormats } from './format.js';
import { useValueText } from './value-text.js';

interface FieldProps {
  readonly source: string;
}

/** The record's value where it is one that can be written; objects are not for these fields. */
export function useFieldValue(source: string): string | number | null {
  const record = useRecordContext<Readonly<Record<string, unknown>> & { readonly id: string }>();
  const value = record?.[source];
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

/** A date with its time, in the reader's zone and language. */
export function InstantField({ source }: FieldProps): ReactElement {
  const value = useFieldValue(source);
  return (
    <Box component="span" sx={{ whiteSpace: 'nowrap' }}>
      {useFormats().instant(value)}
    </Box>
  );
}

/** A number or a decimal as text; figures stand below each other. */
export function NumberField({ source }: FieldProps): ReactElement {
  const value = useFieldValue(source);
  return (
    <Box component="span" sx={{ fontVariantNumeric: 'tabular-nums' }}>
      {useFormats().number(value)}
    </Box>
  );
}

/** Text as it came, line by line; nothing in it is markup. */
export function PlainField({ source }: FieldProps): ReactElement {
  const value = useFieldValue(source);
  return (
    <Box component="span" sx={{ whiteSpace: 'pre-line' }}>
      {value === null || value === '' ? '—' : value}
    </Box>
  );
}

/** A day of the calendar, which has no zone. */
export function DayField({ source }: FieldProps): ReactElement {
  const value = useFieldValue(source);
  return (
    <Box component="span" sx={{ whiteSpace: 'nowrap' }}>
      {useFormats().day(value === null ? null : String(value))}
    </Box>
  );
}

/** Yes or no in words, or a dash while it is not known. */
export function YesNoField({ source }: FieldProps): ReactElement {
  const record = useRecordContext<Readonly<Record<string, unknown>> & { readonly id: string }>();
  return <span>{useValueText()(source, record?.[source]) ?? '—'}</span>;
}

/** An amount as a decimal, without the zeros that only fill its column. */
export function AmountField({ source }: FieldProps): ReactElement {
  const value = useFieldValue(source);
  return (
    <Box component="span" sx={{ fontVariantNumeric: 'tabular-nums' }}>
      {useFormats().amount(value === null ? null : String(value))}
    </Box>
  );
}
