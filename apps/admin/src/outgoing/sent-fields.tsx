import type { ReactElement } from 'react';
import { Box, Table, TableBody, TableCell, TableContainer, TableHead, TableRow } from '@mui/material';
import { useText } from '../i18n/text.js';
import { useFieldName } from '../ui/record-link.js';
import type { OutgoingChange } from './outgoing-state.js';

/** The values of a change in one line: `Stock: 12, Price: 9.90`. */
export function SentFields({ change }: { readonly change: OutgoingChange }): ReactElement {
  const fieldName = useFieldName(change.entity);
  return (
    <Box component="span" sx={{ overflowWrap: 'anywhere' }}>
      {Object.entries(change.fields)
        .map(([field, value]) => `${fieldName(field)}: ${shown(value)}`)
        .join(', ')}
    </Box>
  );
}

/** Each field with what was sent, and, where the vendor had another value, that one and which was kept. */
export function FieldTable({ change }: { readonly change: OutgoingChange }): ReactElement {
  const text = useText();
  const fieldName = useFieldName(change.entity);
  const conflicts = new Map(change.conflicts.map((conflict) => [conflict.field, conflict]));
  const names = [...new Set([...Object.keys(change.fields), ...conflicts.keys()])];
  return (
    <TableContainer tabIndex={0} role="region" aria-label={text('resources.outgoing.fields.fields')}>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{text('resources.outgoing.field')}</TableCell>
            <TableCell>{text('resources.outgoing.ours')}</TableCell>
            {conflicts.size > 0 ? (
              <>
                <TableCell>{text('resources.outgoing.theirs')}</TableCell>
                <TableCell>{text('resources.outgoing.kept')}</TableCell>
              </>
            ) : null}
          </TableRow>
        </TableHead>
        <TableBody>
          {names.map((name) => {
            const conflict = conflicts.get(name);
            return (
              <TableRow key={name}>
                <TableCell component="th" scope="row">
                  {fieldName(name)}
                </TableCell>
                <TableCell>{shown(conflict === undefined ? change.fields[name] : conflict.yours)}</TableCell>
                {conflicts.size > 0 ? (
                  <>
                    <TableCell>{shown(conflict?.theirs)}</TableCell>
                    <TableCell>
                      {conflict === undefined ? '—' : text(`resources.outgoing.kept_value.${conflict.kept}`)}
                    </TableCell>
                  </>
                ) : null}
              </TableRow>
            );
          })}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

function shown(value: unknown): string {
  const isPlain = typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string';
  return isPlain && value !== '' ? String(value) : '—';
}
