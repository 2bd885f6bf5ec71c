import type { SourceError, SourceErrorKind } from '../external-source/external-source.public.js';
import type { OutgoingSettings } from './outgoing-settings.js';

/**
 * Who waits beside the change: deliveries of all workers to this vendor, for a fixed time or for longer after each
 * failure in a row; or everything, runs too, because the vendor said so itself.
 */
export type Rest = 'nobody' | 'deliveries' | 'deliveries-longer-each-time' | 'everything';

/** What is done about a delivery that failed. */
export type DeliveryReaction =
  /** Let the connector get new credentials, then the same once more. */
  | { readonly do: 'refresh-credentials' }
  | {
      readonly do: 'postpone';
      readonly delayMs: number;
      /** False: it is not the change's fault, and costs it none of its attempts. */
      readonly isCounted: boolean;
      readonly rests: Rest;
    }
  /** A person decides; later changes of the record wait (FAULTS E17). */
  | { readonly do: 'disagree' }
  /** Given up. */
  | { readonly do: 'refuse' };

export interface DeliveryHistory {
  /** Counted attempts, this one included. */
  readonly attempts: number;
  readonly hasRefreshed: boolean;
}

type Rule = (
  error: SourceError,
  history: DeliveryHistory,
  settings: OutgoingSettings,
  random: () => number,
) => DeliveryReaction;

/** The vendor refuses because of what its record is now, or because of a rule of its business: E17's three. */
const CONFLICT_STATUSES: readonly number[] = [409, 412, 422];

/** Trouble that is perhaps this change's own: others are tried meanwhile. */
const LATER: Rule = (_error, history, settings, random) =>
  history.attempts >= settings.attemptsMax
    ? { do: 'refuse' }
    : {
        do: 'postpone',
        delayMs: backoffMs(history.attempts, settings, random),
        isCounted: true,
        rests: 'nobody',
      };

/** Until somebody has put the settings right. */
const UNTIL_REPAIRED: Rule = (_error, _history, settings) => ({
  do: 'postpone',
  delayMs: settings.unauthorizedRestMs,
  isCounted: false,
  rests: 'deliveries',
});

/** Kind of failure → reaction, for every vendor, in one place. A new kind does not compile until somebody has decided. */
const RULES: Readonly<Record<SourceErrorKind, Rule>> = {
  config: UNTIL_REPAIRED,
  unauthorized: (error, history, settings, random) =>
    history.hasRefreshed ? UNTIL_REPAIRED(error, history, settings, random) : { do: 'refresh-credentials' },
  'rate-limited': (error, history, settings, random) => ({
    do: 'postpone',
    delayMs: error.details.retryAfterMs ?? backoffMs(history.attempts, settings, random),
    isCounted: false,
    rests: 'everything',
  }),
  temporary: (error, history, settings, random) => {
    const { retryAfterMs } = error.details;
    const later = LATER(error, history, settings, random);
    return later.do === 'postpone'
      ? {
          ...later,
          delayMs: Math.max(later.delayMs, retryAfterMs ?? 0),
          rests: retryAfterMs === undefined ? 'deliveries-longer-each-time' : 'everything',
        }
      : later;
  },
  'source-schema': LATER,
  rejected: (error) =>
    CONFLICT_STATUSES.includes(error.details.status ?? 0) ? { do: 'disagree' } : { do: 'refuse' },
  'cursor-expired': LATER,
  unexpected: LATER,
};

/** Decides by the kind and the status, never by the message. */
export function deliveryReactionTo(
  error: SourceError,
  history: DeliveryHistory,
  settings: OutgoingSettings,
  random: () => number = Math.random,
): DeliveryReaction {
  return RULES[error.kind](error, history, settings, random);
}

/** `min(2^n s, 300 s)` and up to a fifth more (DESIGN §6). */
export function backoffMs(
  attempts: number,
  { backoffBaseMs, backoffMaxMs }: Pick<OutgoingSettings, 'backoffBaseMs' | 'backoffMaxMs'>,
  random: () => number = Math.random,
): number {
  return Math.round(Math.min(2 ** attempts * backoffBaseMs, backoffMaxMs) * (1 + random() / 5));
}
