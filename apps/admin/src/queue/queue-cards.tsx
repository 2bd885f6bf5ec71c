import type { ReactElement } from 'react';
import { Card, CardActions, CardContent, Chip, Grid, Typography } from '@mui/material';
import { useNotify } from 'react-admin';
import { useSession } from '../auth/session-context.js';
import { useText } from '../i18n/text.js';
import { ConfirmedButton } from '../ui/confirmed-button.js';
import { useAction } from '../ui/use-action.js';
import { type JobQueue, useRefreshJobs } from './use-jobs.js';

/** Each queue with how much is in it, and the switch that holds it. */
export function QueueCards({ queues }: { readonly queues: readonly JobQueue[] }): ReactElement {
  return (
    <Grid container spacing={2} sx={{ mb: 3 }}>
      {queues.map((queue) => (
        <Grid key={queue.name} size={{ xs: 12, sm: 6, md: 4 }}>
          <QueueCard queue={queue} />
        </Grid>
      ))}
    </Grid>
  );
}

function QueueCard({ queue }: { readonly queue: JobQueue }): ReactElement {
  const text = useText();
  const { pending, running, failed } = queue;
  return (
    <Card component="section" aria-label={queue.name}>
      <CardContent sx={{ pb: 0 }}>
        <Typography variant="h6" component="h2" sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
          {queue.name}
          <Chip
            size="small"
            color={queue.isPaused ? 'warning' : 'success'}
            variant="outlined"
            label={text(queue.isPaused ? 'queue.paused' : 'queue.working')}
          />
        </Typography>
        <Typography color="text.secondary" aria-live="polite">
          {text('queue.counts', { pending, running, failed })}
        </Typography>
      </CardContent>
      <CardActions>
        <PauseButton queue={queue} />
      </CardActions>
    </Card>
  );
}

function PauseButton({ queue: { name, isPaused } }: { readonly queue: JobQueue }): ReactElement {
  const text = useText();
  const notify = useNotify();
  const refresh = useRefreshJobs();
  const { api } = useSession();
  const action = useAction({
    call: () =>
      isPaused
        ? api.post('/api/jobs/queues/{queue}/resume', { path: { queue: name } })
        : api.post('/api/jobs/queues/{queue}/pause', { path: { queue: name } }),
    onDone: () => {
      notify(text(isPaused ? 'queue.resumed' : 'queue.now_paused', { name }), { type: 'success' });
      refresh();
    },
  });
  return (
    <ConfirmedButton
      label={text(isPaused ? 'queue.resume' : 'queue.pause')}
      question={text(isPaused ? 'queue.resume_question' : 'queue.pause_question', { name })}
      explanation={text(isPaused ? 'queue.resume_explanation' : 'queue.pause_explanation')}
      action={action}
      size="small"
    />
  );
}
