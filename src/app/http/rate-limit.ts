import { createHash } from 'node:crypto';
import type { Clock } from '../../kernel/clock.js';

/** Requests a second that go on for ever, and how many may come at once after a pause. */
export interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
}

export interface RateLimits {
  readonly perToken: RateLimit;
  readonly perAddress: RateLimit;
}

/**
 * Far above what honest clients do: a device syncs every 15 minutes and an address may be a whole office
 * behind one router, coming back at once after an outage (FAULTS F3). One process on two cores answers
 * fewer pulls a second than one token may ask for, so a load test is not stopped; a loop that ignores
 * `Retry-After` is, because refused requests come much faster than served ones (FAULTS F4).
 */
export const RATE_LIMITS: RateLimits = {
  perToken: { perSecond: 10_000, burst: 20_000 },
  perAddress: { perSecond: 20_000, burst: 40_000 },
};

/** Callers that are remembered; the longest idle one is forgotten first, which only makes it a new one. */
const CALLERS_MAX = 20_000;

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/**
 * A token bucket for each caller, in this process. Asked before the body is read and before the token is
 * checked, so that a refused request costs microseconds; login has a stricter throttle of its own.
 */
export class RateLimiter {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly clock: Clock,
    private readonly limits: RateLimits = RATE_LIMITS,
  ) {}

  /** Seconds to wait before the next request, or 0 when this one may pass. */
  secondsToWait(address: string, authorization: string | undefined): number {
    const waitForAddress = this.take(`address ${address}`, this.limits.perAddress);
    if (waitForAddress > 0 || authorization === undefined) {
      return waitForAddress;
    }
    return this.take(keyOfToken(authorization), this.limits.perToken);
  }

  private take(caller: string, limit: RateLimit): number {
    const nowMs = this.clock.nowMs();
    const bucket = this.buckets.get(caller) ?? { tokens: limit.burst, filledAtMs: nowMs };
    const earned = (Math.max(0, nowMs - bucket.filledAtMs) / 1000) * limit.perSecond;
    bucket.tokens = Math.min(limit.burst, bucket.tokens + earned);
    bucket.filledAtMs = nowMs;
    this.remember(caller, bucket);
    if (bucket.tokens < 1) {
      return Math.max(1, Math.ceil((1 - bucket.tokens) / limit.perSecond));
    }
    bucket.tokens -= 1;
    return 0;
  }

  /** Maps keep the order of insertion: the first key is the one idle for longest. */
  private remember(caller: string, bucket: Bucket): void {
    this.buckets.delete(caller);
    this.buckets.set(caller, bucket);
    if (this.buckets.size > CALLERS_MAX) {
      for (const oldest of this.buckets.keys()) {
        this.buckets.delete(oldest);
        break;
      }
    }
  }
}

/** No token is kept in memory as it is. */
function keyOfToken(authorization: string): string {
  return createHash('sha256').update(authorization).digest('base64');
}
