import type { ReactElement } from 'react';
import { Box, MenuItem, TextField } from '@mui/material';
import { useText } from '../i18n/text.js';
import { type Leaf, leavesOf, type Path, type Scalar, typedAs, valueAt, withLeaf } from './payload-leaves.js';

/** As the API writes a value that it keeps to itself. */
const HIDDEN = '[hidden]';

interface PayloadFieldsProps {
  /** As it came: the types of its values stay. */
  readonly original: unknown;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly onChange: (payload: unknown) => void;
}

/** An input for each value of a payload, named by its place in it. */
export function PayloadFields({ original, payload, onChange }: PayloadFieldsProps): ReactElement {
  return (
    <Box
      sx={{
        display: 'grid',
        gridTemplateColumns: { xs: '1fr', sm: 'repeat(auto-fill, minmax(240px, 1fr))' },
        gap: 2,
      }}
    >
      {leavesOf(payload).map((leaf) => (
        <LeafInput
          key={JSON.stringify(leaf.path)}
          leaf={leaf}
          original={valueAt(original, leaf.path)}
          onChange={(value) => onChange(withLeaf(payload, leaf.path, value))}
        />
      ))}
    </Box>
  );
}

interface LeafInputProps {
  readonly leaf: Leaf;
  readonly original: unknown;
  readonly onChange: (value: Scalar) => void;
}

function LeafInput({ leaf: { path, value }, original, onChange }: LeafInputProps): ReactElement {
  const text = useText();
  const label = nameOf(path);
  if (typeof value === 'boolean') {
    return (
      <TextField
        select
        size="small"
        label={label}
        value={String(value)}
        onChange={(event) => onChange(event.target.value === 'true')}
      >
        <MenuItem value="true">{text('ra.boolean.true')}</MenuItem>
        <MenuItem value="false">{text('ra.boolean.false')}</MenuItem>
      </TextField>
    );
  }
  const help =
    value === HIDDEN
      ? text('resources.quarantine.kept')
      : value === null
        ? text('resources.quarantine.empty')
        : undefined;
  return (
    <TextField
      size="small"
      multiline
      maxRows={6}
      label={label}
      value={value === null ? '' : String(value)}
      helperText={help}
      onChange={(event) => onChange(typedAs(original, event.target.value))}
      slotProps={{ inputLabel: { shrink: true } }}
    />
  );
}

/** `user › city`, `lines 1 › price`: people count from one. */
function nameOf(path: Path): string {
  return path.map((step) => (typeof step === 'number' ? String(step + 1) : step)).join(' › ');
}
