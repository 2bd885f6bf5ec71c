/**
 * The vendor's clock. It stands still unless it is told to move, so that a cache of five minutes costs a test no
 * time and a world stamped with it is the same on every run. With a `timeScale` above zero it also runs by itself:
 * 1 is real time, 60 is a minute per second (for people in development).
 */
export class VirtualClock {
  private baseMs: number;
  private runningSinceMs: number;

  constructor(
    private readonly startsAtMs: number,
    private readonly timeScale = 0,
  ) {
    this.baseMs = startsAtMs;
    this.runningSinceMs = Date.now();
  }

  /** Milliseconds since 1970, as the vendor sees it. */
  nowMs(): number {
    const passedMs = this.timeScale === 0 ? 0 : (Date.now() - this.runningSinceMs) * this.timeScale;
    return Math.floor(this.baseMs + passedMs);
  }

  /** The same instant as ISO 8601 in UTC. */
  nowIso(): string {
    return new Date(this.nowMs()).toISOString();
  }

  /** Moves on by `ms`, which may be negative: a vendor's clock can go back, too (FAULTS E14). */
  advance(ms: number): void {
    if (!Number.isFinite(ms)) {
      throw new RangeError('The clock moves by a finite number of milliseconds.');
    }
    this.baseMs += ms;
  }

  /** Back to where it started. */
  reset(): void {
    this.baseMs = this.startsAtMs;
    this.runningSinceMs = Date.now();
  }
}
