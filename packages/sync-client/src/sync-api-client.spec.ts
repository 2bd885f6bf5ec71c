import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ApiProblem, ApiUnreachable } from './api-problem.js';
import { SyncApiClient } from './sync-api-client.js';
import { FakeSyncServer } from './testing/fake-sync-server.js';
import { MemoryTokenStore } from './token-store.js';

let server: FakeSyncServer;
let baseUrl: string;
let tokens: MemoryTokenStore;
let client: SyncApiClient;

beforeEach(async () => {
  server = new FakeSyncServer();
  baseUrl = await server.start();
  tokens = new MemoryTokenStore();
  client = new SyncApiClient({ baseUrl: `${baseUrl}/`, tokens });
  await client.login('agent@example.com', 'a long password');
});

afterEach(async () => {
  await server.stop();
});

describe('a session', () => {
  it('renews an expired token once for all the calls that wait', async () => {
    server.expireAccessToken();

    await Promise.all([client.schema(), client.initial(), client.status()]);

    expect(server.refreshCount).toBe(2); // the sign-in and one refresh
    expect(await tokens.read()).toEqual({ accessToken: 'access-2', refreshToken: 'refresh-2' });
  });

  it('takes the token that another client on the same store has renewed meanwhile', async () => {
    const stale = await tokens.read();
    server.expireAccessToken();
    await client.schema();
    const reads = [stale];
    const sharing = new SyncApiClient({
      baseUrl,
      tokens: {
        read: async () => reads.shift() ?? tokens.read(),
        write: (renewed) => tokens.write(renewed),
      },
    });

    await expect(sharing.schema()).resolves.toMatchObject({ version: 1 });
    expect(server.refreshCount).toBe(2); // the sign-in and the first client's refresh
  });

  it('forgets its tokens when the refresh is refused, and keeps them when it could not be asked', async () => {
    server.expireAccessToken();
    server.next('/api/auth/refresh', { kind: 'lose-answer' });
    await expect(client.schema()).rejects.toBeInstanceOf(ApiUnreachable);
    expect(await tokens.read()).not.toBeNull();

    server.next('/api/auth/refresh', { kind: 'answer', status: 401, body: { code: 'SESSION_REVOKED' } });
    await expect(client.schema()).rejects.toMatchObject({ code: 'SESSION_REVOKED' });
    expect(await tokens.read()).toBeNull();
  });

  it('does not try to renew for a revoked device', async () => {
    server.next('/api/sync/schema', { kind: 'answer', status: 401, body: { code: 'DEVICE_REVOKED' } });

    await expect(client.schema()).rejects.toMatchObject({ code: 'DEVICE_REVOKED' });
    expect(server.refreshCount).toBe(1);
  });

  it('names its device on every later call', async () => {
    const deviceId = await client.registerDevice({ name: 'Test phone', platform: 'android' });
    await client.status();

    expect(server.requests.at(-1)?.headers['x-device-id']).toBe(deviceId);
  });
});

describe('failures', () => {
  it('become typed problems, with a Retry-After in seconds or as a date of the server', async () => {
    const body = { code: 'THROTTLED', detail: 'Slow down.', limit: 10 };
    server.next('/api/sync/schema', { kind: 'answer', status: 429, headers: { 'retry-after': '7' }, body });
    const dates = { 'retry-after': 'Wed, 01 Jan 2020 00:01:30 GMT', date: 'Wed, 01 Jan 2020 00:00:00 GMT' };
    server.next('/api/sync/schema', { kind: 'answer', status: 503, headers: dates, body: '<html>' });

    const throttled = await client.schema().catch((error: unknown) => error);
    expect(throttled).toBeInstanceOf(ApiProblem);
    expect(throttled).toMatchObject({
      status: 429,
      code: 'THROTTLED',
      message: 'Slow down.',
      retryAfterSeconds: 7,
    });
    expect((throttled as ApiProblem).document.limit).toBe(10);
    await expect(client.schema()).rejects.toMatchObject({
      status: 503,
      code: 'HTTP_503',
      retryAfterSeconds: 90,
    });
  });

  it.each(['<html>Please accept the terms of this hotel</html>', '{"changes":', 'null', '{"ok":true}'])(
    'are seen when something else answers for the server: %s',
    async (body) => {
      server.next('/api/sync/incremental', { kind: 'answer', status: 200, body });

      await expect(client.incremental({ since: 1000 })).rejects.toBeInstanceOf(ApiUnreachable);
    },
  );

  it('end a call that hangs', async () => {
    const hanging = new SyncApiClient({
      baseUrl,
      headersTimeoutMs: 5,
      fetch: (_url, init) =>
        new Promise((_resolve, reject) => {
          init.signal?.addEventListener('abort', () => {
            reject(init.signal?.reason as Error);
          });
        }),
    });

    await expect(hanging.schema()).rejects.toThrow('did not answer in time');
  });

  it('are the abort itself when the caller aborts', async () => {
    await expect(client.schema({ signal: AbortSignal.abort(new Error('left the screen')) })).rejects.toThrow(
      'left the screen',
    );
  });
});

describe('the stream of everything', () => {
  beforeEach(() => {
    server.state.put('contacts', { id: 'c1', name: 'Ганна Ю\u2028', phone: null });
    server.state.put('deals', { id: 'd1', title: 'Roof', amount: '10.50' });
  });

  it('gives every row once and ends with the server’s own count', async () => {
    const stream = await client.initialStream();
    const rows = [];
    for await (const row of stream.rows) {
      rows.push(row);
    }

    expect(stream).toMatchObject({ timestamp: 1002, counts: { contacts: 1, deals: 1 } });
    expect(rows).toEqual([
      { table: 'contacts', row: { id: 'c1', name: 'Ганна Ю\u2028', phone: null } },
      { table: 'deals', row: { id: 'd1', title: 'Roof', amount: '10.50' } },
    ]);
    expect(server.requests.at(-1)?.headers['accept-encoding']).toContain('gzip');
  });

  it.each([0, 10, 100, 150, 190])('is an error when it breaks after %i bytes', async (bytes) => {
    server.next('/api/sync/initial', { kind: 'cut-body', bytes });
    const readAll = async (): Promise<void> => {
      const stream = await client.initialStream();
      for await (const { row } of stream.rows) {
        expect(row.id).toBeDefined();
      }
    };

    await expect(readAll()).rejects.toBeInstanceOf(ApiUnreachable);
  });

  it('is an error when the end line counts other rows', async () => {
    const body =
      '{"timestamp":1,"generation":1,"tables":{}}\n{"t":"contacts","r":{"id":"a"}}\n{"end":true,"rows":2}\n';
    server.next('/api/sync/initial', { kind: 'answer', status: 200, body });
    const stream = await client.initialStream();
    const readAll = async (): Promise<void> => {
      for await (const { row } of stream.rows) {
        expect(row.id).toBe('a');
      }
    };

    await expect(readAll()).rejects.toThrow('1 rows came, 2 were sent');
  });
});

describe('events', () => {
  it('give the ticks of changes and nothing else', async () => {
    const ticks = [];
    for await (const tick of client.events()) {
      ticks.push(tick);
    }

    expect(ticks).toEqual([1001, 1002]);
  });
});

describe('status', () => {
  it('asks for the digest of a table', async () => {
    await expect(client.verify({ table: 'contacts', prefix: 'ab', since: 5 })).resolves.toEqual({
      count: 0,
      hash: 'h',
    });
    expect(server.requests.at(-1)?.query.toString()).toBe('verify=contacts&prefix=ab&since=5');
  });
});
