import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeSource } from '../../../../test/support/external-source/fake-source.js';
import { type Pipeline, startPipeline } from '../../../../test/support/external-source/pipeline.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/postgres/test-database.js';
import { SourceHttpFactory } from '../http/source-http.factory.js';
import { intervalMsOf, SourcePace } from './source-pace.js';

describe('SourcePace', () => {
  let testDatabase: TestDatabase;
  let here: Pipeline;
  let there: Pipeline;
  let server: Server;
  let requestsAtMs: number[];

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    here = await startPipeline(testDatabase.url, []);
    there = await startPipeline(testDatabase.url, []);
    server = createServer((_request, response) => {
      requestsAtMs.push(performance.now());
      response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await here.close();
    await there.close();
    await testDatabase.drop();
  });
  beforeEach(async () => {
    requestsAtMs = [];
    await here.database.query('TRUNCATE source_budget');
  });

  const baseUrl = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  it('A1 takes the strictest limit, and leaves 200 ms in its window for requests that arrive late', () => {
    expect(intervalMsOf({ requestsPerSecond: 4, requestsPerMinute: 200 })).toBe(301);
    expect(intervalMsOf({ requestsPerSecond: 4 })).toBe(300);
    expect(intervalMsOf({})).toBe(0);
  });

  it('E3 spaces the requests of two processes together', async () => {
    const clients = [here, there].map((pipeline) =>
      pipeline.app
        .get(SourceHttpFactory)
        .create({ key: 'paced', pace: { requestsPerSecond: 20 } }, { baseUrl: baseUrl() }),
    );

    await Promise.all(
      Array.from({ length: 8 }, (_, index) => clients[index % 2]!.get('x', new AbortController().signal)),
    );

    // Seven intervals of 60 ms; the clocks of PostgreSQL and of the timers may differ by a little.
    expect(requestsAtMs.at(-1)! - requestsAtMs[0]!).toBeGreaterThan(7 * 60 * 0.8);
    await Promise.all(clients.map((client) => client.close()));
  });

  it('E3 A1 requests that a pause has kept from their turns leave one by one after it', async () => {
    const client = here.app
      .get(SourceHttpFactory)
      .create({ key: 'paced', pace: { requestsPerSecond: 20 } }, { baseUrl: baseUrl() });
    const asked = Array.from({ length: 6 }, () => client.get('x', new AbortController().signal));
    await asked[0];

    await there.app.get(SourcePace).pause('paced', 500);
    await Promise.all(asked);

    const last = requestsAtMs.slice(-4);
    expect(last.at(-1)! - last[0]!).toBeGreaterThan(3 * 60 * 0.8);
    await client.close();
  });

  it('E3 lets nobody send before a pause is over, and reservations begin after it', async () => {
    const pace = here.app.get(SourcePace);
    await pace.pause('paused', 60_000);
    await pace.pause('paused', 1_000);

    expect(await there.app.get(SourcePace).remainingPauseMs('paused')).toBeGreaterThan(50_000);
    expect(await there.app.get(SourcePace).reserve('paused', { requestsPerSecond: 1 })).toBeGreaterThan(
      50_000,
    );
    expect(await there.app.get(SourcePace).reserve('other', { requestsPerSecond: 1 })).toBeLessThan(1_000);
  });

  it('stops waiting when the caller aborts', async () => {
    await here.app.get(SourcePace).pause(new FakeSource('paused').key, 60_000);
    const client = here.app.get(SourceHttpFactory).create({ key: 'paused' }, { baseUrl: baseUrl() });
    const controller = new AbortController();
    const asked = client.get('x', controller.signal);
    controller.abort(new Error('enough'));

    await expect(asked).rejects.toThrow('enough');
    expect(requestsAtMs).toEqual([]);
    await client.close();
  });
});
