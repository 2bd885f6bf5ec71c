import type { ReactElement } from 'react';
import ScheduleSendIcon from '@mui/icons-material/ScheduleSend';
import { Alert, Chip } from '@mui/material';
import { useRecordContext } from 'react-admin';
import { type Unsent, unsentOf } from '../data/outbox/overlay.js';
import { useText } from '../i18n/text.js';

function useUnsent(): Unsent | null {
  return unsentOf(useRecordContext());
}

/** Beside a value, or with a whole record when no field is named: it is not on the server yet. */
export function UnsentMark({ source }: { readonly source?: string }): ReactElement | null {
  const text = useText();
  const unsent = useUnsent();
  const isMarked = unsent !== null && (source === undefined || unsent.fields.includes(source));
  return isMarked ? (
    <Chip size="small" variant="outlined" color="warning" label={text('outbox.unsent.mark')} />
  ) : null;
}

/** Above a record of which something waits in this browser. */
export function UnsentNote(): ReactElement | null {
  const text = useText();
  const unsent = useUnsent();
  return unsent === null ? null : (
    <Alert severity="warning" role="note" icon={<ScheduleSendIcon fontSize="inherit" />} sx={{ mb: 2 }}>
      {text(`outbox.unsent.${unsent.operation}`)}
    </Alert>
  );
}
