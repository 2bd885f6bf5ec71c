import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ClientsApp } from '../../../test/support/clients/clients-app.js';
import { Clock } from '../../kernel/clock.js';
import type { ClientDetailResponse, ClientResponse } from './dto/client.response.js';

interface List<Item> {
  readonly data: readonly Item[];
  readonly pagination: { readonly total: number; readonly pages: number };
}

interface Problem {
  readonly code: string;
  readonly errors?: readonly { readonly field: string }[];
}

let app: ClientsApp;

beforeAll(async () => {
  app = await ClientsApp.start();
  await app.run();
});
afterAll(async () => {
  await app.close();
});

const list = async (query = ''): Promise<List<ClientResponse>> =>
  (await app.request<List<ClientResponse>>('GET', `/api/clients${query}`)).body;
const get = async (id: string): Promise<ClientDetailResponse> =>
  (await app.request<ClientDetailResponse>('GET', `/api/clients/${id}`)).body;

describe('GET /api/clients (C8)', () => {
  it('pages through everything once, newest registration first', async () => {
    const pages = await Promise.all([1, 2, 3].map((page) => list(`?limit=40&page=${page}`)));
    const seen = pages.flatMap((page) => page.data);

    expect(pages[0]!.pagination).toMatchObject({ total: 100, pages: 3 });
    expect(new Set(seen.map((client) => client.id)).size).toBe(100);
    const days = seen.map((client) => client.registeredOn!);
    expect(days).toEqual([...days].sort().reverse());
  });

  it('filters by status, country and days of registration, all at once', async () => {
    const all = (await list('?limit=200')).data;
    const fits = all.filter(
      ({ status, country, registeredOn }) =>
        status === 'ACTIVE' &&
        country === 'TH' &&
        registeredOn! >= '2025-01-01' &&
        registeredOn! <= '2025-05-31',
    );

    const found = await list(
      '?status=ACTIVE&country=TH&registeredFrom=2025-01-01&registeredTo=2025-05-31&limit=200',
    );

    expect(fits.length).toBeGreaterThan(0);
    expect(found.data.map((client) => client.id).sort()).toEqual(fits.map((client) => client.id).sort());
  });

  it('sorts decimals as numbers', async () => {
    const lots = (await list('?sort=volumeLots&order=asc&limit=200')).data.map(
      ({ volumeLots }) => volumeLots,
    );

    expect(lots.map(Number)).toEqual(lots.map(Number).sort((a, b) => a - b));
    expect(new Set(lots).size).toBeGreaterThan(10);
  });

  it('finds a client by the number of one of its accounts', async () => {
    const [row] = app.simulator.world.listV1Rows();

    const found = await list(`?search=${row!.client_account}`);

    expect(found.data.map((client) => client.externalId)).toEqual([row!.client_uid]);
  });

  it.each([
    ['limit=201', 'limit'],
    ['status=active', 'status'],
    ['registeredFrom=2025-02-30', 'registeredFrom'],
    ['registeredTo=yesterday', 'registeredTo'],
    ['sort=notes', 'sort'],
    ['country=a%00b', 'country'],
    ['unknown=1', 'unknown'],
  ])('refuses ?%s with the field named', async (query, field) => {
    const answer = await app.request<Problem>('GET', `/api/clients?${query}`);

    expect(answer.status).toBe(400);
    expect(answer.body.errors!.map((error) => error.field)).toContain(field);
  });
});

describe('one client (C2, C3, C8)', () => {
  it('shows its accounts, decimals as text, and when it was last seen', async () => {
    const uuid = app.simulator.world.listV2Rows()[0]!.client_uid;
    const theirs = app.simulator.world.getClient(uuid);
    const [found] = (await list(`?search=${uuid}`)).data;

    const client = await get(found!.id);

    expect(client).toMatchObject({
      externalId: uuid.slice(0, 8),
      clientUid: uuid,
      status: theirs.client_status,
      volumeLots: theirs.volume_lots.toFixed(8),
      lastSeenAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      missingSince: null,
      overrides: {},
    });
    expect(client.accounts.map((account) => account.accountNumber)).toEqual(
      app.simulator.world.listAccountsOf(uuid),
    );
  });

  it('is 404 for an unknown id', async () => {
    expect(await app.request<Problem>('GET', '/api/clients/none')).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND' },
    });
  });

  it('E17 keeps a person’s notes and country through an import, until the override is released', async () => {
    const { id, country } = (await list('?country=TH&limit=1')).data[0]!;

    await app.request('PUT', `/api/clients/${id}`, { notes: 'Call back in July', country: 'LA' });
    await app.run();
    const edited = await get(id);
    const released = await app.request<ClientDetailResponse>(
      'DELETE',
      `/api/clients/${id}/overrides/country`,
    );
    const history = await app.request<List<{ fields: readonly string[] }>>(
      'GET',
      `/api/clients/${id}/history`,
    );

    expect(edited).toMatchObject({ notes: 'Call back in July', country: 'LA' });
    expect(edited.overrides).toMatchObject({ country: { upstream: 'TH' } });
    expect(edited.overrides).not.toHaveProperty('notes');
    expect(released.body).toMatchObject({ country, overrides: {}, notes: 'Call back in July' });
    expect(history.body.pagination.total).toBe(3);
  });

  it.each([{ status: 'LEFT' }, { volumeLots: '9' }, { rewardUsd: '1' }, {}])(
    'lets nobody write what is the source’s: %p',
    async (body) => {
      const { id } = (await list('?limit=1')).data[0]!;

      expect((await app.request('PUT', `/api/clients/${id}`, body)).status).toBe(400);
    },
  );

  it('C3 tells when a client was last seen after it is gone', async () => {
    const { world } = app.simulator;
    const uuid = world.listClientUuids().at(50)!;
    const [before] = (await list(`?search=${uuid.slice(0, 8)}`)).data;
    const previous = await app.run();
    world.removeClient(uuid);

    await app.run(true);
    await app.run(true);
    const after = await get(before!.id);
    const [other] = (await list('?limit=1')).data;

    expect(Date.parse(after.lastSeenAt!)).toBeLessThanOrEqual(previous.finishedAt!.getTime());
    expect(Date.parse(after.lastSeenAt!)).toBeGreaterThanOrEqual(previous.startedAt.getTime());
    expect(Date.parse(other!.lastSeenAt!)).toBeGreaterThan(Date.parse(after.lastSeenAt!));
  });
});

