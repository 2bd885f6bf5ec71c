import type { ReactElement } from 'react';
import {
  Alert,
  Box,
  Breadcrumbs,
  Button,
  Link as MuiLink,
  Paper,
  Skeleton,
  Stack,
  Typography,
} from '@mui/material';
import { Title, usePermissions } from 'react-admin';
import { Link, useParams } from 'react-router-dom';
import type { Role } from '../../api/session.js';
import { useText } from '../../i18n/text.js';
import { SectionTitle } from '../../ui/details.js';
import { useFormats } from '../../ui/format.js';
import { EndAnnouncement, LiveProgress } from '../live-progress.js';
import { isLive, type Run, useRun, useSourceTitle } from '../source-queries.js';
import { StateMark, toneOf } from '../state-mark.js';
import { useLiveRun } from '../use-live-run.js';
import { CancelRunButton } from './cancel-run-button.js';
import { RunDiff } from './run-diff.js';
import { RunFacts } from './run-facts.js';
import { RunLog } from './run-log.js';
import { RunOutcome } from './run-outcome.js';
import { RunProblems } from './run-problems.js';
import { RunTrouble } from './run-trouble.js';

/** One run: how it goes or went, what it did, what went wrong, and its log. */
export function RunPage(): ReactElement {
  const { id = '' } = useParams();
  const text = useText();
  const { data: run, error, refetch } = useRun(id);
  if (error !== null) {
    return (
      <Stack spacing={2} sx={{ mt: 2 }}>
        <Title title={text('sources.title')} />
        <Alert
          severity="error"
          action={
            <Button color="inherit" size="small" onClick={() => void refetch()}>
              {text('sources.action.retry')}
            </Button>
          }
        >
          {error.message}
        </Alert>
        <MuiLink component={Link} to="/sources">
          {text('sources.all_sources')}
        </MuiLink>
      </Stack>
    );
  }
  return run === undefined ? <Loading /> : <RunDetails run={run} />;
}

function RunDetails({ run }: { readonly run: Run }): ReactElement {
  const text = useText();
  const { permissions: role } = usePermissions<Role>();
  const title = useSourceTitle(run.source);
  const isGoingOn = isLive(run.state);
  const live = useLiveRun(isGoingOn ? run.id : null);
  const isAdmin = role === 'admin';
  return (
    <Stack spacing={2} sx={{ mt: 2 }}>
      <Title title={text('sources.run.title', { source: title })} />
      <EndAnnouncement key={run.id} title={title} run={run} />
      <Trail run={run} title={title} />
      <Paper variant="outlined" sx={{ p: 2, borderLeftWidth: 6, borderLeftColor: toneOf(run.state) }}>
        <Head run={run} title={title} canCancel={isAdmin && isGoingOn} />
        {isGoingOn ? (
          <Box sx={{ mt: 2 }}>
            <LiveProgress title={title} live={live} />
          </Box>
        ) : null}
        <RunTrouble run={run} />
      </Paper>
      <Box
        sx={{
          display: 'grid',
          gap: 2,
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'repeat(2, minmax(0, 1fr))' },
        }}
      >
        <Section title={text('sources.run.outcome')}>
          <RunOutcome run={run} />
        </Section>
        <Section title={text('sources.run.facts')}>
          <RunFacts run={run} />
        </Section>
      </Box>
      {run.dryRun ? (
        <Section title={text('sources.diff.title')}>
          <RunDiff run={run} isAdmin={isAdmin} />
        </Section>
      ) : null}
      {run.dryRun ? null : (
        <Section title={text('sources.problems.title')}>
          <RunProblems run={run} isAdmin={isAdmin} />
        </Section>
      )}
      <Section title={text('sources.log.title')}>
        <RunLog run={run} />
      </Section>
    </Stack>
  );
}

function Trail({ run, title }: { readonly run: Run; readonly title: string }): ReactElement {
  const text = useText();
  const formats = useFormats();
  return (
    <Breadcrumbs aria-label={text('sources.title')}>
      <MuiLink component={Link} to="/sources">
        {text('sources.all_sources')}
      </MuiLink>
      <MuiLink component={Link} to={`/sources/${run.source}/runs`}>
        {title}
      </MuiLink>
      <Typography color="text.primary">{formats.instant(run.startedAt)}</Typography>
    </Breadcrumbs>
  );
}

interface HeadProps {
  readonly run: Run;
  readonly title: string;
  readonly canCancel: boolean;
}

function Head({ run, title, canCancel }: HeadProps): ReactElement {
  const text = useText();
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
      <Box sx={{ flex: '1 1 240px' }}>
        <Typography variant="h5" component="h1">
          {text('sources.run.title', { source: title })}
        </Typography>
        <StateMark state={run.state} />
        {run.dryRun ? (
          <Typography variant="body2" color="text.secondary">
            {text('sources.run.dry_note')}
          </Typography>
        ) : null}
      </Box>
      {canCancel ? <CancelRunButton runId={run.id} title={title} /> : null}
    </Box>
  );
}

function Section({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactElement;
}): ReactElement {
  return (
    <Paper component="section" variant="outlined" sx={{ p: 2, minWidth: 0 }}>
      <SectionTitle>{title}</SectionTitle>
      {children}
    </Paper>
  );
}

function Loading(): ReactElement {
  const text = useText();
  return (
    <Stack spacing={2} sx={{ mt: 2 }} role="status" aria-label={text('sources.loading')}>
      <Skeleton variant="rounded" height={120} />
      <Skeleton variant="rounded" height={240} />
    </Stack>
  );
}
