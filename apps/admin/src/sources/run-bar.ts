import type { SxProps, Theme } from '@mui/material';
import type { RecentRun } from './source-queries.js';
import { toneOf } from './state-mark.js';

/**
 * How the bar of a run looks: full when all went well, striped with errors, crossed when it failed, hollow when it was
 * cancelled, dotted for a dry run. Nobody has to tell the colours apart.
 */
export function runBarSx({ state, dryRun }: Pick<RecentRun, 'state' | 'dryRun'>): SxProps<Theme> {
  const color = toneOf(state);
  return {
    ...{ display: 'block', width: '100%', minHeight: 6, borderRadius: '2px', color, boxSizing: 'border-box' },
    ...(dryRun ? { ...DOTTED } : PATTERNS[state]),
  };
}

const SOLID = { bgcolor: 'currentcolor' } as const;
const HOLLOW = { border: '1.5px solid currentcolor' } as const;
const DOTTED = { border: '1.5px dotted currentcolor' } as const;

const PATTERNS: Readonly<Record<RecentRun['state'], object>> = {
  succeeded: SOLID,
  'completed-with-errors': {
    backgroundImage: 'repeating-linear-gradient(0deg, currentcolor 0 3px, transparent 3px 5px)',
  },
  failed: {
    border: '1.5px solid currentcolor',
    backgroundImage:
      'repeating-linear-gradient(45deg, currentcolor 0 2px, transparent 2px 4px), ' +
      'repeating-linear-gradient(-45deg, currentcolor 0 2px, transparent 2px 4px)',
  },
  cancelled: HOLLOW,
  running: { ...HOLLOW, borderTopWidth: '5px' },
  'waiting-for-rate-limit': { ...HOLLOW, borderTopWidth: '5px' },
};
