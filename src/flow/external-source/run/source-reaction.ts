import type { ExternalSourceSettings } from '../external-source-settings.js';
import type { SourceError, SourceErrorKind } from '../source-error.js';

/** What the runner does about a failure. */
export type Reaction =
  | { readonly do: 'fail' }
  /** Let the connector get new credentials, then the same call again. */
  | { readonly do: 'refresh-credentials' }
  /** Wait, then the same call again. Everybody else waits too when it is the vendor's limit. */
  | { readonly do: 'retry'; readonly delayMs: number; readonly isRateLimit: boolean }
  | { readonly do: 'start-over' };

/** What has been tried already. */
export interface FailureHistory {
  /** Failed attempts since the last stored page, this one included. */
  readonly attempts: number;
  readonly hasRefreshed: boolean;
  readonly hasStartedOver: boolean;
}

type Rule = (
  error: SourceError,
  history: FailureHistory,
  settings: ExternalSourceSettings,
  random: () => number,
) => Reaction;

const FAIL: Reaction = { do: 'fail' };

/** Kind of failure → reaction, for every source, in one place. A new kind does not compile until somebody has decided. */
const RULES: Readonly<Record<SourceErrorKind, Rule>> = {
  config: () => FAIL,
  // Once: a vendor that refuses fresh credentials is not asked again (E1).
  unauthorized: (_error, history) => (history.hasRefreshed ? FAIL : { do: 'refresh-credentials' }),
  'rate-limited': (error, history, settings, random) =>
    history.attempts >= settings.rateLimitAttemptsMax
      ? FAIL
      : {
          do: 'retry',
          // A vendor that names no time gets at least the base delay.
          delayMs:
            error.details.retryAfterMs ??
            settings.backoffBaseMs + backoffMs(history.attempts, settings, random),
          isRateLimit: true,
        },
  temporary: (error, history, settings, random) =>
    history.attempts >= settings.temporaryAttemptsMax
      ? FAIL
      : {
          do: 'retry',
          delayMs: Math.max(error.details.retryAfterMs ?? 0, backoffMs(history.attempts, settings, random)),
          isRateLimit: error.details.retryAfterMs !== undefined,
        },
  'source-schema': () => FAIL,
  rejected: () => FAIL,
  'cursor-expired': (_error, history) => (history.hasStartedOver ? FAIL : { do: 'start-over' }),
  unexpected: () => FAIL,
};

/** Decides by the kind alone, never by the message. */
export function reactionTo(
  error: SourceError,
  history: FailureHistory,
  settings: ExternalSourceSettings,
  random: () => number = Math.random,
): Reaction {
  return RULES[error.kind](error, history, settings, random);
}

/** Exponential with full jitter: anything between 0 and the limit, so that many waiters do not come back together (E4). */
export function backoffMs(
  attempt: number,
  settings: Pick<ExternalSourceSettings, 'backoffBaseMs' | 'backoffMaxMs'>,
  random: () => number,
): number {
  return Math.round(random() * Math.min(settings.backoffMaxMs, settings.backoffBaseMs * 2 ** (attempt - 1)));
}
