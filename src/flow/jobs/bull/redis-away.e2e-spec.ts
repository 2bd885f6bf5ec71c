import { afterEach, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../../../../test/support/app/test-app.js';

/** Nobody listens there. */
const NOWHERE = 'redis://127.0.0.1:1';
const SHOP = { STRATTERA_BASE_URL: 'http://127.0.0.1:1/api/v1', STRATTERA_TOKEN: 'made-up' };

describe('a process whose Redis is away', () => {
  let server: TestApp;

  afterEach(async () => {
    await server.close();
  });

  it('C1 serves, says that it is ready, and writes runs down for when the queue is back', async () => {
    server = await startTestApp({ environment: { ...SHOP, ROLE: 'api', REDIS_URL: NOWHERE } });
    const authorization = `Bearer ${await server.adminToken()}`;

    const ready = await server.fetch('/health/ready');
    const status = await server.fetch('/api/sync/status', { headers: { authorization } });
    const jobs = await server.fetch('/api/jobs', { headers: { authorization } });
    const run = await server.send('/api/sources/strattera-orders/run', {}, { headers: { authorization } });
    const again = await server.send('/api/sources/strattera-orders/run', {}, { headers: { authorization } });

    expect([ready.status, status.status]).toEqual([200, 200]);
    expect([jobs.status, ((await jobs.json()) as { code: string }).code]).toEqual([503, 'UNAVAILABLE']);
    const { runId } = (await run.json()) as { runId: string };
    expect([run.status, again.status]).toEqual([202, 409]);
    expect(await again.json()).toMatchObject({ code: 'RUN_IN_PROGRESS', runId });
  });

  it('is not ready when jobs are all that it is for', async () => {
    server = await startTestApp({ environment: { ROLE: 'worker', REDIS_URL: NOWHERE } });

    const ready = await server.fetch('/health/ready');

    expect([ready.status, await ready.json()]).toEqual([
      503,
      expect.objectContaining({ reason: 'queue-down' }),
    ]);
  });
});
