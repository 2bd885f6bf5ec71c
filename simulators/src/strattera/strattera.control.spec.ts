import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startStratteraSimulator } from './start-strattera-simulator.js';
import type { StratteraSimulator } from './start-strattera-simulator.js';

describe('the simulator obeys the same commands over HTTP', () => {
  let simulator: StratteraSimulator;

  beforeEach(async () => {
    simulator = await startStratteraSimulator({ orders: 30, products: 10 });
  });

  afterEach(async () => {
    await simulator.close();
  });

  const control = async (
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; json: unknown }> => {
    const response = await fetch(`${simulator.controlUrl}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, json: await response.json() };
  };
  const getOrders = async (): Promise<Response> =>
    fetch(`${simulator.baseUrl}/orders`, { headers: { authorization: simulator.token } });

  it('arms, lists and clears faults', async () => {
    const script = { match: { path: '/orders' }, status: 503, times: 5 };
    expect(await control('POST', '/faults', [script])).toEqual({ status: 200, json: { ids: ['fault-1'] } });
    expect((await getOrders()).status).toBe(503);
    expect((await control('GET', '/faults')).json).toEqual([
      { id: 'fault-1', script, seenCount: 1, struckCount: 1 },
    ]);

    await control('DELETE', '/faults');
    expect((await getOrders()).status).toBe(200);
  });

  it('shows the journal without its own requests, and empties it', async () => {
    await getOrders();
    const { json } = await control('GET', '/requests');

    expect(json).toEqual([expect.objectContaining({ path: '/api/v1/orders', status: 200, ordinal: 1 })]);
    await control('DELETE', '/requests');
    expect((await control('GET', '/requests')).json).toEqual([]);
  });

  it('moves the clock, turns knobs and changes the world', async () => {
    expect((await control('POST', '/clock', { advanceMs: 60_000 })).json).toEqual({
      now: '2025-06-05T19:01:00.000Z',
    });
    expect((await control('POST', '/knobs', { token: 'other' })).json).toMatchObject({ token: 'other' });
    expect(simulator.token).toBe('other');

    const patched = await control('POST', '/world', {
      do: 'patchOrder',
      id: 30,
      patch: { status: 'refunded' },
    });
    expect(patched.json).toEqual(simulator.world.getOrder(30));
    const moved = await control('POST', '/world', { do: 'advance', steps: 3 });
    expect(moved.json).toHaveProperty('moved');
    expect((await control('GET', '/world')).json).toMatchObject({
      now: '2025-06-05T19:16:00.000Z',
      productCount: 10,
    });
  });

  it('starts again on reset', async () => {
    const before = simulator.world.listOrders();
    simulator.faults.unauthorized();
    await getOrders();
    await control('POST', '/knobs', { ordersCacheMs: 0, token: 'other' });
    await control('POST', '/world', { do: 'advance', steps: 5 });

    await control('POST', '/reset');
    expect(simulator.world.listOrders()).toEqual(before);
    expect(simulator.journal).toEqual([]);
    expect(simulator.knobs).toMatchObject({ ordersCacheMs: 300_000, token: 'strattera-simulator-token' });
    expect((await getOrders()).status).toBe(200);
  });

  it('is never hit by a fault', async () => {
    simulator.faults.connectionReset();

    expect((await control('GET', '')).status).toBe(200);
  });

  it.each([
    ['POST', '/faults', [{ statsu: 500 }], 400],
    ['POST', '/clock', { advanceMs: '5' }, 400],
    ['POST', '/knobs', { speed: 1 }, 400],
    ['POST', '/knobs', { ordersCacheMs: '0' }, 400],
    ['POST', '/world', { do: 'explode' }, 400],
    ['POST', '/world', { do: 'patchOrder', id: 99_999 }, 400],
    ['POST', '/world', { do: 'patchOrder', id: 30, patch: { colour: 'red' } }, 400],
    ['POST', '/world', { do: 'advance', steps: -1 }, 400],
    ['POST', '/world', undefined, 400],
    ['GET', '/nothing', undefined, 404],
  ])('refuses %s %s %j with %i', async (method, path, body, status) => {
    const answer = await control(method, path, body);

    expect(answer).toEqual({ status, json: { error: expect.any(String) } });
  });
});
