import { ApiProblem, ApiUnreachable } from './api-problem.js';

const BACKOFF_MAX_SECONDS = 300;
const JITTER_SHARE = 0.5;

export interface RetryOptions {
  /** Calls in all, the first one included. Default 5. */
  readonly attemptsMax?: number;
  readonly signal?: AbortSignal;
  /** Default {@link isPassing}. */
  readonly shouldRetry?: (error: unknown) => boolean;
  /** For tests: waits, and draws from [0, 1). */
  readonly sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  readonly random?: () => number;
}

/**
 * Repeats `work` while it fails for a passing reason, waiting `min(2^n s, 300 s)` and up to half of
 * that again (M1), and never less than the server's `Retry-After`. Throws the last error. `work`
 * must be safe to repeat: pulls are, and a push is with its ids.
 */
export async function withRetry<T>(work: () => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const { attemptsMax = 5, shouldRetry = isPassing, sleep = sleepFor, random = Math.random } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attemptsMax || !shouldRetry(error)) {
        throw error;
      }
      await sleep(waitMs(error, attempt - 1, random), options.signal);
      options.signal?.throwIfAborted();
    }
  }
}

/** Milliseconds before retry number `retryIndex` (0 is the first): `min(2^n s, 300 s)` plus up to half. */
export function backoffMs(retryIndex: number, random: () => number = Math.random): number {
  const seconds = Math.min(2 ** retryIndex, BACKOFF_MAX_SECONDS);
  return Math.round(seconds * 1000 * (1 + JITTER_SHARE * random()));
}

/** Offline, throttled, or the server's own trouble: the same call may succeed later. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ApiProblem) {
    return error.status === 429 || error.status === 408 || error.status >= 500;
  }
  return error instanceof ApiUnreachable;
}

function waitMs(error: unknown, retryIndex: number, random: () => number): number {
  const asked = error instanceof ApiProblem ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
  return Math.max(asked, backoffMs(retryIndex, random));
}

/** Ends early, without an error, when `signal` is aborted. */
function sleepFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal?.addEventListener('abort', finish);
    if (signal?.aborted === true) {
      finish();
    }
  });
}
