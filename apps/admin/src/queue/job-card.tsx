import { type ReactElement, useId, useState } from 'react';
import {
  Alert,
  Box,
  Button,
  Card,
  CardActions,
  CardContent,
  Chip,
  Collapse,
  Typography,
} from '@mui/material';
import { useNotify } from 'react-admin';
import { useSession } from '../auth/session-context.js';
import { useText } from '../i18n/text.js';
import { Facts } from '../ui/facts.js';
import { useFormats } from '../ui/format.js';
import { JsonView } from '../ui/json-view.js';
import { useAction } from '../ui/use-action.js';
import { type Job, type JobState, useRefreshJobs } from './use-jobs.js';

const COLOURS = { pending: 'info', running: 'primary', failed: 'error', completed: 'success' } as const;

/** One job: what it is about, how often it was tried, and why it failed. */
export function JobCard({ job }: { readonly job: Job }): ReactElement {
  const text = useText();
  const formats = useFormats();
  return (
    <Card component="li" variant="outlined" aria-label={job.id}>
      <CardContent sx={{ pb: 1 }}>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center', mb: 1 }}>
          <Chip size="small" color={COLOURS[job.state]} label={text(`queue.states_of_one.${job.state}`)} />
          <Typography component="h3" sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
            {job.id}
          </Typography>
        </Box>
        {job.error === null ? null : (
          <Alert
            severity={job.state === 'failed' ? 'error' : 'warning'}
            sx={{ mb: 1.5, overflowWrap: 'anywhere' }}
          >
            {job.error}
          </Alert>
        )}
        <Facts
          facts={[
            [
              text('queue.attempts'),
              text('queue.attempts_of', { made: job.attemptsMade, max: job.attempts }),
            ],
            [text('queue.created'), formats.instant(job.createdAt)],
            [text('queue.started'), formats.instant(job.startedAt)],
            [text('queue.finished'), formats.instant(job.finishedAt)],
          ]}
        />
      </CardContent>
      <JobActions job={job} />
    </Card>
  );
}

function JobActions({ job }: { readonly job: Job }): ReactElement {
  const text = useText();
  const payloadId = useId();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <CardActions sx={{ px: 2 }}>
        {job.state === ('failed' satisfies JobState) ? <RetryButton id={job.id} /> : null}
        <Button
          size="small"
          aria-expanded={isOpen}
          aria-controls={payloadId}
          onClick={() => setIsOpen(!isOpen)}
        >
          {text(isOpen ? 'queue.hide_payload' : 'queue.show_payload')}
        </Button>
      </CardActions>
      <Collapse in={isOpen} id={payloadId} unmountOnExit>
        <Box sx={{ p: 2, pt: 0 }}>
          <JsonView value={job.data} label={text('queue.payload')} />
        </Box>
      </Collapse>
    </>
  );
}

function RetryButton({ id }: { readonly id: string }): ReactElement {
  const text = useText();
  const notify = useNotify();
  const refresh = useRefreshJobs();
  const { api } = useSession();
  const action = useAction({
    call: () => api.post('/api/jobs/{id}/retry', { path: { id } }),
    onDone: () => {
      notify(text('queue.retried'), { type: 'success' });
      refresh();
    },
    onFailed: refresh,
  });
  return (
    <Button size="small" variant="contained" disabled={action.isPending} onClick={action.run}>
      {text('queue.retry')}
    </Button>
  );
}
