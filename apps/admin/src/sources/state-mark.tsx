import type { ReactElement } from 'react';
import type { SvgIconComponent } from '@mui/icons-material';
import CancelIcon from '@mui/icons-material/DoNotDisturbOn';
import CheckIcon from '@mui/icons-material/CheckCircle';
import ErrorIcon from '@mui/icons-material/Error';
import HourglassIcon from '@mui/icons-material/HourglassTop';
import NewIcon from '@mui/icons-material/RadioButtonUnchecked';
import PauseIcon from '@mui/icons-material/PauseCircle';
import PlugIcon from '@mui/icons-material/PowerOffOutlined';
import SyncIcon from '@mui/icons-material/Sync';
import WarningIcon from '@mui/icons-material/Warning';
import { Box, keyframes } from '@mui/material';
import type { MessageKey } from '../i18n/text.js';
import { useText } from '../i18n/text.js';

/** The state of a source or of a run; the two share most words. */
export type State =
  Extract<MessageKey, `sources.state.${string}`> extends `sources.state.${infer Name}` ? Name : never;

/** What stands behind a state: colours of the theme, so that both modes have enough contrast. */
export type Tone = 'success.main' | 'warning.main' | 'error.main' | 'primary.main' | 'text.secondary';

interface Look {
  readonly icon: SvgIconComponent;
  readonly tone: Tone;
}

const LOOKS: Readonly<Record<State, Look>> = {
  ok: { icon: CheckIcon, tone: 'success.main' },
  succeeded: { icon: CheckIcon, tone: 'success.main' },
  'completed-with-errors': { icon: WarningIcon, tone: 'warning.main' },
  failed: { icon: ErrorIcon, tone: 'error.main' },
  running: { icon: SyncIcon, tone: 'primary.main' },
  'waiting-for-rate-limit': { icon: HourglassIcon, tone: 'primary.main' },
  paused: { icon: PauseIcon, tone: 'text.secondary' },
  cancelled: { icon: CancelIcon, tone: 'text.secondary' },
  'not-configured': { icon: PlugIcon, tone: 'text.secondary' },
  'never-run': { icon: NewIcon, tone: 'text.secondary' },
};

export function toneOf(state: string): Tone {
  return lookOf(state).tone;
}

/** A state that a newer server may know shows as its word. */
function lookOf(state: string): Look {
  return isKnown(state) ? LOOKS[state] : LOOKS['never-run'];
}

function isKnown(state: string): state is State {
  return Object.hasOwn(LOOKS, state);
}

export function useStateText(): (state: string) => string {
  const text = useText();
  return (state) => (isKnown(state) ? text(`sources.state.${state}`) : state);
}

const turning = keyframes`to { transform: rotate(-360deg); }`;

/** A state in an icon, a colour and a word. */
export function StateMark({ state }: { readonly state: string }): ReactElement {
  const stateText = useStateText();
  const { icon: Icon, tone } = lookOf(state);
  return (
    <Box
      component="span"
      sx={{
        display: 'inline-flex',
        verticalAlign: 'middle',
        alignItems: 'center',
        gap: 0.75,
        color: tone,
        fontWeight: 600,
        fontSize: 14,
      }}
    >
      <Icon
        aria-hidden="true"
        sx={{
          fontSize: 20,
          ...(state === 'running'
            ? {
                '@media (prefers-reduced-motion: no-preference)': {
                  animation: `${turning} 2s linear infinite`,
                },
              }
            : {}),
        }}
      />
      {stateText(state)}
    </Box>
  );
}
