import type { ReactElement } from 'react';
import { Table, TableBody, TableCell, TableContainer, TableHead, TableRow } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { OutboxEntry } from '../data/outbox/outbox-entry.js';
import { useText } from '../i18n/text.js';
import { ShownValue } from './shown-value.js';

/** The fields that were changed, with both values; nothing for a deletion. */
export function EntryValues({ entry }: { readonly entry: OutboxEntry }): ReactElement | null {
  const text = useText();
  const translate = useTranslate();
  const names = Object.keys(entry.fields).filter(
    (name) => entry.operation !== 'CREATE' || entry.fields[name] !== null,
  );
  if (names.length === 0) {
    return null;
  }
  const isNew = entry.operation === 'CREATE';
  return (
    <TableContainer tabIndex={0}>
      <Table size="small" aria-label={entry.label}>
        <TableHead>
          <TableRow>
            <TableCell>{text('outbox.field')}</TableCell>
            {isNew ? null : <TableCell>{text('outbox.before')}</TableCell>}
            <TableCell>{text('outbox.yours')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {names.map((name) => (
            <TableRow key={name}>
              <TableCell component="th" scope="row">
                {translate(`resources.${entry.table}.fields.${name}`, { _: name })}
              </TableCell>
              {isNew ? null : (
                <TableCell>
                  <ShownValue table={entry.table} field={name} value={entry.before[name]} />
                </TableCell>
              )}
              <TableCell>
                <ShownValue table={entry.table} field={name} value={entry.fields[name]} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
