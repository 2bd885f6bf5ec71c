import type { ReactElement } from 'react';
import { Alert, Box, Button, Skeleton, Stack, Typography } from '@mui/material';
import { Title } from 'react-admin';
import { useText } from '../i18n/text.js';
import { StripLegend } from './strip-legend.js';
import { SourceCard } from './source-card.js';
import { type RecentRun, type Source, useRecentRuns, useSources } from './source-queries.js';
import { SourcesSummary } from './sources-summary.js';

/** A browser has six connections to a server: streams must leave some for everything else. */
const STREAMS_MAX = 2;

/** Whether every source is in step, and what to do about those that are not. Looks again by itself. */
export function SourcesPage(): ReactElement {
  const text = useText();
  const sources = useSources();
  const recent = useRecentRuns();
  return (
    <Stack spacing={2} sx={{ mt: 2 }}>
      <Title title={text('sources.title')} />
      {sources.error === null ? null : (
        <Alert
          severity="error"
          action={
            <Button color="inherit" size="small" onClick={() => void sources.refetch()}>
              {text('sources.action.retry')}
            </Button>
          }
        >
          {sources.error.message}
        </Alert>
      )}
      {sources.data === undefined ? (
        sources.isPending ? (
          <Loading />
        ) : null
      ) : (
        <SourceList sources={sources.data} runs={recent.data ?? []} now={sources.dataUpdatedAt} />
      )}
    </Stack>
  );
}

interface SourceListProps {
  readonly sources: readonly Source[];
  readonly runs: readonly RecentRun[];
  readonly now: number;
}

function SourceList({ sources, runs, now }: SourceListProps): ReactElement {
  const text = useText();
  const live = sources.filter(({ liveRunId }) => liveRunId !== null);
  const streamed = new Set(live.slice(0, STREAMS_MAX).map(({ key }) => key));
  return (
    <>
      <SourcesSummary sources={sources} />
      {sources.length === 0 ? (
        <Typography color="text.secondary">{text('sources.empty')}</Typography>
      ) : (
        <Stack
          component="ul"
          aria-label={text('sources.list')}
          spacing={1.5}
          sx={{ m: 0, p: 0, listStyle: 'none' }}
        >
          {sources.map((source) => (
            <Box component="li" key={source.key}>
              <SourceCard
                source={source}
                runs={runs.filter((run) => run.source === source.key)}
                now={now}
                isStreamed={streamed.has(source.key)}
              />
            </Box>
          ))}
        </Stack>
      )}
      <StripLegend />
    </>
  );
}

function Loading(): ReactElement {
  const text = useText();
  return (
    <Stack spacing={1.5} role="status" aria-label={text('sources.loading')}>
      <Skeleton variant="rounded" height={72} />
      {[1, 2, 3].map((row) => (
        <Skeleton key={row} variant="rounded" height={120} />
      ))}
    </Stack>
  );
}
