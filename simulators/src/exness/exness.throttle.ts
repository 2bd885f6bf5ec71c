import type { VendorAnswer } from '../core/vendor.js';
import type { VirtualClock } from '../core/virtual-clock.js';
import { refusal } from './exness.answers.js';
import type { ExnessKnobs } from './exness.knobs.js';

const WINDOW_MS = 60_000;

/** `Throttled`: so many requests in a window of a virtual minute. The vendor names the error and no number. */
export class ExnessThrottle {
  private passedAtMs: number[] = [];
  private blockedUntilMs = -Infinity;
  private earlyCount = 0;

  constructor(
    private readonly knobs: ExnessKnobs,
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

  /** Null when the request may pass; counts it. */
  refuse(): VendorAnswer | null {
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
    const detail = `Request was throttled. Expected available in ${seconds} seconds.`;
    return refusal(429, detail, this.retryAfter(seconds));
  }

  private retryAfter(seconds: number): Record<string, string> {
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
