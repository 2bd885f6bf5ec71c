import type { ReactElement } from 'react';
import { Alert, Table, TableBody, TableCell, TableContainer, TableHead, TableRow } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { OutboxEntry, OutboxOutcome } from '../data/outbox/outbox-entry.js';
import { type MessageKey, useText } from '../i18n/text.js';
import { ShownValue } from './shown-value.js';

interface OutcomeProps {
  readonly entry: OutboxEntry;
  readonly outcome: OutboxOutcome;
}

/** What a person should know of the answer: why it was refused, or whose values met. Nothing when all went well. */
export function EntryOutcome({ entry, outcome }: OutcomeProps): ReactElement | null {
  if (outcome.status === 'rejected') {
    return <Rejection entry={entry} outcome={outcome} />;
  }
  return outcome.conflicts.length === 0 ? null : <Conflicts entry={entry} outcome={outcome} />;
}

const REASONS: Readonly<Record<string, MessageKey>> = {
  VALIDATION: 'outbox.reason.VALIDATION',
  FORBIDDEN: 'outbox.reason.FORBIDDEN',
  NOT_WRITABLE: 'outbox.reason.NOT_WRITABLE',
  GONE: 'outbox.reason.GONE',
  REFERENCE_MISSING: 'outbox.reason.REFERENCE_MISSING',
};

function Rejection({ entry, outcome }: OutcomeProps): ReactElement {
  const text = useText();
  const translate = useTranslate();
  const reason = REASONS[outcome.code ?? ''] ?? 'outbox.reason.other';
  return (
    <Alert severity="error" role="note" sx={{ mt: 1 }}>
      {text(reason)} {text('outbox.quarantined')}
      {outcome.errors.map(({ field, message }) => (
        <div key={field}>
          <strong>{translate(`resources.${entry.table}.fields.${field}`, { _: field })}</strong>: {message}
        </div>
      ))}
    </Alert>
  );
}

function Conflicts({ entry, outcome }: OutcomeProps): ReactElement {
  const text = useText();
  const translate = useTranslate();
  return (
    <Alert severity="warning" role="note" sx={{ mt: 1, '& .MuiAlert-message': { minWidth: 0, flex: 1 } }}>
      {text('outbox.conflict')}
      <TableContainer tabIndex={0}>
        <Table size="small" aria-label={text('outbox.status.conflict')}>
          <TableHead>
            <TableRow>
              <TableCell>{text('outbox.field')}</TableCell>
              <TableCell>{text('outbox.yours')}</TableCell>
              <TableCell>{text('outbox.theirs')}</TableCell>
              <TableCell>{text('outbox.kept_value')}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {outcome.conflicts.map(({ field, yours, theirs, kept }) => (
              <TableRow key={field}>
                <TableCell component="th" scope="row">
                  {translate(`resources.${entry.table}.fields.${field}`, { _: field })}
                </TableCell>
                <TableCell>
                  <ShownValue table={entry.table} field={field} value={yours} />
                </TableCell>
                <TableCell>
                  <ShownValue table={entry.table} field={field} value={theirs} />
                </TableCell>
                <TableCell>{text(`outbox.kept_${kept}`)}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </TableContainer>
    </Alert>
  );
}
