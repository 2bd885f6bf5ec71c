import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startExnessSimulator } from './start-exness-simulator.js';
import type { ExnessSimulator } from './start-exness-simulator.js';

const V1 = '/reports/clients/';
const V2 = '/v2/reports/clients/';

interface Report {
  data: Record<string, unknown>[];
  totals: { count: number };
}

describe('what is not known of the Exness API is behind a knob, and its faults are on demand', () => {
  let simulator: ExnessSimulator;
  let token: string;

  beforeEach(async () => {
    simulator = await startExnessSimulator();
    const response = await fetch(`${simulator.baseUrl}/v2/auth/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: simulator.login, password: simulator.password }),
    });
    token = ((await response.json()) as { token: string }).token;
  });

  afterEach(async () => {
    await simulator.close();
  });

  const get = async (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${simulator.baseUrl}${path}`, { headers: { authorization: `JWT ${token}`, ...headers } });
  const read = async (path: string): Promise<Report> => (await (await get(path)).json()) as Report;

  it('E2 throttles above so many requests in a virtual minute, and counts who does not wait', async () => {
    simulator.knobs.requestsPerMinuteMax = 2;
    const statuses = [(await get(V1)).status, (await get(V2)).status];
    const throttled = await get(V1);
    expect(simulator.tooEarlyCount).toBe(0);
    await get(V1);

    expect(statuses).toEqual([200, 200]);
    expect(throttled.status).toBe(429);
    expect(throttled.headers.get('retry-after')).toBe('60');
    expect(simulator.tooEarlyCount).toBe(1);
    simulator.clock.advance(60_000);
    expect((await get(V1)).status).toBe(200);
  });

  it.each([
    ['absent', null],
    ['junk', 'abc'],
    ['date', 'Fri, 20 Jun 2025 05:01:00 GMT'],
  ])('E2 says %s where a client looks for the time to wait', async (retryAfter, header) => {
    Object.assign(simulator.knobs, { requestsPerMinuteMax: 1, retryAfter });
    await get(V1);

    expect((await get(V1)).headers.get('retry-after')).toBe(header);
  });

  it('wraps pages in results with a link to the next one', async () => {
    simulator.knobs.envelope = 'results';
    const first = (await (await get(`${V1}?limit=100`)).json()) as { next: string; results: unknown[] };
    const second = await fetch(first.next, { headers: { authorization: `JWT ${token}` } });

    expect(first.results).toHaveLength(100);
    expect(await second.json()).toMatchObject({ count: 122, next: null, results: { length: 22 } });
  });

  it('sends volumes as strings with all their decimals', async () => {
    simulator.knobs.volumesAsStrings = true;
    const { data } = await read(V1);

    expect(data.every(({ volume_lots: lots }) => /^\d+\.\d{8}$/u.test(lots as string))).toBe(true);
  });

  it('sends the balances of 2026, in which 1 is nothing', async () => {
    simulator.knobs.balances = true;

    expect((await read(V2)).data[0]).toMatchObject({ client_balance: 1, ftd_amount: 1 });
    expect((await read(V1)).data[0]).not.toHaveProperty('client_balance');
  });

  it('shows a page for people to a client that is no browser', async () => {
    simulator.knobs.wantsBrowser = true;
    const refused = await get(V1);

    expect(refused.status).toBe(403);
    expect(refused.headers.get('content-type')).toContain('text/html');
    expect((await get(V1, { 'user-agent': 'Mozilla/5.0' })).status).toBe(200);
  });

  it('E1 loses a row between two pages when one was deleted before it', async () => {
    const uuid = simulator.world.getOwner('240000001');
    simulator.faults.add({
      match: { path: V1, query: { offset: '0' } },
      times: 1,
      thenChangeWorld: { do: 'removeAccount', account: '240000001' },
    });
    const first = await read(`${V1}?limit=61&offset=0`);
    const second = await read(`${V1}?limit=61&offset=61`);

    expect(simulator.world.listAccountsOf(uuid)).not.toContain('240000001');
    expect(first.data.length + second.data.length).toBe(121);
    expect([first.totals.count, second.totals.count]).toEqual([122, 121]);
    const numbers = [...first.data, ...second.data].map(({ client_account: account }) => account);
    expect(numbers).not.toContain('240000062');
  });

  it('E1 shows a row twice when one was inserted before it', async () => {
    simulator.knobs.newestFirst = true;
    const first = await read(`${V1}?limit=61`);
    simulator.world.insertClient();
    const second = await read(`${V1}?limit=61&offset=61`);

    expect(second.data[0]).toEqual(first.data[60]);
  });

  it('C3 fails in V2 only, while V1 is well', async () => {
    simulator.faults.serverError(undefined, 500, { path: V2 });

    expect([(await get(V1)).status, (await get(V2)).status]).toEqual([200, 500]);
  });

  it('E6 sends HTML, a redirect, cut JSON', async () => {
    simulator.faults.htmlWith200({ path: V1, times: 1 });
    expect(await (await get(V1)).text()).toContain('<!DOCTYPE html>');
    simulator.faults.clear();
    simulator.faults.truncatedJson({ consistentLength: true }, { path: V1, times: 1 });
    await expect(read(V1)).rejects.toThrow('JSON');
    simulator.faults.clear();
    simulator.faults.redirectToHtml('https://example.invalid/', { path: V1 });
    const redirected = await fetch(`${simulator.baseUrl}${V1}`, { redirect: 'manual' });
    expect(redirected.status).toBe(302);
  });

  it('E20 sends an empty list that is a lie, or the truth', async () => {
    simulator.faults.emptyList({ times: 1 });
    expect(await read(V1)).toMatchObject({ data: [], totals: { count: 122 } });
    simulator.world.removeAllClients();

    expect(await read(V1)).toEqual({ data: [], totals: { count: 0, client_uid_count: 0 } });
    expect(await read(V2)).toEqual({ data: [], totals: { count: 0 } });
  });

  it('E11 changes values on their way out', async () => {
    simulator.faults.changedRecords([{ where: { id: 1 }, set: { reward_usd: '3,41' } }], { path: V1 });

    expect((await read(V1)).data[0]).toMatchObject({ reward_usd: '3,41' });
  });
});
