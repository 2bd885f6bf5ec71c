import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ProbeModule } from '../../../test/support/app/probe.module.js';
import { startTestApp } from '../../../test/support/app/test-app.js';
import { createTestDatabase } from '../../../test/support/postgres/test-database.js';
import { checkDurability } from './durability-check.js';
import { StartedProcess } from './started-process.js';
import { stopApp } from './stop-app.js';

describe('an orderly end', () => {
  it('T1 says not ready first, answers what is under way and what still comes, and then is gone', async () => {
    const server = await startTestApp({ overrides: { modules: [ProbeModule] } });
    expect((await server.fetch('/health/ready')).status).toBe(200);

    const underWay = server.fetch('/api/probe/slow');
    const stopped = stopApp(server.composed);
    await sleep(50);
    const readiness = await server.fetch('/health/ready');
    const late = await server.fetch('/api/probe');

    expect(readiness.status).toBe(503);
    expect(await readiness.json()).toMatchObject({ reason: 'ending' });
    expect([late.status, late.headers.get('connection')]).toEqual([200, 'close']);
    const answer = await underWay;
    expect([answer.status, await answer.json()]).toEqual([200, { done: true }]);
    await stopped;
    await expect(server.fetch('/health/live')).rejects.toThrow();
  });

  it('T1 refuses with a problem what comes after the door was closed', async () => {
    const server = await startTestApp({ overrides: { modules: [ProbeModule] } });
    server.composed.shutdown.startClosing();

    const answer = await server.fetch('/api/probe');

    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await answer.json()).toMatchObject({ code: 'UNAVAILABLE' });
    await server.close();
  });

  it('stops the parts in the opposite order, once, and goes on when one fails', async () => {
    const stopped: string[] = [];
    const parts = new StartedProcess((_, message) => stopped.push(message));
    parts.started('postgres', () => Promise.resolve(void stopped.push('postgres')));
    parts.started('queue', () => Promise.reject(new Error('stuck')));
    parts.started('http', () => Promise.resolve(void stopped.push('http')));

    await Promise.all([parts.stop(), parts.stop()]);

    expect(stopped).toEqual(['http', 'queue did not stop', 'postgres']);
  });
});

describe('the durability check', () => {
  it('B12 refuses a PostgreSQL that may forget what it acknowledged, naming the setting', async () => {
    const database = await createTestDatabase();
    const name = new URL(database.url).pathname.slice(1);
    const client = new pg.Client(database.url);
    await client.connect();
    try {
      await client.query(`ALTER DATABASE ${name} SET synchronous_commit = off`);
      await expect(checkDurability(database.url)).rejects.toThrow(/synchronous_commit/);
    } finally {
      await client.end();
      await database.drop();
    }
  });
});
