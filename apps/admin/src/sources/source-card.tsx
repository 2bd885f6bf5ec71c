import type { ReactElement } from 'react';
import { Box, Link as MuiLink, Paper, Stack, Typography } from '@mui/material';
import { usePermissions } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Role } from '../api/session.js';
import { LiveProgress } from './live-progress.js';
import { RunStrip } from './run-strip.js';
import { SourceActions } from './source-actions.js';
import { SourceCounts } from './source-counts.js';
import { SourceFacts } from './source-facts.js';
import { SourceNotes } from './source-notes.js';
import type { RecentRun, Source } from './source-queries.js';
import { StateMark, toneOf } from './state-mark.js';
import { useFollowedRun } from './use-followed-run.js';

interface SourceCardProps {
  readonly source: Source;
  readonly runs: readonly RecentRun[];
  /** When the source was read, by the clock of the browser. */
  readonly now: number;
  /** Whether its live run is followed by events; else it is asked for now and then. */
  readonly isStreamed: boolean;
}

/** One source: how it is doing, what it did, and what may be done about it. A row on wide screens. */
export function SourceCard({ source, runs, now, isStreamed }: SourceCardProps): ReactElement {
  const { permissions: role } = usePermissions<Role>();
  const live = useFollowedRun(source.liveRunId, isStreamed);
  const state = source.liveRunId === null ? source.state : (live.run?.state ?? 'running');
  return (
    <Paper
      component="article"
      variant="outlined"
      aria-labelledby={`source-${source.key}`}
      sx={{ borderLeftWidth: 6, borderLeftColor: toneOf(state), px: 2, py: 1.5 }}
    >
      <Box sx={GRID}>
        <Stack spacing={0.75} sx={{ alignItems: 'flex-start' }}>
          <Typography
            variant="h6"
            component="h2"
            id={`source-${source.key}`}
            sx={{ fontSize: 17, lineHeight: 1.25 }}
          >
            <MuiLink component={Link} to={`/sources/${source.key}/runs`} color="inherit" underline="hover">
              {source.title}
            </MuiLink>
          </Typography>
          <StateMark state={state} />
          {role === 'admin' && source.configured ? <SourceActions source={source} /> : null}
        </Stack>
        {source.configured ? (
          <>
            <SourceFacts source={source} now={now} />
            <Box sx={{ minWidth: 0 }}>
              <RunStrip title={source.title} runs={runs} />
              <SourceCounts source={source} />
            </Box>
          </>
        ) : null}
      </Box>
      {source.liveRunId === null ? null : (
        <Box sx={{ mt: 1.5 }}>
          <LiveProgress title={source.title} live={live} />
        </Box>
      )}
      <SourceNotes source={source} />
    </Paper>
  );
}

const GRID = {
  display: 'grid',
  columnGap: 3,
  rowGap: 2,
  alignItems: 'start',
  gridTemplateColumns: {
    xs: 'minmax(0, 1fr)',
    sm: 'minmax(0, 1fr) minmax(0, 1.4fr)',
    lg: '212px minmax(0, 1fr) minmax(0, 328px)',
  },
  // Between phone and desk the strip has a line of its own.
  '& > :nth-of-type(3)': { gridColumn: { sm: '1 / -1', lg: 'auto' } },
} as const;
