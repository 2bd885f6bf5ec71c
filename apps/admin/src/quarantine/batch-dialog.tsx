import type { ReactElement } from 'react';
import {
  Alert,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogContentText,
  DialogTitle,
  LinearProgress,
} from '@mui/material';
import { useText } from '../i18n/text.js';
import { useFormats } from '../ui/format.js';
import type { Batch, BatchAction } from './batch.js';
import { useBatch } from './use-batch.js';

export type { Batch } from './batch.js';

interface BatchDialogProps {
  readonly batch: Batch;
  readonly onClose: () => void;
}

/** Asks before many entries are touched, then shows how far it has come, and what became of them. */
export function BatchDialog({ batch, onClose }: BatchDialogProps): ReactElement {
  const text = useText();
  const { action, count } = batch;
  const { phase, progress, problem, start, stop } = useBatch(batch);
  const close = (): void => {
    stop();
    onClose();
  };
  return (
    <Dialog open onClose={close} aria-labelledby="batch-title" fullWidth maxWidth="sm">
      <DialogTitle id="batch-title">
        {text(`resources.quarantine.${action}_question`, { smart_count: count })}
      </DialogTitle>
      <DialogContent>
        {phase === 'asking' ? (
          <DialogContentText>{text(`resources.quarantine.${action}_explanation`)}</DialogContentText>
        ) : (
          <BatchProgress action={action} isRunning={phase === 'running'} count={count} {...progress} />
        )}
        {problem === null ? null : (
          <Alert severity="error" sx={{ mt: 2 }}>
            {problem}
          </Alert>
        )}
      </DialogContent>
      <DialogActions>
        <Button onClick={close}>{text(CLOSE[phase])}</Button>
        {phase === 'asking' ? (
          <Button variant="contained" onClick={start}>
            {text(`resources.quarantine.${action}`)}
          </Button>
        ) : null}
      </DialogActions>
    </Dialog>
  );
}

const CLOSE = {
  asking: 'resources.quarantine.cancel',
  running: 'resources.quarantine.stop',
  ended: 'resources.quarantine.close',
} as const;

interface ProgressProps {
  readonly action: BatchAction;
  readonly isRunning: boolean;
  readonly count: number;
  readonly done: number;
  readonly settled: number;
  readonly left: number | null;
  readonly firstReason: string | null;
}

function BatchProgress(props: ProgressProps): ReactElement {
  const { action, isRunning, count, done, settled, left, firstReason } = props;
  const text = useText();
  const formats = useFormats();
  const total = left === null ? count : done + left;
  const values = {
    done: formats.number(done),
    total: formats.number(total),
    settled: formats.number(settled),
    failed: formats.number(done - settled),
  };
  return (
    <>
      <LinearProgress
        variant="determinate"
        value={total === 0 ? 100 : (100 * done) / total}
        aria-label={text('resources.quarantine.progress')}
        sx={{ mb: 2 }}
      />
      <div role="status">
        <DialogContentText>{text('resources.quarantine.so_far', values)}</DialogContentText>
        {isRunning ? null : (
          <DialogContentText>{text(`resources.quarantine.${action}_result`, values)}</DialogContentText>
        )}
        {firstReason === null ? null : (
          <Alert severity="warning" sx={{ mt: 2, overflowWrap: 'anywhere' }}>
            {text('resources.quarantine.first_problem')} {firstReason}
          </Alert>
        )}
      </div>
    </>
  );
}
