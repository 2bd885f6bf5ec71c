import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres/test-database.js';
import { Breakpoint } from './breakpoint.js';
import { type Answer, contactsPush, FaultClient } from './fault-client.js';
import { Onlooker } from './onlooker.js';
import { PgProxy } from './pg-proxy.js';
import { until } from './until.js';

/** What no answer may tell (J7): SQL, stacks, files, libraries, addresses. */
const INTERNALS =
  /\b(SELECT|INSERT|UPDATE|COMMIT)\b|\bat .+:\d+|\.[jt]s\b|node_modules|ECONN|127\.0\.0\.1|postgres:/;
const POOL_SIZE = 5;

describe('connections to PostgreSQL that go bad', () => {
  let database: TestDatabase;
  let proxy: PgProxy;
  let app: TestApp;
  let phone: FaultClient;
  let onlooker: Onlooker;

  beforeAll(async () => {
    database = await createTestDatabase();
    onlooker = await Onlooker.open(database.url);
    proxy = await PgProxy.start(database.url);
    app = await startTestApp({
      databaseUrl: proxy.url,
      environment: { NODE_ENV: 'production', DATABASE_POOL_SIZE: String(POOL_SIZE) },
    });
    phone = await FaultClient.signIn(app.url);
  });
  afterAll(async () => {
    await app.close();
    await proxy.close();
    await onlooker.close();
    await database.drop();
  });

  const newPush = (id: string): object => contactsPush(randomUUID(), randomUUID(), [id]);

  const expectAway = (answer: Answer): void => {
    expect([answer.status, answer.body.code]).toEqual([503, 'UNAVAILABLE']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(JSON.stringify(answer.body)).not.toMatch(INTERNALS);
  };

  it('B4 idle connections are killed: the next request finds new ones', async () => {
    await Promise.all(Array.from({ length: 10 }, () => phone.initial()));
    expect(await onlooker.endConnections()).toBeGreaterThan(0);
    await until(
      'the killed connections are gone',
      async () =>
        (await onlooker.count(
          `pg_stat_activity WHERE application_name = 'sync-hub' AND datname = current_database()`,
        )) === 0,
    );

    const answers = await Promise.all(Array.from({ length: 10 }, () => phone.initial()));

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  });

  it('B4 connections at work are killed: 503, and the repeated push has one effect', async () => {
    const breakpoint = await Breakpoint.set(database.url, { table: 'contacts', on: 'INSERT' });
    const push = newPush('killed-at-work');
    const answer = phone.push(push);
    try {
      const [pid] = await breakpoint.reached();
      await onlooker.query('SELECT pg_terminate_backend($1)', [pid]);
      expectAway((await answer) as unknown as Answer);
    } finally {
      await breakpoint.release();
    }

    const retry = await phone.push(push);
    expect([retry.status, retry.body.replayed]).toEqual([200, false]);
    expect(await onlooker.count(`change_log WHERE entity_id = 'killed-at-work' AND op <> 'R'`)).toBe(1);
  });

  it('B8 the pool is exhausted: 503 after a bounded wait, while health answers through its own connection', async () => {
    const breakpoint = await Breakpoint.set(database.url, { table: 'contacts', on: 'INSERT' });
    const pushes = Array.from({ length: POOL_SIZE }, (_, index) => phone.push(newPush(`b8-${index}`)));
    try {
      await breakpoint.reached(POOL_SIZE);

      const [pull, ready, live] = await Promise.all([
        phone.get('/api/sync/schema'),
        phone.get('/health/ready'),
        phone.get('/health/live'),
      ]);
      expectAway(pull);
      expect([ready.status, live.status]).toEqual([200, 200]);
    } finally {
      await breakpoint.release();
    }

    expect((await Promise.all(pushes)).map(({ status }) => status)).toEqual(pushes.map(() => 200));
    expect((await phone.get('/api/sync/status')).status).toBe(200);
  });

  it('B5 packets vanish: requests end with 503, health says so, and all is well when packets pass again', async () => {
    await Promise.all(Array.from({ length: POOL_SIZE }, () => phone.initial()));
    const push = newPush('b5');
    proxy.blackHole();

    const answers = await Promise.all([
      phone.initial() as unknown as Promise<Answer>,
      phone.push(push) as unknown as Promise<Answer>,
      phone.get('/api/contacts'),
      phone.get('/health/ready'),
    ]);
    answers.forEach(expectAwayOrDown);
    const live = await phone.get('/health/live');
    proxy.heal();

    expect(live.status).toBe(200);
    const retry = await phone.whileAway(() => phone.push(push));
    expect(retry.status).toBe(200);
    expect(await onlooker.count(`change_log WHERE entity_id = 'b5' AND op <> 'R'`)).toBe(1);
    await until('it is ready again', async () => (await phone.get('/health/ready')).status === 200);
  });

  it('F7 two hundred clients leave in mid-response: every connection is back in the pool', async () => {
    await onlooker.query(
      `INSERT INTO contacts (id, name, notes) SELECT 'f7-' || n, 'Contact', repeat('x', 500) FROM generate_series(1, 20000) AS n`,
    );
    await until('the pool is at rest', async () => (await poolInUse()) === 0);

    for (let round = 0; round < 50; round += 1) {
      await Promise.all(Array.from({ length: 4 }, () => leaveEarly()));
    }

    await until('no connection is in use', async () => (await poolInUse()) === 0);
    await until('no statement runs on', async () => (await onlooker.count(RUNNING)) === 0);
    expect(await onlooker.count(OPEN)).toBeLessThanOrEqual(POOL_SIZE);
    const whole = await phone.fetch('/api/sync/initial', { headers: { accept: 'application/x-ndjson' } });
    expect((await whole.text()).trimEnd().split('\n').at(-1)).toMatch(/^\{"end":true,"rows":\d+\}$/);
  });

  it('J7 whatever is cut at whatever statement, an answer tells nothing of the inside', async () => {
    const seen: number[] = [];
    for (const path of [
      '/api/sync/initial',
      '/api/sync/status',
      '/api/contacts',
      '/api/users',
      '/api/sources',
      '/api/auth/me',
    ]) {
      for (const place of ['before', 'after'] as const) {
        void proxy.cutAt(place, ({ text }) => text.includes('SELECT'));
        const answer = await phone.get(path);
        seen.push(answer.status);
        expect(JSON.stringify(answer.status === 200 ? '' : answer.body)).not.toMatch(INTERNALS);
      }
    }
    expect(seen).toContain(503);
    expect(seen.filter((status) => status !== 200 && status !== 503)).toEqual([]);
  });

  const expectAwayOrDown = (answer: Answer): void => {
    expect(answer.status).toBe(503);
    expect(JSON.stringify(answer.body)).not.toMatch(INTERNALS);
  };

  const RUNNING = `pg_stat_activity WHERE datname = current_database() AND application_name = 'sync-hub' AND state <> 'idle'`;
  const OPEN = `pg_stat_activity WHERE datname = current_database() AND application_name = 'sync-hub'`;

  /** Connections that somebody holds, by the application's own count. */
  const poolInUse = async (): Promise<number> => {
    const text = await (await phone.fetch('/metrics')).text();
    const gauge = (name: string): number => Number(new RegExp(`^${name}\\S* (\\d+)`, 'm').exec(text)?.[1]);
    return gauge('\\w*database_connections') - gauge('\\w*database_connections_idle');
  };

  /** Asks for everything and hangs up at the first byte. */
  const leaveEarly = (): Promise<void> =>
    new Promise((resolve) => {
      const socket = connect(app.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.once('close', () => {
        resolve();
      });
      socket.once('data', () => socket.resetAndDestroy());
      socket.write(
        `GET /api/sync/initial HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${phone.authorization}\r\nAccept: application/x-ndjson\r\n\r\n`,
      );
    });
});
