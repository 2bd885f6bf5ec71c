import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { WisproClient } from './wispro.payloads.js';
import { startWisproSimulator } from './start-wispro-simulator.js';
import type { WisproSimulator } from './start-wispro-simulator.js';

interface Answer {
  readonly status: number;
  readonly message?: string;
  readonly meta: { readonly object: string; readonly pagination: Record<string, number> };
  readonly data: WisproClient[];
}

describe('the Wispro API keeps its contract (UPSTREAM-APIS §2.1)', () => {
  let simulator: WisproSimulator;

  beforeEach(async () => {
    simulator = await startWisproSimulator({ clients: 250 });
  });

  afterEach(async () => {
    await simulator.close();
  });

  const get = async (path: string, authorization = simulator.token): Promise<Response> =>
    fetch(`${simulator.baseUrl}${path}`, { headers: { authorization } });
  const read = async (path: string): Promise<Answer> => (await (await get(path)).json()) as Answer;
  const id = (ordinal: number): string => `00000000-0000-4000-8000-${String(ordinal).padStart(12, '0')}`;

  it('answers a page of clients in its envelope, with the fields of the sample', async () => {
    const response = await get('/clients?page=2&per_page=100');
    const { status, meta, data } = (await response.json()) as Answer;

    expect([response.status, status]).toEqual([200, 200]);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(meta).toEqual({
      object: 'client',
      pagination: { total_records: 250, total_pages: 3, per_page: 100, current_page: 2 },
    });
    expect(data).toEqual(simulator.world.listClients().slice(100, 200));
    expect(Object.keys(data[0]!)).toEqual([
      'id',
      'public_id',
      'custom_id',
      'name',
      'email',
      'password',
      'address',
      'phone',
      'phone_mobile',
      'phone_mobile_verified',
      'national_identification_number',
      'city',
      'state',
      'details',
      'zone_name',
      'collector_id',
      'seller_id',
      'neighborhood_id',
      'created_at',
      'updated_at',
      'link_mobile_login',
    ]);
  });

  it('gives 20 rows unless asked, and is empty with a right count past the end', async () => {
    expect((await read('/clients')).data).toHaveLength(20);
    expect((await read('/clients?page=0&per_page=x')).meta.pagination).toMatchObject({
      per_page: 20,
      current_page: 1,
    });
    expect(await read('/clients?page=4&per_page=100')).toMatchObject({
      data: [],
      meta: { pagination: { total_records: 250, total_pages: 3, current_page: 4 } },
    });
  });

  it('caps per_page at 1,000', async () => {
    for (let count = 0; count < 800; count += 1) {
      simulator.world.insertClient();
    }
    const { data, meta } = await read('/clients?per_page=5000');

    expect(data).toHaveLength(1_000);
    expect(meta.pagination).toEqual({
      total_records: 1_050,
      total_pages: 2,
      per_page: 1_000,
      current_page: 1,
    });
  });

  it.each([
    ['no key', ''],
    ['another key', '00000000-0000-4000-8000-000000000000'],
    ['a scheme before the key', 'Bearer 5e1f0000-0000-4000-8000-0000000000aa'],
  ])('W3 answers %s with HTTP 200 and 401 in the body', async (_case, authorization) => {
    const response = await get('/clients', authorization);

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: 401,
      meta: {},
      message: 'No autorizado',
      errors: {},
    });
  });

  it('W3 localises its messages, so that none of them can be relied upon', async () => {
    const messages = await Promise.all(
      ['', '?locale=en', '?locale=pt'].map(async (query) => {
        const response = await get(`/clients${query}`, 'wrong');
        return ((await response.json()) as Answer).message;
      }),
    );

    expect(messages).toEqual(['No autorizado', 'Unauthorized', 'Não autorizado']);
  });

  it('answers one record by its id, and 404 in the body for another', async () => {
    expect(await read(`/clients/${id(7)}`)).toEqual({
      status: 200,
      meta: { object: 'client' },
      data: simulator.world.getClient(id(7)),
    });
    const missing = await get(`/clients/${id(999)}`);
    expect(missing.status).toBe(200);
    expect(await missing.json()).toMatchObject({ status: 404, errors: {} });
  });

  it('filters by equality, and ignores every other filter', async () => {
    const client = simulator.world.getClient(id(9));
    const number = encodeURIComponent(client.national_identification_number ?? '');
    const byNumber = await read(`/clients?national_identification_number_eq=${number}`);
    const byCustomId = await read('/clients?custom_id_eq=AB-00009');

    expect(byNumber.data.map((one) => one.id)).toContain(id(9));
    expect(byNumber.meta.pagination.total_records).toBe(byNumber.data.length);
    expect(byCustomId.data).toEqual([client]);
    expect((await read('/clients?updated_at_gteq=2030-01-01')).meta.pagination.total_records).toBe(250);
    expect((await read('/clients?custom_id_eq=')).meta.pagination.total_records).toBe(250);
  });

  it('answers contracts, filtered by their client or their state', async () => {
    const all = await read('/contracts?per_page=1000');
    const ofClient = await read(`/contracts?client_id_eq=${id(9)}`);
    const byCustomId = await read('/contracts?client_custom_id_eq=AB-00009');
    const disabled = await read('/contracts?state_eq=disabled&per_page=1000');

    expect(all.meta.object).toBe('contract');
    expect(all.data).toEqual(simulator.world.listContracts());
    expect(all.data.length).toBeGreaterThan(250);
    expect(ofClient.data).toEqual(byCustomId.data);
    expect(ofClient.data).toHaveLength(1);
    expect(new Set(disabled.data.map(({ state }) => state))).toEqual(new Set(['disabled']));
    expect((await read('/plans')).data).toEqual(simulator.world.listPlans());
  });

  it('takes no writes: 412 in the body', async () => {
    const response = await fetch(`${simulator.baseUrl}/clients/${id(7)}`, {
      method: 'PUT',
      headers: { authorization: simulator.token },
      body: '{"name":"x"}',
    });

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: 412 });
  });

  it('answers a true 404 with a page for people where there is no route', async () => {
    const response = await get('/customers');

    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toContain('text/html');
  });

  it('J3 never writes a key or a login link into the journal', async () => {
    await get('/clients');
    const written = JSON.stringify(simulator.journal);

    expect(simulator.journal).toMatchObject([{ path: '/api/v1/clients', status: 200 }]);
    expect(written).not.toContain(simulator.token);
    expect(simulator.world.listSecrets()).toHaveLength(250);
    expect(simulator.world.listSecrets().some((secret) => written.includes(secret))).toBe(false);
  });
});
