import type { ReactElement } from 'react';
import { TextField } from '@mui/material';
import { useText } from '../i18n/text.js';

interface PayloadTextProps {
  readonly text: string;
  /** Where it stops to be JSON; 0: it is no object; null: nothing is wrong. */
  readonly problemLine: number | null;
  readonly onChange: (text: string) => void;
}

/** A payload as the JSON that it is, for what a form cannot do: types, lists, further fields. */
export function PayloadText({ text: value, problemLine, onChange }: PayloadTextProps): ReactElement {
  const text = useText();
  return (
    <TextField
      multiline
      fullWidth
      minRows={8}
      maxRows={28}
      label={text('resources.quarantine.as_text')}
      value={value}
      error={problemLine !== null}
      helperText={
        problemLine === null
          ? text('resources.quarantine.json_good')
          : problemLine === 0
            ? text('resources.quarantine.json_object')
            : text('resources.quarantine.json_line', { line: problemLine })
      }
      onChange={(event) => onChange(event.target.value)}
      slotProps={{
        input: { sx: { fontFamily: 'ui-monospace, Menlo, Consolas, monospace', fontSize: '0.8125rem' } },
        htmlInput: { spellCheck: false, autoCapitalize: 'off' },
        formHelperText: { role: 'status' },
      }}
    />
  );
}
