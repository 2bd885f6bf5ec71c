import type { ReactElement, ReactNode } from 'react';
import { Box, Typography } from '@mui/material';
import { useText } from '../i18n/text.js';
import { useFormats } from '../ui/format.js';
import type { Source } from './source-queries.js';
import { ownZone, useTimeTexts } from './time-texts.js';

interface SourceFactsProps {
  readonly source: Source;
  /** When that was read, by the clock of the browser. */
  readonly now: number;
}

/** When a source was read, when it is read next, and how long that takes. */
export function SourceFacts({ source, now }: SourceFactsProps): ReactElement {
  const text = useText();
  const formats = useFormats();
  const times = useTimeTexts();
  const { lastSuccessAt, lastDurationMs } = source;
  return (
    <Box component="dl" sx={FACTS}>
      <Fact label={text('sources.field.last_success')}>
        {lastSuccessAt === null ? text('sources.never') : times.fromNow(lastSuccessAt, now)}
        {lastSuccessAt === null ? null : <Aside>{formats.instant(lastSuccessAt)}</Aside>}
      </Fact>
      <Fact label={text('sources.field.next_run')}>
        <NextRun source={source} now={now} />
      </Fact>
      <Fact label={text('sources.field.duration')}>{times.duration(lastDurationMs)}</Fact>
    </Box>
  );
}

const FACTS = {
  display: 'grid',
  gridTemplateColumns: { xs: 'repeat(auto-fit, minmax(118px, 1fr))', md: '1.15fr 1.25fr 0.55fr' },
  columnGap: 1.5,
  rowGap: 1,
  m: 0,
};

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactElement {
  return (
    <div>
      <Typography component="dt" variant="caption" color="text.secondary">
        {label}
      </Typography>
      <Typography component="dd" variant="body2" sx={{ m: 0, fontVariantNumeric: 'tabular-nums' }}>
        {children}
      </Typography>
    </div>
  );
}

function Aside({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <Typography component="span" variant="caption" color="text.secondary" sx={{ display: 'block' }}>
      {children}
    </Typography>
  );
}

/** In the reader's zone; where the clocks of the source show another time, that is said too. */
function NextRun({ source, now }: SourceFactsProps): ReactElement {
  const text = useText();
  const formats = useFormats();
  const times = useTimeTexts();
  const { nextRunAt, isPaused, configured, timeZone } = source;
  if (nextRunAt === null) {
    const words = isPaused ? 'sources.while_paused' : 'sources.by_hand_only';
    return <>{configured ? text(words) : '—'}</>;
  }
  const theirs = times.clockIn(nextRunAt, timeZone);
  const isElsewhere = timeZone !== ownZone() && theirs !== times.clock(nextRunAt);
  return (
    <>
      {times.fromNow(nextRunAt, now)}
      <Aside>{formats.instant(nextRunAt)}</Aside>
      {isElsewhere ? <Aside>{text('sources.zone_time', { time: theirs, zone: timeZone })}</Aside> : null}
    </>
  );
}
