import type { ReactElement } from 'react';
import { Alert, Box, Typography } from '@mui/material';
import { useLocale } from 'react-admin';
import { type MessageKey, useText } from '../../i18n/text.js';
import { regionalLocale, useFormats } from '../../ui/format.js';
import { useKindText } from '../run-errors.js';
import { isLive, type LogLine, type Run, useRunLog } from '../source-queries.js';
import { useStateText } from '../state-mark.js';
import { useTimeTexts } from '../time-texts.js';

/** What happened, line by line, the newest last; grows while the run goes on. */
export function RunLog({ run }: { readonly run: Run }): ReactElement {
  const text = useText();
  const { data: lines, error } = useRunLog(run.id, isLive(run.state));
  if (error !== null) {
    return <Alert severity="error">{error.message}</Alert>;
  }
  if (lines?.length === 0) {
    return <Typography color="text.secondary">{text('sources.log.none')}</Typography>;
  }
  return (
    <Box role="log" aria-live="off" aria-label={text('sources.log.title')} tabIndex={0} sx={SCROLLING}>
      <Box component="ol" sx={{ m: 0, p: 0, listStyle: 'none' }}>
        {lines?.map((line, index) => (
          <Line key={`${line.at} ${index}`} line={line} />
        ))}
      </Box>
    </Box>
  );
}

const SCROLLING = { maxHeight: 420, overflow: 'auto', fontSize: 14 };
const TONES = { info: 'text.primary', warning: 'warning.main', error: 'error.main' } as const;

function Line({ line }: { readonly line: LogLine }): ReactElement {
  const text = useText();
  const sentence = useSentence();
  const locale = regionalLocale(useLocale());
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }).format(new Date(line.at));
  return (
    <Box
      component="li"
      sx={{
        display: 'flex',
        flexWrap: { xs: 'wrap', sm: 'nowrap' },
        columnGap: 1.5,
        py: 0.5,
        borderTop: 1,
        borderColor: 'divider',
        color: TONES[line.level],
        overflowWrap: 'anywhere',
      }}
    >
      <Box
        component="time"
        dateTime={line.at}
        sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums', flexShrink: 0 }}
      >
        {clock}
      </Box>
      <span>
        {line.level === 'info' ? null : <strong>{text(`sources.log.level.${line.level}`)}: </strong>}
        {sentence(line)}
      </span>
    </Box>
  );
}

type Details = Readonly<Record<string, string | number | null>>;

/** A line in the reader's language; what vendors and our own checks say stays as it was said. */
function useSentence(): (line: LogLine) => string {
  const text = useText();
  const formats = useFormats();
  const times = useTimeTexts();
  const stateText = useStateText();
  const kindText = useKindText();
  const number = (value: string | number | null | undefined): string => formats.number(value ?? 0);
  return (line) => {
    const details = line.details as Details;
    const message = String(details.message ?? '');
    const duration = times.duration(Number(details.waitMs ?? 0));
    switch (line.event) {
      case 'started': {
        const mode = text(`sources.mode.${String(details.mode)}` as MessageKey);
        return text(details.dryRun === 1 ? 'sources.log.event.started_dry' : 'sources.log.event.started', {
          mode,
        });
      }
      case 'page':
        return text('sources.log.event.page', {
          page: number(details.page),
          fetched: number(details.fetched),
        });
      case 'quarantined':
        return text('sources.log.event.quarantined', {
          smart_count: Number(details.count),
          reason: String(details.reason),
        });
      case 'waiting':
        return text('sources.log.event.waiting', { duration });
      case 'retry':
        return text('sources.log.event.retry', { attempt: number(details.attempt), message, duration });
      case 'ended':
        return details.kind === undefined
          ? text('sources.log.event.ended', {
              state: stateText(String(details.state)),
              fetched: number(details.fetched),
            })
          : text('sources.log.event.ended_failed', { kind: kindText(String(details.kind)), message });
      case 'warning':
        return message;
      default:
        return text(`sources.log.event.${line.event}`, { message });
    }
  };
}
