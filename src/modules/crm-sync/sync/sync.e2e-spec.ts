import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { startTestApp, type TestApp } from '../../../../test/support/app/test-app.js';

interface Table {
  readonly created: unknown[];
  readonly updated: Record<string, unknown>[];
  readonly deleted: string[];
}
interface Pulled {
  readonly changes: Record<string, Table>;
  readonly timestamp: number;
  readonly generation: number;
  readonly hasMore: boolean;
  readonly next: string | null;
}

describe('/api/sync over HTTP (S1–S4, S8)', () => {
  let app: TestApp;
  let admin: string;
  let agent: string;

  beforeAll(async () => {
    app = await startTestApp();
    admin = await app.adminToken();
    const made = await app.send(
      '/api/users',
      { email: 'agent@example.test', name: 'Agent', password: 'Silver-Spoon-7788', role: 'agent' },
      { headers: { authorization: `Bearer ${admin}` } },
    );
    expect(made.status).toBe(201);
    agent = await app.tokenOf('agent@example.test', 'Silver-Spoon-7788');
  });

  afterAll(async () => {
    await app.close();
  });

  const get = (path: string, token = admin, headers: Record<string, string> = {}): Promise<Response> =>
    app.fetch(`/api/sync/${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } });
  const pull = async (path: string, token = admin): Promise<Pulled> =>
    (await (await get(path, token)).json()) as Pulled;
  const push = (body: unknown, token = admin, headers: Record<string, string> = {}): Promise<Response> =>
    app.send('/api/sync/outgoing', body, { headers: { authorization: `Bearer ${token}`, ...headers } });
  const create = (id: string, name: string): object => ({
    entityType: 'contact',
    entityId: id,
    operation: 'CREATE',
    payload: { name },
  });

  it('is closed without a token', async () => {
    for (const path of ['schema', 'initial', 'incremental?since=1', 'status', 'events', 'devices']) {
      const answer = await app.fetch(`/api/sync/${path}`);
      expect([path, answer.status]).toEqual([path, 401]);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
  });

  it('tells the contract as data, parents before children, and to each role only its tables', async () => {
    const names = async (token: string): Promise<string[]> =>
      ((await (await get('schema', token)).json()) as { tables: { name: string }[] }).tables.map(
        ({ name }) => name,
      );
    expect(await names(admin)).toEqual([
      'users',
      'contacts',
      'deals',
      'tasks',
      'clients',
      'client_accounts',
      'appointments',
      'products',
      'orders',
      'order_items',
    ]);
    expect(await names(agent)).toEqual(await names(admin));
  });

  it('goes round: push, initial, edit, incremental, delete', async () => {
    const first = await push({ changes: [create('e2e-1', 'Анна 🌊'), create('e2e-2', 'Boris')] });
    expect(first.status).toBe(200);
    const initial = await pull('initial?tables=contacts');
    expect(initial.changes.contacts?.updated.map(({ id }) => id)).toEqual(['e2e-1', 'e2e-2']);
    await push({ changes: [{ entityType: 'contact', entityId: 'e2e-2', operation: 'DELETE' }] });
    const after = await pull(`incremental?lastPulledAt=${initial.timestamp}&tables=contacts`);
    expect(after.changes.contacts).toEqual({ created: [], updated: [], deleted: ['e2e-2'] });
    expect(after).toMatchObject({ hasMore: false, next: null, generation: initial.generation });
  });

  it('is never cached, and compressed for those who accept it', async () => {
    await push({ changes: Array.from({ length: 60 }, (_, n) => create(`gz-${n}`, 'Somebody with a name')) });
    const answer = await request(`${app.url}/api/sync/initial`, {
      headers: { authorization: `Bearer ${admin}`, 'accept-encoding': 'gzip' },
    });
    expect(answer.headers).toMatchObject({ 'content-encoding': 'gzip', 'cache-control': 'no-store' });
    expect(answer.headers.vary).toContain('Authorization');
    const body = gunzipSync(Buffer.from(await answer.body.arrayBuffer())).toString();
    expect((JSON.parse(body) as Pulled).changes.contacts?.updated.length).toBeGreaterThan(60);
    const plain = await request(`${app.url}/api/sync/initial`, {
      headers: { authorization: `Bearer ${admin}`, 'accept-encoding': 'gzip;q=0' },
    });
    expect(plain.headers['content-encoding']).toBeUndefined();
    await plain.body.dump();
  });

  it('streams NDJSON, compressed too, and ends with the number of rows', async () => {
    for (const encoding of ['identity', 'gzip']) {
      const answer = await request(`${app.url}/api/sync/initial`, {
        headers: {
          authorization: `Bearer ${admin}`,
          accept: 'application/x-ndjson',
          'accept-encoding': encoding,
        },
      });
      expect(answer.headers['content-type']).toContain('application/x-ndjson');
      const raw = Buffer.from(await answer.body.arrayBuffer());
      const lines = (encoding === 'gzip' ? gunzipSync(raw) : raw).toString().trimEnd().split('\n');
      expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ end: true, rows: lines.length - 2 });
    }
  });

  it('answers 410 with the way out to a cursor that cannot be continued (G5, G6)', async () => {
    const answer = await get('incremental?since=1763690000123');
    expect(answer.status).toBe(410);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.json()).toMatchObject({
      code: 'CURSOR_UNKNOWN',
      strategy: 'replacement',
      status: 410,
    });
  });

  it.each([
    '',
    'since=',
    'since=abc',
    'since=-1',
    'since=1.5',
    'since=1e3',
    'since=0x10',
    'since=9007199254740993',
    'since=1&since=2',
    'since[]=1',
    'since=2026-02-30',
    'since=2026-13-01T00:00:00Z',
    'since=1&limit=0',
    'since=1&limit=20001',
    'since=1&limit=x',
    'since=1&tables=nothing',
    'since=1&tables=__proto__',
    'since=1&migration=x',
    'since=1&migration={"tables":5}',
    'since=1&deviceId=me',
  ])('answers 400 to the malformed query %p', async (query) => {
    const answer = await get(`incremental?${query}`);
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'VALIDATION' }]);
  });

  it('answers 431 to a cursor of ten thousand digits', async () => {
    const answer = await get(`incremental?since=${'9'.repeat(10_000)}`);
    expect([answer.status, await answer.json()]).toMatchObject([431, { code: 'HEADERS_TOO_LARGE' }]);
  });

  it('refuses a whole push with If-Conflict: abort', async () => {
    await push({ changes: [create('abort', 'A')] });
    const { timestamp } = await pull('initial?tables=contacts');
    const edit = (phone: string, deviceId: string): object => ({
      deviceId,
      lastPulledAt: timestamp,
      changes: [{ entityType: 'contact', entityId: 'abort', operation: 'UPDATE', payload: { phone } }],
    });
    await push(edit('1', randomUUID()));
    const refused = await push(edit('2', randomUUID()), admin, { 'if-conflict': 'abort' });
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ code: 'PUSH_CONFLICT' });
  });

  it('registers, lists and revokes devices; a revoked one gets 401 DEVICE_REVOKED at its next call (S8)', async () => {
    const registered = await app.send(
      '/api/sync/devices',
      { name: 'Phone', platform: 'android' },
      { headers: { authorization: `Bearer ${agent}` } },
    );
    const { deviceId } = (await registered.json()) as { deviceId: string };
    expect(registered.status).toBe(201);
    const { timestamp } = await pull('initial', agent);
    await get(`incremental?since=${timestamp}`, agent, { 'x-device-id': deviceId });
    const list = (await (await get('devices', agent)).json()) as { id: string; since: number }[];
    expect(list).toMatchObject([{ id: deviceId, since: timestamp }]);
    const status = (await (await get(`status?deviceId=${deviceId}`, agent)).json()) as { device: object };
    expect(status.device).toMatchObject({ id: deviceId, since: timestamp });

    const foreign = await get(`incremental?since=${timestamp}`, admin, { 'x-device-id': deviceId });
    expect([foreign.status, await foreign.json()]).toMatchObject([401, { code: 'DEVICE_REVOKED' }]);

    const revoked = await app.fetch(`/api/sync/devices/${deviceId}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${agent}` },
    });
    expect(revoked.status).toBe(204);
    const next = await push({ deviceId, changes: [] }, agent);
    expect([next.status, await next.json()]).toMatchObject([401, { code: 'DEVICE_REVOKED' }]);
  });

  it('shows an agent its own rejected pushes, and an admin those of everybody (I4)', async () => {
    const bad = (id: string): object => ({
      changes: [{ entityType: 'contact', entityId: id, operation: 'CREATE', payload: { name: 5 } }],
    });
    await push(bad('bad-agent'), agent);
    await push(bad('bad-admin'));
    const listed = async (token: string): Promise<string[]> => {
      const answer = await app.fetch('/api/quarantine?kind=push', {
        headers: { authorization: `Bearer ${token}` },
      });
      const { data } = (await answer.json()) as { data: { recordId: string; id: string }[] };
      return data.map(({ recordId }) => recordId).sort();
    };
    expect(await listed(agent)).toEqual(['bad-agent']);
    expect(await listed(admin)).toEqual(['bad-admin', 'bad-agent']);
  });

  it('answers its status in the shape of the protocol, and verifies a table (S4)', async () => {
    const status = (await (await get('status')).json()) as Record<string, unknown>;
    expect(status).toMatchObject({
      generation: 1,
      timestamp: expect.any(Number) as unknown,
      oldest: expect.any(Number) as unknown,
      entities: {
        contacts: { count: expect.any(Number) as unknown, lastChangeAt: expect.any(Number) as unknown },
      },
      sources: expect.arrayContaining(
        ['strattera-products', 'strattera-orders', 'exness', 'wispro', 'altegio'].map(
          (key) => expect.objectContaining({ key, state: 'not-configured' }) as unknown,
        ),
      ) as unknown,
      outgoing: { queued: 0, applying: 0, rejected: 2, conflicted: 0, oldestQueuedAt: null },
      quarantine: { open: 2 },
      device: null,
      oldestOpenWriter: { ageMs: expect.any(Number) as unknown },
    });
    const verify = (await (await get('status?verify=contacts&prefix=e2e')).json()) as object;
    expect(verify).toEqual({
      table: 'contacts',
      count: 1,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      changedSince: null,
    });
  });

  it('pokes listeners when something changed, and stops when the session ends', async () => {
    const token = await app.tokenOf('agent@example.test', 'Silver-Spoon-7788');
    const abort = new AbortController();
    const events = await app.fetch('/api/sync/events', {
      headers: { authorization: `Bearer ${token}` },
      signal: abort.signal,
    });
    expect(events.headers.get('content-type')).toContain('text/event-stream');
    const reader = (events.body ?? new ReadableStream<Uint8Array>())
      .pipeThrough(new TextDecoderStream())
      .getReader();
    await reader.read();
    // The first look only learns where the log stands.
    await new Promise((resolve) => setTimeout(resolve, 700));
    await push({ changes: [create('poke', 'P')] });
    let text = '';
    while (!text.includes('event: change')) {
      text += (await reader.read()).value ?? '';
    }
    expect(text).toMatch(/event: change\ndata: \{"timestamp":\d+\}\n\n/);
    await app.send('/api/auth/logout', {}, { headers: { authorization: `Bearer ${token}` } });
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      // Heartbeats until the stream ends.
    }
    abort.abort();
  });

  it('lists conflicts of pushes for admins, page by page', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    await push({ changes: [create('disputed', 'Anna')] });
    const { timestamp } = await pull('initial?tables=contacts');
    const edit = (deviceId: string, payload: object): object => ({
      deviceId,
      lastPulledAt: timestamp,
      changes: [{ entityType: 'contact', entityId: 'disputed', operation: 'UPDATE', payload }],
    });
    await push(edit(one, { company: 'One', position: 'Buyer' }));
    await push(edit(other, { company: 'Other', position: 'Seller' }));

    const answer = await get(`conflicts?entity=contacts&recordId=disputed&deviceId=${other}&limit=1`);
    expect(answer.headers.get('x-total-count')).toBe('2');
    expect(answer.headers.get('link')).toContain('rel="next"');
    const { data, pagination } = (await answer.json()) as { data: object[]; pagination: object };
    expect(pagination).toEqual({ page: 1, limit: 1, total: 2, pages: 2 });
    expect(data).toEqual([
      {
        id: expect.any(String),
        entity: 'contacts',
        recordId: 'disputed',
        field: 'position',
        yours: 'Seller',
        theirs: 'Buyer',
        kept: 'yours',
        userId: expect.any(String),
        deviceId: other,
        deviceName: 'unnamed',
        at: expect.any(String),
      },
    ]);
    expect((await get('conflicts', agent)).status).toBe(403);
    for (const query of ['deviceId=phone', 'search=x', 'recordId=%00', 'limit=0']) {
      expect([query, (await get(`conflicts?${query}`)).status]).toEqual([query, 400]);
    }
  });

  it('tells of each device how far it is behind', async () => {
    const device = randomUUID();
    const { timestamp } = await pull('initial');
    await pull(`incremental?since=${timestamp}&deviceId=${device}`);
    const listed = async (): Promise<object | undefined> =>
      ((await (await get('devices')).json()) as { id: string }[]).find(({ id }) => id === device);
    expect(await listed()).toMatchObject({ lagMs: 0, pending: 0, hasMorePending: false, queued: 0 });
    await push({ changes: [create('news', 'News')] });
    expect(await listed()).toMatchObject({ pending: 1 });
  });
});
