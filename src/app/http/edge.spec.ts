import { describe, expect, it } from '@jest/globals';
import { Clock } from '../../kernel/clock.js';
import { RateLimiter } from './rate-limit.js';
import { requestIdOf } from './request-id.js';
import { trustedProxies } from './trusted-proxies.js';

class SetClock extends Clock {
  constructor(public atMs: number) {
    super();
  }
  override now(): Date {
    return new Date(this.atMs);
  }
}

describe('trusted proxies', () => {
  it('are an exact list of addresses and networks', () => {
    expect(trustedProxies('')).toBe(false);
    expect(trustedProxies(' 10.0.0.0/8, 192.0.2.7 ,2001:db8::/32')).toEqual([
      '10.0.0.0/8',
      '192.0.2.7',
      '2001:db8::/32',
    ]);
  });

  it('K5 are never everybody, and a mistake names the variable and not the value', () => {
    for (const text of [
      'true',
      '*',
      '0.0.0.0/0',
      '::/0',
      'loopback',
      '10.0.0.0/33',
      '1',
      '10.0.0.0/8/8',
      'secret-host',
    ]) {
      expect(() => trustedProxies(text)).toThrow(/^TRUST_PROXY: [^"]*$/);
      expect(() => trustedProxies(text)).not.toThrow(/secret-host/);
    }
  });
});

describe('the rate limit', () => {
  const limits = { perToken: { perSecond: 2, burst: 4 }, perAddress: { perSecond: 100, burst: 100 } };

  it('F4 gives back what time earns, and no more than the burst', () => {
    const clock = new SetClock(1_000_000);
    const limiter = new RateLimiter(clock, limits);
    const allowed = (): number =>
      Array.from({ length: 10 }, () => limiter.secondsToWait('a', 'Bearer t')).filter((s) => s === 0).length;

    expect(allowed()).toBe(4);
    clock.atMs += 1_000;
    expect(allowed()).toBe(2);
    clock.atMs += 3_600_000;
    expect(allowed()).toBe(4);
    clock.atMs -= 10_000; // a clock that is set back takes nothing away and gives nothing
    expect(allowed()).toBe(0);
  });

  it('F4 holds an address that changes its token with every request', () => {
    const limiter = new RateLimiter(new SetClock(0), limits);
    const waits = Array.from({ length: 150 }, (_, index) => limiter.secondsToWait('a', `Bearer ${index}`));

    expect(waits.filter((seconds) => seconds === 0)).toHaveLength(100);
    expect(limiter.secondsToWait('b', undefined)).toBe(0);
  });
});

describe('a request id', () => {
  it('H15 is the caller’s only when it is harmless', () => {
    expect(requestIdOf({ headers: { 'x-request-id': 'abc.1-2_3' } })).toBe('abc.1-2_3');
    for (const given of ['', 'a b', 'a\r\nb', '\u001b[31m', 'é', 'a'.repeat(65), '{"a":1}']) {
      expect(requestIdOf({ headers: { 'x-request-id': given } })).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});
