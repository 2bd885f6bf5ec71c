import { type ReactElement, useState } from 'react';
import { Box, LinearProgress, Typography } from '@mui/material';
import { useText } from '../i18n/text.js';
import { useFormats } from '../ui/format.js';
import { msLeft, percentOf } from './run-meter.js';
import type { Run } from './source-queries.js';
import { useStateText } from './state-mark.js';
import { useTimeTexts } from './time-texts.js';
import type { LiveRun } from './use-live-run.js';
import { VISUALLY_HIDDEN } from './visually-hidden.js';

interface LiveProgressProps {
  readonly title: string;
  readonly live: LiveRun;
}

/** How far a run is, in a bar and in words. A screen reader hears of a few steps only. */
export function LiveProgress({ title, live }: LiveProgressProps): ReactElement {
  const text = useText();
  const { run, isBroken } = live;
  const percent = run === undefined ? null : percentOf(run.counts.fetched, run.totalCount);
  return (
    <Box>
      <LinearProgress
        // Else the bar of an unknown total would shrink to its first value, as if it went backwards.
        key={percent === null ? 'unknown' : 'known'}
        aria-label={text('sources.live.progress', { source: title })}
        sx={{ height: 8, borderRadius: 4, mb: 0.75 }}
        {...(percent === null ? {} : { variant: 'determinate', value: percent })}
      />
      <Typography variant="body2" component="div" sx={{ fontVariantNumeric: 'tabular-nums' }}>
        {run === undefined ? text('sources.live.beginning') : <Figures run={run} rate={live.rate} />}
        {isBroken ? (
          <Box component="span" sx={{ color: 'warning.main', display: 'block' }}>
            {text('sources.live.broken')}
          </Box>
        ) : null}
      </Typography>
      <Announcement title={title} run={run} percent={percent} />
    </Box>
  );
}

function Figures({ run, rate }: { readonly run: Run; readonly rate: number | null }): ReactElement {
  const text = useText();
  const formats = useFormats();
  const times = useTimeTexts();
  const { fetched } = run.counts;
  const total = run.totalCount;
  const leftMs = msLeft(fetched, total, rate);
  const parts = [
    run.pages === 0
      ? text('sources.live.beginning')
      : text('sources.live.page', { page: formats.number(run.pages) }),
    total === null
      ? text('sources.live.so_far', { smart_count: fetched })
      : text('sources.live.of_total', { done: formats.number(fetched), total: formats.number(total) }),
    ...(rate === null ? [] : [text('sources.live.rate', { rate: formats.number(Math.round(rate)) })]),
    ...(leftMs === null ? [] : [text('sources.live.eta', { duration: times.duration(leftMs) })]),
  ];
  return (
    <>
      {parts.join(' · ')}
      {run.state === 'waiting-for-rate-limit' ? (
        <Box component="span" sx={{ display: 'block' }}>
          {run.waitsUntil === null
            ? text('sources.live.waiting_unknown')
            : text('sources.live.waiting', { at: times.clock(run.waitsUntil) })}
        </Box>
      ) : null}
    </>
  );
}

const PERCENT_STEP = 25;

interface AnnouncementProps {
  readonly title: string;
  readonly run: Run | undefined;
  readonly percent: number | null;
}

/** Said when a state or a quarter is reached, never at each page. */
function Announcement({ title, run, percent }: AnnouncementProps): ReactElement {
  const text = useText();
  const step = percent === null ? 0 : Math.floor(percent / PERCENT_STEP) * PERCENT_STEP;
  const said =
    run === undefined
      ? ''
      : run.state === 'waiting-for-rate-limit'
        ? text('sources.live.said_waiting', { source: title })
        : step === 0
          ? text('sources.live.said_running', { source: title })
          : text('sources.live.said', { source: title, percent: step });
  return (
    <Box component="span" role="status" aria-live="polite" sx={VISUALLY_HIDDEN}>
      {said}
    </Box>
  );
}

/** Says once that a run has ended; stays empty for one that had ended before the page was opened. */
export function EndAnnouncement({ title, run }: { readonly title: string; readonly run: Run }): ReactElement {
  const text = useText();
  const stateText = useStateText();
  const [first] = useState(run.state);
  return (
    <Box component="span" role="status" aria-live="polite" sx={VISUALLY_HIDDEN}>
      {run.state === first || run.finishedAt === null
        ? ''
        : text('sources.live.said_ended', { source: title, state: stateText(run.state) })}
    </Box>
  );
}
