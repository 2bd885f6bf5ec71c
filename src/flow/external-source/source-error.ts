/** What went wrong at a source, set where the fact is known and never guessed from a message. */
export type SourceErrorKind =
  /** Our own settings are missing or make no sense. */
  | 'config'
  /** The vendor refuses our credentials, or the licence is over. */
  | 'unauthorized'
  /** Too many requests. `retryAfterMs` is the vendor's wish, in full. */
  | 'rate-limited'
  /** Refused connections, 5xx, deadlines, cut bodies: the same call may go through later. */
  | 'temporary'
  /** The answer is not what the vendor's contract says: HTML, a wrong shape, an empty list where rows were. */
  | 'source-schema'
  /** The vendor understood a delivered change and refuses it. */
  | 'rejected'
  /** The vendor no longer knows our place in its history. */
  | 'cursor-expired'
  /** Anything else: a bug of ours. */
  | 'unexpected';

export interface SourceErrorDetails {
  /** Milliseconds that the vendor asked us to wait. */
  readonly retryAfterMs?: number;
  /** The HTTP status, when there was an answer. */
  readonly status?: number;
  /** At most 2 KB of the answer, redacted: kept on the run for the operator (E8). */
  readonly sample?: string;
  readonly cause?: unknown;
}

/** The only error a connector may throw. The message never carries a secret, a header or a whole body. */
export class SourceError extends Error {
  constructor(
    readonly kind: SourceErrorKind,
    message: string,
    readonly details: SourceErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'SourceError';
  }
}
