import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startAltegioSimulator } from './start-altegio-simulator.js';
import type { AltegioSimulator } from './start-altegio-simulator.js';

describe('the limits of Altegio (UPSTREAM-APIS §1.4, A1, E2)', () => {
  let simulator: AltegioSimulator;

  beforeEach(async () => {
    simulator = await startAltegioSimulator({
      records: 10,
      knobs: { enforceLimits: true, limitClock: 'virtual' },
    });
  });

  afterEach(async () => {
    await simulator.close();
  });

  const ask = async (): Promise<Response> =>
    fetch(`${simulator.baseUrl}/records/700001?count=1`, {
      headers: {
        accept: 'application/vnd.api.v2+json',
        authorization: `Bearer ${simulator.companyToken}, User ${simulator.userToken}`,
      },
    });
  const askTimes = async (times: number): Promise<number[]> => {
    const statuses: number[] = [];
    for (let count = 0; count < times; count += 1) {
      statuses.push((await ask()).status);
    }
    return statuses;
  };

  it('serves five requests in a second, and more when the oldest is a second old', async () => {
    expect(await askTimes(6)).toEqual([200, 200, 200, 200, 200, 429]);
    simulator.clock.advance(999);
    expect(await askTimes(1)).toEqual([429]);
    simulator.clock.advance(1);
    expect(await askTimes(1)).toEqual([200]);
  });

  it('serves 200 requests in a minute, however slowly they come', async () => {
    simulator.knobs.callsPerMinuteMax = 8;
    for (let count = 0; count < 8; count += 1) {
      await ask();
      simulator.clock.advance(1_000);
    }

    expect(await askTimes(1)).toEqual([429]);
    simulator.clock.advance(52_000);
    expect(await askTimes(2)).toEqual([200, 429]);
  });

  it('does nothing of the kind while its knob is off, which it is at first', async () => {
    simulator.knobs.enforceLimits = false;

    expect(await askTimes(8)).toEqual(Array.from({ length: 8 }, () => 200));
    const plain = await startAltegioSimulator({ records: 1 });
    expect(plain.knobs).toMatchObject({
      enforceLimits: false,
      callsPerSecondMax: 5,
      callsPerMinuteMax: 200,
      limitClock: 'real',
    });
    await plain.close();
  });

  it.each([
    ['none', null],
    ['seconds', '1'],
    ['http-date', 'Wed, 13 Aug 2025 17:00:01 GMT'],
    ['abc', 'abc'],
  ])('says Retry-After %s as %s', async (retryAfter, header) => {
    simulator.knobs.retryAfter = retryAfter;
    await askTimes(5);
    const refused = await ask();

    expect(refused.headers.get('retry-after')).toBe(header);
    expect(await refused.json()).toEqual({
      success: false,
      data: null,
      meta: { message: 'Too many requests.' },
    });
  });

  it('can refuse with a page for people, as a proxy does', async () => {
    simulator.knobs.limitBody = 'html';
    await askTimes(5);
    const refused = await ask();

    expect(refused.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await refused.text()).toContain('<title>429 Too Many Requests</title>');
  });

  it('counts who did not wait as long as he was told', async () => {
    simulator.knobs.retryAfter = 'seconds';
    await askTimes(6);
    expect(simulator.limits).toMatchObject({ refusedCount: 1, ignoredCount: 0 });
    simulator.clock.advance(500);
    await askTimes(1);
    expect(simulator.limits).toMatchObject({ refusedCount: 2, ignoredCount: 1 });
    simulator.clock.advance(1_000);
    await askTimes(1);
    expect(simulator.limits).toMatchObject({ refusedCount: 2, ignoredCount: 1 });
  });
});
