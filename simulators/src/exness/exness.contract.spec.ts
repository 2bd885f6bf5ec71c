import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startExnessSimulator } from './start-exness-simulator.js';
import type { ExnessSimulator } from './start-exness-simulator.js';
import type { ExnessV1Row, ExnessV2Row } from './exness.payloads.js';

const V1 = '/reports/clients/';
const V2 = '/v2/reports/clients/';

describe('the Exness affiliates API keeps its contract (UPSTREAM-APIS §4.1)', () => {
  let simulator: ExnessSimulator;
  let token: string;

  beforeEach(async () => {
    simulator = await startExnessSimulator();
    token = ((await (await logIn()).json()) as { token: string }).token;
  });

  afterEach(async () => {
    await simulator.close();
  });

  const post = async (path: string, body: unknown, type = 'application/json'): Promise<Response> =>
    fetch(`${simulator.baseUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: JSON.stringify(body),
    });
  const logIn = async (path = '/v2/auth/'): Promise<Response> =>
    post(path, { login: simulator.login, password: simulator.password });
  const get = async (path: string, authorization = `JWT ${token}`): Promise<Response> =>
    fetch(`${simulator.baseUrl}${path}`, { headers: { authorization } });
  const read = async (path: string): Promise<{ data: ExnessV1Row[]; totals: unknown }> =>
    (await (await get(path)).json()) as { data: ExnessV1Row[]; totals: unknown };
  const readV2 = async (query = ''): Promise<{ data: ExnessV2Row[]; totals: unknown }> =>
    (await (await get(`${V2}${query}`)).json()) as { data: ExnessV2Row[]; totals: unknown };

  it('answers V1 with one row per account, and counts rows and clients', async () => {
    const response = await get(V1);
    const { data, totals } = (await response.json()) as { data: ExnessV1Row[]; totals: unknown };

    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(data).toEqual(simulator.world.listV1Rows());
    expect(data).toHaveLength(122);
    expect(totals).toEqual({ count: 122, client_uid_count: 100 });
    expect(Object.keys(data[0]!)).toEqual([
      'id',
      'partner_account',
      'partner_account_name',
      'client_uid',
      'country',
      'currency',
      'reg_date',
      'volume_lots',
      'volume_mln_usd',
      'trade_fn',
      'reward',
      'reward_usd',
      'comment',
      'client_account',
      'client_account_type',
    ]);
  });

  it('answers V2 with one row per client', async () => {
    const { data, totals } = await readV2();

    expect(data).toEqual(simulator.world.listV2Rows());
    expect(data).toHaveLength(100);
    expect(totals).toEqual({ count: 100 });
    expect(data[0]).not.toHaveProperty('client_balance');
  });

  it.each(['/auth/', '/v2/auth/'])('logs in at %s, with another token each time', async (path) => {
    const response = await logIn(path);
    const { token: another } = (await response.json()) as { token: string };

    expect(response.status).toBe(200);
    expect(another.split('.')).toHaveLength(3);
    expect(another).not.toBe(token);
    expect((await get(V1)).status).toBe(200);
    expect((await get(V1, `JWT ${another}`)).status).toBe(200);
  });

  it.each([
    ['another password', { login: 'partner@example.com', password: 'wrong' }, 401],
    ['email in place of login', { email: 'partner@example.com', password: 'exness-simulator-password' }, 400],
    ['no password', { login: 'partner@example.com' }, 400],
    ['no object', [], 400],
  ])('refuses a login with %s', async (_case, body, status) => {
    expect((await post('/v2/auth/', body)).status).toBe(status);
  });

  it('refuses a login that is not sent as JSON', async () => {
    const body = { login: simulator.login, password: simulator.password };

    expect((await post('/v2/auth/', body, 'text/plain')).status).toBe(415);
  });

  it('wants the scheme JWT, and takes Bearer only behind its knob', async () => {
    expect((await get(V1, `Bearer ${token}`)).status).toBe(401);
    expect((await get(V1, token)).status).toBe(401);
    expect((await get(V1, 'JWT made.up.token')).status).toBe(401);
    simulator.knobs.acceptBearer = true;
    expect((await get(V1, `Bearer ${token}`)).status).toBe(200);
  });

  it('E3 expires a token after six virtual hours', async () => {
    simulator.clock.advance(6 * 3_600_000 - 1);
    expect((await get(V1)).status).toBe(200);
    simulator.clock.advance(1);
    const expired = await get(V1);

    expect(expired.status).toBe(401);
    expect(await expired.json()).toEqual({ detail: 'Signature has expired.' });
  });

  it('E3 expires a token in the middle of a run, on command or after so many requests', async () => {
    simulator.knobs.tokenRequestsMax = 2;
    expect([(await get(V1)).status, (await get(V2)).status, (await get(V2)).status]).toEqual([200, 200, 401]);
    token = ((await (await logIn()).json()) as { token: string }).token;
    expect((await get(V1)).status).toBe(200);
    simulator.expireTokens();
    expect((await get(V1)).status).toBe(401);
  });

  it('cuts pages by limit and offset, and counts the whole list beside them', async () => {
    const [first, second, beyond] = await Promise.all([
      read(`${V1}?limit=100`),
      read(`${V1}?limit=100&offset=100`),
      read(`${V1}?limit=100&offset=200`),
    ]);

    expect([...first.data, ...second.data]).toEqual(simulator.world.listV1Rows());
    expect(beyond).toEqual({ data: [], totals: { count: 122, client_uid_count: 100 } });
  });

  it('caps a greater limit, and an absent one, behind its knob', async () => {
    simulator.knobs.limitMax = 50;

    expect((await read(`${V1}?limit=1000`)).data).toHaveLength(50);
    expect((await read(V1)).data).toHaveLength(50);
    simulator.knobs.limitDefault = 20;
    expect((await read(V1)).data).toHaveLength(20);
  });

  it('filters and orders', async () => {
    const [row] = simulator.world.listV1Rows();
    const ofClient = await read(`${V1}?client_uid=${row!.client_uid}`);
    const ofAccount = await read(`${V1}?client_account=${row!.client_account}`);
    const ofType = await read(`${V1}?client_account_type=Zero`);
    const early = await read(`${V1}?reg_date_to=2024-12-31`);
    const falling = await read(`${V1}?ordering=-volume_lots`);

    expect(new Set(ofClient.data.map(({ client_uid: uid }) => uid))).toEqual(new Set([row!.client_uid]));
    expect(ofAccount.data).toEqual([row]);
    expect(ofType.data.every(({ client_account_type: type }) => type === 'Zero')).toBe(true);
    expect(early.data.length).toBeGreaterThan(5);
    expect(early.data.every(({ reg_date: on }) => on <= '2024-12-31')).toBe(true);
    const volumes = falling.data.map(({ volume_lots: lots }) => lots);
    expect(volumes).toEqual([...volumes].sort((one, other) => other - one));
    expect((await get(`${V1}?reg_date_from=yesterday`)).status).toBe(400);
  });

  it('fails with HTTP 500 when V2 is asked for a client by anything but a whole UUID', async () => {
    const [uuid] = simulator.world.listClientUuids().slice(5);

    expect((await get(`${V2}?client_uid=${uuid!.slice(0, 8)}`)).status).toBe(500);
    expect((await readV2(`?client_uid=${uuid}`)).data).toHaveLength(1);
  });

  it.each([
    ['GET', '/reports/clients', 404],
    ['GET', '/v3/reports/clients/', 404],
    ['POST', '/reports/clients/', 405],
    ['GET', '/v2/auth/', 405],
  ])('answers %s %s with %i', async (method, path, status) => {
    const response = await fetch(`${simulator.baseUrl}${path}`, { method });

    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ detail: expect.any(String) });
  });

  it('has nothing but JSON to offer', async () => {
    const headers = { authorization: `JWT ${token}`, accept: 'text/html' };

    expect((await fetch(`${simulator.baseUrl}${V1}`, { headers })).status).toBe(406);
  });

  it('J3 never writes a token or a password into the journal', async () => {
    await get(V1);
    const written = JSON.stringify(simulator.journal);

    expect(simulator.journal.map(({ path }) => path)).toEqual(['/api/v2/auth/', '/api/reports/clients/']);
    expect(written).toContain(simulator.login);
    expect(written).not.toContain(simulator.password);
    expect(written).not.toContain(token);
  });
});