describe('imports by hand (C5)', () => {
  it('answers 202 with the run at once', async () => {
    const answer = await app.request<{ runId: string }>('POST', '/api/clients/sync');
    const run = await app.waitFor(answer.body.runId);

    expect(answer).toMatchObject({ status: 202, body: { success: true, runId: expect.any(String) } });
    expect(answer.headers.location).toBe(`/api/runs/${answer.body.runId}`);
    expect(run).toMatchObject({ state: 'succeeded', options: { mode: 'full' } });
  });

  it('C4 answers the three figures when the caller waits', async () => {
    app.simulator.world.insertClient({ accounts: 2 });
    const [{ existing }] = (await app.rows(`SELECT count(*)::int AS existing FROM clients`)) as [
      { existing: number },
    ];

    const answer = await app.request('POST', '/api/clients/sync-new?wait=true');

    expect(answer).toMatchObject({
      status: 200,
      body: {
        success: true,
        message: 'New clients added: 1',
        state: 'succeeded',
        error: null,
        data: {
          success: true,
          new_clients_added: 1,
          total_api_clients: app.simulator.world.accountCount,
          existing_clients: existing,
        },
      },
    });
  });

  it('says what went wrong with a run that failed', async () => {
    const fault = app.simulator.faults.htmlWith200();

    const answer = await app.request('POST', '/api/clients/sync?wait=true');
    app.simulator.faults.clear(fault);

    expect(answer.body).toMatchObject({
      success: false,
      message: 'The content type of the answer is not JSON',
      state: 'failed',
      error: { kind: 'source-schema' },
      data: { success: false, new_clients_added: 0 },
    });
  });

  it('E8 is 409 with the run while one is under way', async () => {
    app.simulator.faults.add({ delayMs: 300, times: 1 });
    const first = await app.request<{ runId: string }>('POST', '/api/clients/sync');

    const second = await app.request('POST', '/api/clients/sync-new');
    await app.waitFor(first.body.runId);

    expect(second).toMatchObject({
      status: 409,
      body: { code: 'RUN_IN_PROGRESS', runId: first.body.runId },
    });
  });

  it('counts clients by status and country, and those that were seen today and this week', async () => {
    await app.run();
    const all = (await list('?limit=200')).data;
    const { body } = await app.request<{ data: Record<string, unknown> }>('GET', '/api/clients/sync-stats');
    const active = all.filter((client) => client.status === 'ACTIVE').length;

    expect(body).toMatchObject({
      success: true,
      data: { total_clients: all.length, status_distribution: { ACTIVE: active, UNKNOWN: 2 } },
    });
    const { countries_distribution: countries, last_sync: lastSync } = body.data;
    const counts = Object.values(countries as Record<string, number>);
    expect(counts).toHaveLength(10);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    expect(Date.parse(lastSync as string)).toBeGreaterThan(app.get(Clock).nowMs() - 60_000);
    // One is gone since a run of this test.
    expect(body.data.clients_synced_this_week).toBeGreaterThanOrEqual(all.length - 1);
    expect(body.data.clients_synced_today).toBeLessThanOrEqual(all.length);
  });

  it('shows what the table has', async () => {
    const { body } = await app.request('GET', '/api/clients/debug-db');

    expect(body).toMatchObject({
      database_status: {
        total_clients: expect.any(Number),
        status_distribution: { UNKNOWN: 2 },
        has_rebate_column: true,
        table_columns: expect.arrayContaining(['external_id', 'rebate_amount_usd']),
      },
    });
    const { sample_clients: samples } = body.database_status as { sample_clients: readonly unknown[] };
    expect(samples).toHaveLength(5);
  });

  it('C6 explains how the ids of the two reports fit', async () => {
    app.simulator.reset();
    const { body } = await app.request('GET', '/api/clients/debug');

    expect(body).toEqual({
      success: true,
      api_data: {
        v1_count: 122,
        v2_count: 100,
        v1_client_count: 100,
        naive: { matching: 0, v1_only: 122, v2_only: 100 },
        by_prefix: { matching: 98, v1_only: 2, v2_only: 2 },
        ambiguous_prefixes: 0,
      },
    });
  });

  it('C6 is 503 with the reason while the vendor is down', async () => {
    const fault = app.simulator.faults.serverError();
    const answer = await app.request<Problem>('GET', '/api/clients/debug');
    app.simulator.faults.clear(fault);

    expect(answer).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
  });
});
