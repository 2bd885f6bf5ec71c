import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { WisproClient } from './wispro.payloads.js';
import { wisproBodyError } from './wispro.refusals.js';
import { startWisproSimulator } from './start-wispro-simulator.js';
import type { WisproSimulator } from './start-wispro-simulator.js';

interface Answer {
  readonly status: number;
  readonly meta: { readonly pagination: Record<string, number> };
  readonly data: WisproClient[];
}

describe('what is not known of the Wispro API is behind a knob, and its faults are on demand', () => {
  let simulator: WisproSimulator;

  beforeEach(async () => {
    simulator = await startWisproSimulator({ clients: 60 });
  });

  afterEach(async () => {
    await simulator.close();
  });

  const get = async (path: string): Promise<Response> =>
    fetch(`${simulator.baseUrl}${path}`, { headers: { authorization: simulator.token } });
  const read = async (path: string): Promise<Answer> => (await (await get(path)).json()) as Answer;
  const readPage = async (page: number): Promise<Answer> => read(`/clients?per_page=20&page=${page}`);
  const id = (ordinal: number): string => `00000000-0000-4000-8000-${String(ordinal).padStart(12, '0')}`;

  it.each([
    ['E3', 'keyRequestsMax', 401],
    ['E4', 'licenceRequestsMax', 402],
  ])('%s answers two pages, then the %s is reached and the body says %i', async (_id, knob, status) => {
    Object.assign(simulator.knobs, { [knob]: 2 });
    const pages = [await readPage(1), await readPage(2), await readPage(3)];

    expect(pages.map((page) => page.status)).toEqual([200, 200, status]);
    expect(simulator.journal.map((entry) => entry.status)).toEqual([200, 200, 200]);
  });

  it('W3 says the same with a true HTTP status behind its knob', async () => {
    Object.assign(simulator.knobs, { trueHttpStatus: true, licenceRequestsMax: 1 });
    await readPage(1);
    const refused = await get('/clients');

    expect(refused.status).toBe(402);
    expect(await refused.json()).toMatchObject({ status: 402 });
  });

  it('E5 says any error in the body of any page', async () => {
    simulator.faults.add(wisproBodyError(500, { query: { page: '2' }, times: 1 }));
    const first = await readPage(1);
    const failed = await get('/clients?per_page=20&page=2');

    expect([first.status, failed.status]).toEqual([200, 200]);
    expect(await failed.json()).toEqual({
      status: 500,
      meta: {},
      message: 'Error del servidor',
      errors: {},
    });
    expect((await readPage(2)).status).toBe(200);
  });

  it('E2 says 429 in HTTP, and counts who does not wait', async () => {
    Object.assign(simulator.knobs, { requestsPerMinuteMax: 1, retryAfter: 'seconds' });
    await readPage(1);
    const throttled = await get('/clients');
    await get('/clients');

    expect(throttled.status).toBe(429);
    expect(throttled.headers.get('retry-after')).toBe('60');
    expect(simulator.tooEarlyCount).toBe(1);
    simulator.clock.advance(60_000);
    expect((await readPage(2)).status).toBe(200);
  });

  it('E1 loses a row between two pages when one was removed before it', async () => {
    simulator.faults.add({
      match: { query: { page: '1' } },
      times: 1,
      thenChangeWorld: { do: 'removeClient', id: id(3) },
    });
    const pages = [await readPage(1), await readPage(2), await readPage(3)];
    const ids = pages.flatMap(({ data }) => data.map((client) => client.id));

    expect(pages.map(({ meta }) => meta.pagination.total_records)).toEqual([60, 59, 59]);
    expect(ids).toHaveLength(59);
    expect(ids).toContain(id(3));
    expect(ids).not.toContain(id(21));
  });

  it('E1 shows a row twice when one was inserted before it', async () => {
    simulator.knobs.newestFirst = true;
    const first = await readPage(1);
    simulator.world.insertClient();

    expect((await readPage(2)).data[0]).toEqual(first.data[19]);
  });

  it('leaves zone_name out for older tenants', async () => {
    simulator.knobs.zoneNames = false;
    const { data } = await readPage(1);

    expect(data.some((client) => 'zone_name' in client)).toBe(false);
    expect(Object.keys(data[0]!)).toHaveLength(20);
  });

  it('sends a list of one row as that row', async () => {
    simulator.knobs.singleObjects = true;

    expect((await read('/clients?custom_id_eq=AB-00002')).data).toEqual(simulator.world.getClient(id(2)));
    expect((await readPage(1)).data).toHaveLength(20);
  });

  it('is slow on demand', async () => {
    simulator.knobs.latencyMs = 60_000;
    const asked = fetch(`${simulator.baseUrl}/clients`, {
      headers: { authorization: simulator.token },
      signal: AbortSignal.timeout(100),
    });

    await expect(asked).rejects.toThrow('timeout');
    expect(simulator.journal.every(({ status }) => status === null)).toBe(true);
  });

  it('E20 sends an empty list that is a lie, or the truth', async () => {
    simulator.faults.emptyList({ times: 1 });
    expect(await readPage(1)).toMatchObject({ data: [], meta: { pagination: { total_records: 60 } } });
    simulator.world.removeAllClients();

    expect(await readPage(1)).toMatchObject({
      status: 200,
      data: [],
      meta: { pagination: { total_records: 0, total_pages: 0 } },
    });
  });

  it('E21 changes values on their way out: no id, a NUL, a lone surrogate', async () => {
    simulator.faults.changedRecords([
      { where: { id: id(1) }, unset: ['id'] },
      { where: { id: id(2) }, set: { name: 'N\u0000L' } },
      { where: { id: id(3) }, set: { name: '\ud800' } },
    ]);
    const { data } = await readPage(1);

    expect(data[0]).not.toHaveProperty('id');
    expect(data.slice(1, 3).map(({ name }) => name)).toEqual(['N\u0000L', '\ud800']);
    expect(simulator.world.getClient(id(2)).name).not.toContain('\u0000');
  });

  it('E6 sends HTML with a good status', async () => {
    simulator.faults.htmlWith200();

    await expect(readPage(1)).rejects.toThrow('JSON');
  });
});
