/**
 * Where the program reads time, so that a test can set it. Order never depends on it:
 * changes are ordered by PostgreSQL snapshots (SYNC-PROTOCOL §1), time is only shown and waited for.
 */
export abstract class Clock {
  /** The present instant. */
  abstract now(): Date;

  /** Milliseconds since the epoch. */
  nowMs(): number {
    return this.now().getTime();
  }
}

/** The operating system's clock. */
export class SystemClock extends Clock {
  now(): Date {
    // eslint's ban on `new Date()` is about everybody else: this is the one place.
    return new Date(performance.timeOrigin + performance.now());
  }
}
