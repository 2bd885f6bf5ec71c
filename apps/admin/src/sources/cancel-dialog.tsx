import type { ReactElement } from 'react';
import { Button, Dialog, DialogActions, DialogContent, DialogContentText, DialogTitle } from '@mui/material';
import { useText } from '../i18n/text.js';
import { useSourceAction } from './use-source-action.js';

interface CancelDialogProps {
  readonly runId: string;
  readonly title: string;
  readonly onClose: () => void;
}

/** Asks before a run is ended. */
export function CancelDialog({ runId, title, onClose }: CancelDialogProps): ReactElement {
  const text = useText();
  const { isPending, act } = useSourceAction();
  const cancel = (): void =>
    act({
      call: (api) => api.post('/api/runs/{id}/cancel', { path: { id: runId } }),
      done: text('sources.done.cancelled'),
      onDone: onClose,
    });
  return (
    <Dialog open onClose={onClose} aria-labelledby="cancel-title" aria-describedby="cancel-content">
      <DialogTitle id="cancel-title">{text('sources.ask_cancel.title', { source: title })}</DialogTitle>
      <DialogContent>
        <DialogContentText id="cancel-content">{text('sources.ask_cancel.content')}</DialogContentText>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{text('sources.ask_cancel.no')}</Button>
        <Button color="error" variant="contained" disabled={isPending} onClick={cancel}>
          {text('sources.ask_cancel.yes')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
