/** Injection token of the {@link OutgoingSettings}. */
export const OUTGOING_SETTINGS = Symbol('OutgoingSettings');

/** How patient the deliveries are. The defaults are for production; tests take milliseconds. */
export interface OutgoingSettings {
  /** After failure n a change waits `min(2^n × base, max)` and up to a fifth more. */
  readonly backoffBaseMs: number;
  readonly backoffMaxMs: number;
  /** After so many deliveries that failed it is given up. */
  readonly attemptsMax: number;
  /** How long a vendor is left alone that refuses our credentials (FAULTS E1), or that is not set up well. */
  readonly unauthorizedRestMs: number;
  /** A worker that has not been heard of for so long is dead. */
  readonly leaseMs: number;
  /** What a delivery under way may still take when the process ends. */
  readonly graceMs: number;
}

export const OUTGOING_DEFAULTS: OutgoingSettings = {
  backoffBaseMs: 1_000,
  backoffMaxMs: 300_000,
  attemptsMax: 10,
  unauthorizedRestMs: 900_000,
  leaseMs: 30_000,
  graceMs: 5_000,
};
