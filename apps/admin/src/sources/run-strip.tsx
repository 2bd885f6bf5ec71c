import { type KeyboardEvent, type ReactElement, useRef, useState } from 'react';
import { Box, Tooltip, Typography } from '@mui/material';
import { Link } from 'react-router-dom';
import { useText } from '../i18n/text.js';
import { useFormats } from '../ui/format.js';
import type { RecentRun } from './source-queries.js';
import { RUNS_PER_STRIP } from './source-queries.js';
import { runBarSx } from './run-bar.js';
import { useStateText } from './state-mark.js';
import { useTimeTexts } from './time-texts.js';

const HEIGHT_MIN = 18;

interface RunStripProps {
  readonly title: string;
  /** Newest first. */
  readonly runs: readonly RecentRun[];
}

/**
 * The last runs of a source as bars, the newest on the right, each a link to its run. One stop for the tabulator:
 * inside, the arrow keys go from bar to bar.
 */
export function RunStrip({ title, runs }: RunStripProps): ReactElement {
  const text = useText();
  const bars = useRef<(HTMLAnchorElement | null)[]>([]);
  const [chosen, setChosen] = useState<string | null>(null);
  if (runs.length === 0) {
    return (
      <Typography variant="body2" color="text.secondary">
        {text('sources.strip.none')}
      </Typography>
    );
  }
  const shown = runs.toReversed();
  const known = shown.findIndex(({ id }) => id === chosen);
  const reachable = known === -1 ? shown.length - 1 : known;
  const longestMs = Math.max(...shown.map((run) => lengthMs(run) ?? 0), 1);
  const move = (event: KeyboardEvent): void => {
    const next = nextIndex(event.key, reachable, shown.length);
    if (next !== null) {
      event.preventDefault();
      setChosen(shown[next]?.id ?? null);
      bars.current[next]?.focus();
    }
  };
  return (
    <Box
      component="ul"
      aria-label={text('sources.strip.title', { source: title })}
      onKeyDown={move}
      sx={{
        display: 'grid',
        gridTemplateColumns: `repeat(${RUNS_PER_STRIP}, minmax(0, 10px))`,
        alignItems: 'end',
        justifyContent: { xs: 'stretch', md: 'end' },
        ...{ gap: '2px', height: 44, m: 0, p: 0, listStyle: 'none' },
      }}
    >
      {shown.map((run, index) => (
        <Box
          component="li"
          key={run.id}
          sx={{ height: '100%', gridColumnStart: RUNS_PER_STRIP - shown.length + index + 1 }}
        >
          <RunBar
            run={run}
            percent={heightPercent(lengthMs(run) ?? longestMs, longestMs)}
            isReachable={index === reachable}
            onFocus={() => setChosen(run.id)}
            bar={(element) => {
              bars.current[index] = element;
            }}
          />
        </Box>
      ))}
    </Box>
  );
}

interface RunBarProps {
  readonly run: RecentRun;
  readonly percent: number;
  readonly isReachable: boolean;
  readonly onFocus: () => void;
  readonly bar: (element: HTMLAnchorElement | null) => void;
}

function RunBar({ run, percent, isReachable, onFocus, bar }: RunBarProps): ReactElement {
  const description = useRunText()(run);
  return (
    <Tooltip title={description} disableInteractive enterDelay={200}>
      <Box
        component={Link}
        to={`/sources/runs/${run.id}`}
        aria-label={description}
        tabIndex={isReachable ? 0 : -1}
        ref={bar}
        onFocus={onFocus}
        sx={LINK}
      >
        <Box component="span" sx={runBarSx(run)} style={{ height: `${percent}%` }} />
      </Box>
    </Tooltip>
  );
}

/** The whole height can be pointed at, however low the bar is. */
const LINK = {
  display: 'flex',
  alignItems: 'end',
  height: '100%',
  borderRadius: '3px',
  '&:hover': { bgcolor: 'action.hover' },
  '&:focus-visible': { outline: '2px solid', outlineColor: 'primary.main', outlineOffset: '1px' },
};

/** A run in one sentence, for whoever does not see the bar. */
function useRunText(): (run: RecentRun) => string {
  const text = useText();
  const formats = useFormats();
  const times = useTimeTexts();
  const stateText = useStateText();
  return (run) =>
    [
      run.dryRun ? `${stateText(run.state)} (${text('sources.strip.dry')})` : stateText(run.state),
      formats.instant(run.startedAt),
      run.finishedAt === null ? text('sources.run.running') : times.duration(lengthMs(run)),
      text('sources.strip.records', { smart_count: run.fetchedCount }),
    ].join(', ');
}

/** Null while it goes on. */
function lengthMs({ startedAt, finishedAt }: RecentRun): number | null {
  return finishedAt === null
    ? null
    : Math.max(0, new Date(finishedAt).getTime() - new Date(startedAt).getTime());
}

/** Not in proportion, so that one long run does not flatten all the others. */
function heightPercent(ms: number, longestMs: number): number {
  return HEIGHT_MIN + (100 - HEIGHT_MIN) * Math.min(1, ms / longestMs) ** 0.6;
}

function nextIndex(key: string, index: number, count: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, index - 1);
    case 'ArrowRight':
      return Math.min(count - 1, index + 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
