import type { ReactElement } from 'react';
import { Alert, Box, Button, LinearProgress, Pagination, Stack, Typography } from '@mui/material';
import OpenInNewIcon from '@mui/icons-material/OpenInNew';
import { Title, useNotify } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import { useSession } from '../auth/session-context.js';
import { useText } from '../i18n/text.js';
import { SectionTitle } from '../ui/details.js';
import { StateTabs } from '../ui/state-tabs.js';
import { useAction } from '../ui/use-action.js';
import { ConfirmedButton } from '../ui/confirmed-button.js';
import { JobCard } from './job-card.js';
import { QueueCards } from './queue-cards.js';
import { JOB_STATES, JOBS_A_PAGE, type JobState, useJobQueues, useJobs, useRefreshJobs } from './use-jobs.js';

const BOARD = '/api/jobs/board';

/** Background jobs: what waits, what runs, and what somebody has to look at. */
export function QueuePage(): ReactElement {
  const text = useText();
  const { data: queues, error } = useJobQueues();
  return (
    <Box sx={{ pt: 2 }}>
      <Title title={text('queue.title')} />
      <Stack direction="row" sx={{ justifyContent: 'space-between', flexWrap: 'wrap', gap: 1, mb: 2 }}>
        <Box>
          <Typography variant="h5" component="h1">
            {text('queue.title')}
          </Typography>
          <Typography color="text.secondary">{text('queue.lead')}</Typography>
        </Box>
        <BoardButton />
      </Stack>
      {error === null ? null : (
        <Alert severity="error" sx={{ mb: 2 }}>
          {error.message}
        </Alert>
      )}
      <QueueCards queues={queues ?? []} />
      <Jobs countOf={(state) => queues?.reduce((sum, queue) => sum + queue[state], 0)} />
    </Box>
  );
}

/** The address holds what is looked at: a link to the failed jobs stays one. */
function Jobs({ countOf }: { readonly countOf: (state: JobState) => number | undefined }): ReactElement {
  const text = useText();
  const [search, setSearch] = useSearchParams();
  const state = JOB_STATES.find((known) => known === search.get('state')) ?? 'failed';
  const page = Math.max(1, Math.trunc(Number(search.get('page'))) || 1);
  return (
    <Box component="section">
      <Stack direction="row" sx={{ justifyContent: 'space-between', alignItems: 'center', minHeight: 40 }}>
        <SectionTitle>{text('queue.jobs')}</SectionTitle>
        {state === 'failed' ? <RetryAll count={countOf('failed') ?? 0} /> : null}
      </Stack>
      <StateTabs
        label={text('queue.state')}
        states={JOB_STATES}
        chosen={state}
        nameOf={(each) => text(`queue.states.${each}`)}
        countOf={countOf}
        onChoose={(chosen) => setSearch({ state: chosen })}
      />
      <JobList state={state} page={page} onPage={(chosen) => setSearch({ state, page: String(chosen) })} />
    </Box>
  );
}

interface JobListProps {
  readonly state: JobState;
  readonly page: number;
  readonly onPage: (page: number) => void;
}

function JobList({ state, page, onPage }: JobListProps): ReactElement {
  const text = useText();
  const { data, error } = useJobs(state, page);
  if (data === undefined) {
    return error === null ? (
      <LinearProgress aria-label={text('queue.loading')} />
    ) : (
      <Alert severity="error">{error.message}</Alert>
    );
  }
  if (data.jobs.length === 0) {
    return <Typography color="text.secondary">{text(`queue.none.${state}`)}</Typography>;
  }
  return (
    <>
      <Stack
        component="ul"
        spacing={1.5}
        aria-label={text('queue.jobs')}
        sx={{ listStyle: 'none', p: 0, m: 0 }}
      >
        {data.jobs.map((job) => (
          <JobCard key={job.id} job={job} />
        ))}
      </Stack>
      {data.total > JOBS_A_PAGE ? (
        <Pagination
          page={page}
          count={Math.ceil(data.total / JOBS_A_PAGE)}
          onChange={(_, chosen) => onPage(chosen)}
          sx={{ mt: 2 }}
        />
      ) : null}
    </>
  );
}

function RetryAll({ count }: { readonly count: number }): ReactElement {
  const text = useText();
  const notify = useNotify();
  const refresh = useRefreshJobs();
  const { api } = useSession();
  const action = useAction({
    call: async () => (await api.post('/api/jobs/retry-all')).body.retried,
    onDone: (retried) => {
      notify(text('queue.retried_all', { smart_count: retried }), { type: 'success' });
      refresh();
    },
  });
  return (
    <ConfirmedButton
      label={text('queue.retry_all')}
      question={text('queue.retry_all_question', { smart_count: count })}
      explanation={text('queue.retry_explanation')}
      action={action}
      disabled={count === 0}
      variant="outlined"
    />
  );
}

/**
 * Bull's own board is no page of the panel: the server lets this browser in, and a new tab shows it. The tab is
 * opened at once, because a browser blocks one that comes after an answer.
 */
function BoardButton(): ReactElement {
  const text = useText();
  const { api } = useSession();
  const open = async (): Promise<void> => {
    const tab = window.open('', '_blank');
    try {
      await api.post('/api/jobs/board-session');
    } catch (error) {
      tab?.close();
      throw error;
    }
    if (tab !== null) {
      tab.opener = null;
      tab.location.href = BOARD;
    }
  };
  const notify = useNotify();
  const action = useAction({
    call: open,
    onDone: () => undefined,
    isExpected: (problem) => {
      if (problem.code !== 'NOT_FOUND') {
        return false;
      }
      notify(text('queue.no_board'), { type: 'info', multiLine: true });
      return true;
    },
  });
  return (
    <Button
      startIcon={<OpenInNewIcon />}
      disabled={action.isPending}
      onClick={action.run}
      sx={{ alignSelf: 'flex-start' }}
    >
      {text('queue.board')}
    </Button>
  );
}
