import type { VirtualClock } from './virtual-clock.js';

const WINDOW_MS = 60_000;

/** What a vendor lets its throttle be told while it runs. */
export interface ThrottleKnobs {
  /** Requests that pass in a virtual minute; 0 is no limit. */
  requestsPerMinuteMax: number;
  /** What the 429 says: `seconds`, `date`, `junk` or `absent`. */
  retryAfter: string;
}

/** When the window has room again, and the headers that say so. */
export interface ThrottledRequest {
  readonly seconds: number;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A sliding window of a virtual minute. It counts the requests that come before the time that a 429 named, so that a
 * test can demand that there are none (UPSTREAM-APIS §6).
 */
export class RequestThrottle {
  private passedAtMs: number[] = [];
  private blockedUntilMs = -Infinity;
  private earlyCount = 0;

  constructor(
    private readonly knobs: ThrottleKnobs,
    private readonly clock: VirtualClock,
  ) {}

  /** Requests made after a 429 and before the time that it named: a client that waits makes none. */
  get tooEarlyCount(): number {
    return this.earlyCount;
  }

  reset(): void {
    this.passedAtMs = [];
    this.blockedUntilMs = -Infinity;
    this.earlyCount = 0;
  }

  /** Counts a request; null when it may pass. */
  refuse(): ThrottledRequest | null {
    const { requestsPerMinuteMax } = this.knobs;
    if (requestsPerMinuteMax <= 0) {
      return null;
    }
    const nowMs = this.clock.nowMs();
    this.passedAtMs = this.passedAtMs.filter((atMs) => atMs > nowMs - WINDOW_MS);
    const [oldestMs] = this.passedAtMs;
    if (oldestMs === undefined || this.passedAtMs.length < requestsPerMinuteMax) {
      this.passedAtMs.push(nowMs);
      return null;
    }
    this.earlyCount += nowMs < this.blockedUntilMs ? 1 : 0;
    this.blockedUntilMs = oldestMs + WINDOW_MS;
    const seconds = Math.ceil((this.blockedUntilMs - nowMs) / 1_000);
    return { seconds, headers: this.retryAfterHeader(seconds) };
  }

  private retryAfterHeader(seconds: number): Readonly<Record<string, string>> {
    switch (this.knobs.retryAfter) {
      case 'seconds':
        return { 'Retry-After': String(seconds) };
      case 'date':
        return { 'Retry-After': new Date(this.blockedUntilMs).toUTCString() };
      case 'junk':
        return { 'Retry-After': 'abc' };
      default:
        return {};
    }
  }
}
