import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres/test-database.js';
import { Breakpoint } from './breakpoint.js';
import { contactsPush, FaultClient } from './fault-client.js';
import { HttpProxy } from './http-proxy.js';
import { Onlooker } from './onlooker.js';
import { PgProxy } from './pg-proxy.js';
import { ServerProcess } from './server-process.js';

const IDS = ['one', 'two', 'three'];

describe('a push whose server dies, or whose connection does', () => {
  let database: TestDatabase;
  let proxy: PgProxy;
  /** Runs in this process, behind the PostgreSQL proxy: takes the retries. */
  let survivor: TestApp;
  let phone: FaultClient;
  let onlooker: Onlooker;
  let victims: ServerProcess[] = [];
  let ids: string[];
  let push: object;

  beforeAll(async () => {
    database = await createTestDatabase();
    onlooker = await Onlooker.open(database.url);
    proxy = await PgProxy.start(database.url);
    survivor = await startTestApp({ databaseUrl: proxy.url });
    phone = await FaultClient.signIn(survivor.url);
  });
  beforeEach(async () => {
    ids = IDS.map((name) => `${name}-${randomUUID().slice(0, 8)}`);
    const deviceId = randomUUID();
    await phone.get(
      `/api/sync/incremental?since=${(await phone.initial()).body.timestamp}&deviceId=${deviceId}`,
    );
    push = contactsPush(randomUUID(), deviceId, ids);
  });
  afterEach(async () => {
    await Promise.all(victims.map((victim) => victim.kill()));
    victims = [];
  });
  afterAll(async () => {
    await survivor.close();
    await proxy.close();
    await onlooker.close();
    await database.drop();
  });

  const startVictim = async (): Promise<ServerProcess> => {
    const victim = await ServerProcess.start(database.url);
    victims.push(victim);
    return victim;
  };

  const storedCount = (): Promise<number> => onlooker.count('contacts WHERE id = ANY ($1)', [ids]);
  /** Entries of writes; `R` only sends a row once more. */
  const loggedCount = (): Promise<number> =>
    onlooker.count(`change_log WHERE entity_id = ANY ($1) AND op <> 'R'`, [ids]);

  /** Sends the push to the survivor: the normal answer, and each change stored once. */
  const expectNormalRetry = async (isReplay: boolean): Promise<void> => {
    const answer = await phone.push(push);

    expect(answer.status).toBe(200);
    expect(answer.body.replayed).toBe(isReplay);
    expect(answer.body.results.map(({ id, status }) => [id, status])).toEqual(
      ids.map((id) => [id, 'applied']),
    );
    expect([await storedCount(), await loggedCount()]).toEqual([ids.length, ids.length]);
  };

  it('P1 killed while the body is read: nothing is visible, and the retry is an ordinary push', async () => {
    const victim = await startVictim();
    const body = JSON.stringify(push);
    const head = [
      'POST /api/sync/outgoing HTTP/1.1',
      'Host: localhost',
      `Authorization: ${phone.authorization}`,
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    ].join('\r\n');
    const socket = connect(Number(new URL(victim.url).port), '127.0.0.1');
    const cut = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    await new Promise<void>((sent) =>
      socket.write(`${head}\r\n\r\n${body.slice(0, 50)}`, () => {
        sent();
      }),
    );

    await victim.kill();
    await cut;

    expect(await storedCount()).toBe(0);
    await expectNormalRetry(false);
  });

  it.each([
    ['P2 killed at the row that remembers the answer', { table: 'push_result', on: 'INSERT' }],
    [
      'P3 killed at the second of three rows',
      { table: 'contacts', on: 'INSERT', when: `NEW.id LIKE 'two-%'` },
    ],
    ['P3 killed at the row of the ledger', { table: 'push_ledger', on: 'INSERT' }],
  ] as const)('%s: nothing is visible, and the retry is an ordinary push', async (_, place) => {
    const victim = await startVictim();
    const breakpoint = await Breakpoint.set(database.url, place);
    const answer = isLost(phone.at(victim.url).push(push));
    try {
      await breakpoint.reached();
      await victim.kill();
    } finally {
      await breakpoint.release();
    }

    expect(await answer).toBe(true);
    await expectNormalRetry(false);
  });

  it('P4 B3 connection cut before COMMIT reaches PostgreSQL: 503, rolled back, applied by the retry', async () => {
    const struck = proxy.cutAtCommit('before', /push_result/);

    const answer = await phone.push(push);

    await struck;
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
    expect(answer.body).toMatchObject({ code: 'UNAVAILABLE' });
    expect(await storedCount()).toBe(0);
    await expectNormalRetry(false);
  });

  it('P5 B3 committed, and PostgreSQL was not heard: 503, then the same answer as a replay', async () => {
    const struck = proxy.cutAtCommit('after', /push_result/);

    const answer = await phone.push(push);

    await struck;
    expect(answer.status).toBe(503);
    expect(await storedCount()).toBe(ids.length);
    await expectNormalRetry(true);
  });

  it.each([
    ['is lost whole', { do: 'drop-answer' }],
    ['breaks off in the middle', { do: 'cut-answer', afterBytes: 700 }],
  ] as const)('P5 G1 committed, and the answer %s: the retry is told the same', async (_, fault) => {
    const front = await HttpProxy.start(survivor.url);
    try {
      front.next(fault);
      await expect(phone.at(front.url).push(push)).rejects.toThrow();
    } finally {
      await front.close();
    }

    await expectNormalRetry(true);
    await expectNormalRetry(true);
  });

  it('P6 two copies in flight, one server killed: one effect, and the other copy is answered', async () => {
    const victim = await startVictim();
    const breakpoint = await Breakpoint.set(database.url, { table: 'push_result', on: 'INSERT' });
    const first = isLost(phone.at(victim.url).push(push));
    let second: ReturnType<FaultClient['push']>;
    try {
      await breakpoint.reached();
      second = phone.push(push);
      await victim.kill();
    } finally {
      await breakpoint.release();
    }

    expect(await first).toBe(true);
    expect((await second).status).toBe(200);
    await expectNormalRetry(true);
  });

  it('P6 a request that arrives twice has one effect', async () => {
    const front = await HttpProxy.start(survivor.url);
    try {
      front.next({ do: 'duplicate', alsoTo: survivor.url });
      const answer = await phone.at(front.url).push(push);

      expect(answer.status).toBe(200);
      expect(answer.body.results.map(({ status }) => status)).toEqual(ids.map(() => 'applied'));
    } finally {
      await front.close();
    }
    await expectNormalRetry(true);
  });

  it('B3 connection cut before and after every statement of a push: one effect whatever was lost', async () => {
    const statements = await statementsOfPush();
    expect(statements).toBeGreaterThan(5);

    for (let index = 1; index <= statements; index += 1) {
      for (const place of ['before', 'after'] as const) {
        ids = [`b3-${place}-${index}`];
        push = contactsPush(randomUUID(), randomUUID(), ids);
        const struck = proxy.cutAt(
          place,
          ({ transaction }) => isPush(transaction) && transaction.length === index,
        );
        const answer = await phone.push(push);
        await struck;
        expect([200, 503]).toContain(answer.status);
        await expectNormalRetry(answer.status === 200 || (await storedCount()) === 1);
      }
    }
  });

  /** How many statements the transaction of a push has. */
  const statementsOfPush = async (): Promise<number> => {
    let count = 0;
    void proxy.cutAt('before', ({ transaction }) => {
      count = isPush(transaction) ? Math.max(count, transaction.length) : count;
      return false;
    });
    await phone.push(contactsPush(randomUUID(), randomUUID(), [`count-${randomUUID().slice(0, 8)}`]));
    return count;
  };
});

/** BEGIN, the options with the origin, then the device's lock: no other transaction begins so. */
function isPush(transaction: readonly string[]): boolean {
  const [begin, options] = transaction;
  return begin?.startsWith('BEGIN') === true && (options === undefined || options.includes('origin_device'));
}

/** Whether the connection ended without an answer. */
function isLost(answer: Promise<unknown>): Promise<boolean> {
  return answer.then(
    () => false,
    () => true,
  );
}
