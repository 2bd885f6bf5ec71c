import type { ReactElement } from 'react';
import { Chip } from '@mui/material';
import { useRecordContext } from 'react-admin';
import { useValueText } from './value-text.js';

/** What a state means to the one who looks: the colour beside its word. */
export type Tone = 'default' | 'primary' | 'success' | 'warning' | 'error';

interface ToneChipProps {
  readonly tone: Tone;
  readonly label: string;
}

/** A state in a word and a colour; never a colour alone. */
export function ToneChip({ tone, label }: ToneChipProps): ReactElement {
  return <Chip size="small" variant="outlined" color={tone} label={label} />;
}

interface StateFieldProps {
  readonly source: string;
  /** The colours of the values; one that is missing has none. */
  readonly tones: Readonly<Record<string, Tone>>;
}

/** A field with few values, each named in the catalogue: `resources.orders.status.shipped`. */
export function StateField({ source, tones }: StateFieldProps): ReactElement {
  const textOf = useValueText();
  const record = useRecordContext<Readonly<Record<string, unknown>> & { readonly id: string }>();
  const label = textOf(source, record?.[source]);
  return label === null ? (
    <span>—</span>
  ) : (
    <ToneChip tone={tones[String(record?.[source])] ?? 'default'} label={label} />
  );
}
