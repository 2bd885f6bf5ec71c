import { AppError } from '../../../kernel/app-error.js';
import { SourceError } from '../source-error.js';
import type { RunError, RunState } from '../source-run.js';
import type { RunProgress } from './run-progress.js';
import { RunStopped } from './run-stopped.js';
import { storedText } from './stored-text.js';

/** How a run is written down when its execution is over. Null: not at all, it belongs to somebody else. */
export type RunEnding = { readonly state: RunState; readonly error: RunError | null } | null;

/** A run that stored what it got. Bad records and blocked sweeps are for a person to look at. */
export function endingOf(progress: RunProgress): NonNullable<RunEnding> {
  const isClean = progress.counts.failed === 0 && progress.warnings.length === 0;
  return { state: isClean ? 'succeeded' : 'completed-with-errors', error: null };
}

/** A run whose execution threw. A resumable one that stops for a shutdown stays live: the next starter goes on with it. */
export function endingOfFailure(error: unknown, isResumable: boolean): RunEnding {
  if (error instanceof RunStopped) {
    switch (error.reason) {
      case 'lost':
        return null;
      case 'cancelled':
        return { state: 'cancelled', error: null };
      case 'shutdown':
        return isResumable ? null : failed('shutdown', 'The process was stopped in the middle of the run');
      case 'time-limit':
        return isResumable ? null : failed('shutdown', 'The run took longer than a job may');
    }
  }
  if (error instanceof SourceError) {
    const { sample } = error.details;
    return failed(error.kind, error.message, sample);
  }
  if (error instanceof AppError && error.code === 'UNAVAILABLE') {
    return failed('database', 'The database did not answer');
  }
  return failed('unexpected', 'The run met an error of the program');
}

function failed(kind: RunError['kind'], message: string, sample?: string): NonNullable<RunEnding> {
  const error = {
    kind,
    message: storedText(message),
    ...(sample === undefined ? {} : { sample: storedText(sample, 2048) }),
  };
  return { state: 'failed', error };
}
