import { type ReactElement, useState } from 'react';
import CancelIcon from '@mui/icons-material/StopCircleOutlined';
import PauseIcon from '@mui/icons-material/PauseCircleOutlined';
import PlayIcon from '@mui/icons-material/PlayArrow';
import ResumeIcon from '@mui/icons-material/PlayCircleOutlined';
import { Button, Stack } from '@mui/material';
import { useText } from '../i18n/text.js';
import { CancelDialog } from './cancel-dialog.js';
import { RunDialog } from './run-dialog.js';
import type { Source } from './source-queries.js';
import { useSourceAction } from './use-source-action.js';

/** What an admin may do with a source. */
export function SourceActions({ source }: { readonly source: Source }): ReactElement {
  const text = useText();
  const [asked, setAsked] = useState<'run' | 'cancel' | null>(null);
  const { key, title, liveRunId } = source;
  const close = (): void => setAsked(null);
  return (
    <Stack direction="row" useFlexGap spacing={0.5} sx={{ flexWrap: 'wrap', pt: 0.5 }}>
      {liveRunId === null ? (
        <Button
          variant="contained"
          size="small"
          startIcon={<PlayIcon />}
          aria-label={text('sources.action.run_of', { source: title })}
          onClick={() => setAsked('run')}
        >
          {text('sources.action.run')}
        </Button>
      ) : (
        <Button
          variant="outlined"
          color="error"
          size="small"
          startIcon={<CancelIcon />}
          aria-label={text('sources.action.cancel_of', { source: title })}
          onClick={() => setAsked('cancel')}
        >
          {text('sources.action.cancel')}
        </Button>
      )}
      {source.schedules.length === 0 ? null : <PauseButton source={source} />}
      {asked === 'run' ? <RunDialog source={source} onClose={close} /> : null}
      {asked === 'cancel' && liveRunId !== null ? (
        <CancelDialog runId={liveRunId} title={title} onClose={close} key={key} />
      ) : null}
    </Stack>
  );
}

/** A pause concerns the schedules only: a run that is going on goes on. */
function PauseButton({ source }: { readonly source: Source }): ReactElement {
  const text = useText();
  const { key, title, isPaused } = source;
  const { isPending, act } = useSourceAction();
  const values = { source: title };
  const toggle = (): void =>
    act({
      call: (api) =>
        isPaused
          ? api.post('/api/sources/{key}/resume', { path: { key } })
          : api.post('/api/sources/{key}/pause', { path: { key } }),
      done: text(isPaused ? 'sources.done.resumed' : 'sources.done.paused', values),
    });
  return (
    <Button
      size="small"
      variant="text"
      disabled={isPending}
      startIcon={isPaused ? <ResumeIcon /> : <PauseIcon />}
      aria-label={text(isPaused ? 'sources.action.resume_of' : 'sources.action.pause_of', values)}
      onClick={toggle}
    >
      {text(isPaused ? 'sources.action.resume' : 'sources.action.pause')}
    </Button>
  );
}
