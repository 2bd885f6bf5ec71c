import type { VendorAnswer } from '../core/vendor.js';
import type { VirtualClock } from '../core/virtual-clock.js';
import { refusal } from './altegio.answers.js';
import type { AltegioKnobs } from './altegio.knobs.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/**
 * 200 requests a minute or 5 a second per address (UPSTREAM-APIS §1.4); everyone here has the same address. Counts what
 * was served, in sliding windows. A refused request is not counted as served, so that waiting always helps.
 */
export class AltegioLimits {
  private servedAtMs: number[] = [];
  private waitUntilMs = 0;
  /** Requests answered with 429. */
  refusedCount = 0;
  /** Of those, the ones sent although the client had been told, by the one before, to wait longer. */
  ignoredCount = 0;

  constructor(
    private readonly knobs: AltegioKnobs,
    private readonly clock: VirtualClock,
  ) {}

  reset(): void {
    this.servedAtMs = [];
    this.waitUntilMs = 0;
    this.refusedCount = 0;
    this.ignoredCount = 0;
  }

  /** Null when the request may be served, which counts it; else the 429. */
  check(): VendorAnswer | null {
    if (!this.knobs.enforceLimits) {
      return null;
    }
    const nowMs = this.knobs.limitClock === 'virtual' ? this.clock.nowMs() : Date.now();
    const isEarly = nowMs < this.waitUntilMs;
    this.servedAtMs = this.servedAtMs.filter((atMs) => atMs > nowMs - MINUTE_MS);
    const freeAtMs = Math.max(
      this.freeAt(this.knobs.callsPerSecondMax, SECOND_MS),
      this.freeAt(this.knobs.callsPerMinuteMax, MINUTE_MS),
    );
    if (freeAtMs <= nowMs) {
      this.servedAtMs.push(nowMs);
      return null;
    }
    this.refusedCount += 1;
    this.ignoredCount += isEarly ? 1 : 0;
    const seconds = Math.max(1, Math.ceil((freeAtMs - nowMs) / SECOND_MS));
    this.waitUntilMs = this.tellsToWait ? nowMs + seconds * SECOND_MS : freeAtMs;
    return this.tooMany(seconds, nowMs);
  }

  /** When one more fits into the window. */
  private freeAt(callsMax: number, windowMs: number): number {
    const oldestInTheWay = this.servedAtMs.at(-callsMax);
    return oldestInTheWay === undefined ? 0 : oldestInTheWay + windowMs;
  }

  private get tellsToWait(): boolean {
    return this.knobs.retryAfter === 'seconds' || this.knobs.retryAfter === 'http-date';
  }

  private tooMany(seconds: number, nowMs: number): VendorAnswer {
    const header = this.retryAfterText(seconds, nowMs);
    const headers = header === null ? {} : { 'Retry-After': header };
    if (this.knobs.limitBody === 'html') {
      const html = '<html><head><title>429 Too Many Requests</title></head><body>nginx</body></html>';
      return { status: 429, headers, content: { kind: 'html', html } };
    }
    return { ...refusal(429), headers };
  }

  private retryAfterText(seconds: number, nowMs: number): string | null {
    switch (this.knobs.retryAfter) {
      case 'none':
        return null;
      case 'seconds':
        return String(seconds);
      case 'http-date':
        // The form knows whole seconds only; rounded down, it would name a time that is too early.
        return new Date(Math.ceil(nowMs / SECOND_MS + seconds) * SECOND_MS).toUTCString();
      default:
        return this.knobs.retryAfter;
    }
  }
}
