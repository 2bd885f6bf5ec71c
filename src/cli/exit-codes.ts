import type { RunState } from '../flow/external-source/external-source.public.js';

/** How a command ended: 0 well, 1 failed or cancelled, 2 it was not understood, 3 done, and some records could not be stored. */
export type ExitCode = 0 | 1 | 2 | 3;

/** The command line or the environment makes no sense: nothing was done, and the sentence says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A run that is still live was left alone, which is no success. */
export function exitCodeOf(state: RunState): ExitCode {
  switch (state) {
    case 'succeeded':
      return 0;
    case 'completed-with-errors':
      return 3;
    default:
      return 1;
  }
}
