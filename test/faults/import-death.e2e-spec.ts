import { setTimeout as sleep } from 'node:timers/promises';
import { startStratteraSimulator, type StratteraSimulator } from '@sync-hub/simulators';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres/test-database.js';
import { Breakpoint, type BreakpointPlace } from './breakpoint.js';
import { FaultClient } from './fault-client.js';
import { Onlooker } from './onlooker.js';
import { PgProxy } from './pg-proxy.js';
import { ServerProcess } from './server-process.js';
import { until } from './until.js';

const ORDERS = 60;
const PAGE_SIZE = 20;
const SOURCE = '/api/sources/strattera-orders';

interface Run {
  readonly id: string;
  readonly state: string;
  readonly pages: number;
  readonly fence: number;
  readonly error: { readonly kind: string } | null;
}

describe('an import whose process dies', () => {
  let database: TestDatabase;
  let simulator: StratteraSimulator;
  /** The next process, which reads the source again. */
  let survivor: TestApp;
  let admin: FaultClient;
  let onlooker: Onlooker;
  let proxy: PgProxy;
  let victim: ServerProcess;

  beforeAll(async () => {
    simulator = await startStratteraSimulator({ orders: ORDERS, products: 5, ordersCacheMs: 0 });
  });
  beforeEach(async () => {
    simulator.reset();
    database = await createTestDatabase();
    onlooker = await Onlooker.open(database.url);
    await onlooker.query('CREATE SEQUENCE row_count');
    proxy = await PgProxy.start(database.url);
    const sources = simulator.environment;
    survivor = await startTestApp({ databaseUrl: database.url, environment: sources });
    admin = await FaultClient.signIn(survivor.url);
    victim = await ServerProcess.start(proxy.url, sources);
  });
  afterEach(async () => {
    await victim.kill();
    await survivor.close();
    await proxy.close();
    await onlooker.close();
    await database.drop();
  });
  afterAll(async () => {
    await simulator.close();
  });

  /** Starts a run in the process that is to die; answers its id. */
  const startInVictim = async (): Promise<string> => {
    const { body } = await admin
      .at(victim.url)
      .post<{ runId: string }>(`${SOURCE}/run`, { mode: 'full', pageSize: PAGE_SIZE });
    return body.runId;
  };

  const runOf = async (id: string): Promise<Run> => {
    const [run] = await onlooker.query<Run>(
      'SELECT id, state, pages, fence, error FROM source_run WHERE id = $1',
      [id],
    );
    return run!;
  };

  /** Reads the whole source in the surviving process, when the dead one's lock is free; answers the run. */
  const readAgain = async (): Promise<Run> => {
    let runId = '';
    await until('the source may be read again', async () => {
      const answer = await admin.post<{ id: string }>(`${SOURCE}/run?wait=true`, { pageSize: PAGE_SIZE });
      runId = answer.status === 200 ? answer.body.id : '';
      return runId !== '';
    });
    const run = await runOf(runId);
    expect(run.state).toBe('succeeded');
    return run;
  };

  const orders = (): Promise<number> => onlooker.count('orders');

  /** What an undisturbed import of the same world writes into the log: one entry for each row. */
  const expectEachRowLoggedOnce = async (): Promise<void> => {
    expect(await orders()).toBe(ORDERS);
    const [row] = await onlooker.query<{ twice: number }>(
      `SELECT count(*)::int AS twice FROM (
         SELECT FROM change_log WHERE entity_id IN (SELECT id FROM orders UNION SELECT id FROM order_items)
         GROUP BY entity, entity_id HAVING count(*) > 1) AS repeated`,
    );
    expect(row!.twice).toBe(0);
  };

  it('A1 killed before the source has answered: nothing is stored, and the next run reads it all', async () => {
    simulator.faults.timeout({ path: '/orders', times: 1 });
    const runId = await startInVictim();
    await until(
      'the source was asked',
      async () => (await runOf(runId)).state === 'running' && simulator.journal.length > 0,
    );

    await victim.kill();

    expect(await orders()).toBe(0);
    await readAgain();
    await expectEachRowLoggedOnce();
    expect(await runOf(runId)).toMatchObject({ state: 'failed', error: { kind: 'worker-lost' } });
  });

  it('A2 killed while the answer streams in: no part of it is visible', async () => {
    simulator.faults.slowDrip(2_000, { path: '/orders', times: 1 });
    const runId = await startInVictim();
    await until('the run has asked', async () => (await onlooker.count('source_budget')) > 0);
    await sleep(300); // Some bytes are on their way; how many does not matter.

    await victim.kill();

    expect(await orders()).toBe(0);
    expect((await runOf(runId)).pages).toBe(0);
    await readAgain();
    await expectEachRowLoggedOnce();
  });

  it.each<[string, BreakpointPlace, number]>([
    ['A3 page read and nothing written', { table: 'orders', on: 'INSERT' }, 0],
    [
      'A4 in the middle of the rows of the second page',
      {
        table: 'orders',
        on: 'INSERT',
        when: `nextval('row_count') = ${PAGE_SIZE + 7}`,
      },
      1,
    ],
    [
      'A5 rows of the second page written, and the run row not',
      { table: 'source_run', on: 'UPDATE', when: `NEW.pages = 2 AND OLD.pages = 1` },
      1,
    ],
  ])('%s: whole pages or none, and a row that is read again is not logged again', async (_, place, pages) => {
    const breakpoint = await Breakpoint.set(database.url, place);
    const runId = await startInVictim();
    try {
      await breakpoint.reached();
      await victim.kill();
    } finally {
      await breakpoint.release();
    }

    await until('the dead transaction is over', async () => (await onlooker.count(OPEN_WRITERS)) === 0);
    expect(await orders()).toBe(pages * PAGE_SIZE);
    expect((await runOf(runId)).pages).toBe(pages);
    await readAgain();
    await expectEachRowLoggedOnce();
  });

  it('A6 a page is committed and nobody hears of it: read again, it changes nothing', async () => {
    const struck = proxy.cutAtCommit('after', /INSERT INTO source_run_page/);
    const runId = await startInVictim();
    await struck;
    await until('the run has ended', async () => (await runOf(runId)).state !== 'running');
    await victim.kill();

    expect(await runOf(runId)).toMatchObject({ state: 'failed', error: { kind: 'database' } });
    expect(await orders()).toBe(PAGE_SIZE);
    await readAgain();
    await expectEachRowLoggedOnce();
  });

  it('A8 killed while rows that are gone upstream are marked: all of them are, or none', async () => {
    await readAgain();
    for (const id of [1, 2, 3]) {
      simulator.world.removeOrder(id);
    }
    await readAgain(); // One listing is no proof.
    const breakpoint = await Breakpoint.set(database.url, {
      table: 'orders',
      on: 'UPDATE',
      when: `NEW.missing_since IS NOT NULL AND NEW.external_id = '2'`,
    });
    await startInVictim();
    try {
      await breakpoint.reached();
      await victim.kill();
    } finally {
      await breakpoint.release();
    }

    await until('the dead transaction is over', async () => (await onlooker.count(OPEN_WRITERS)) === 0);
    expect(await onlooker.count(MISSING)).toBe(0);
    await readAgain();
    expect(await onlooker.count(MISSING)).toBe(3);
  });

  it('T2 a worker that slept through the loss of its lock is refused by the fence', async () => {
    const breakpoint = await Breakpoint.set(database.url, {
      table: 'source_run_page',
      on: 'INSERT',
      when: `NEW.run_id IN (SELECT id FROM source_run WHERE worker LIKE '%:${victim.pid}:%')`,
    });
    const runId = await startInVictim();
    let successor: Promise<Run>;
    try {
      await breakpoint.reached();
      victim.signal('SIGSTOP');
      await onlooker.endConnections(HOLDS_SOURCE_LOCK);
      successor = readAgain();
      await until(
        'another process has taken over',
        async () => (await runOf(runId)).state === 'failed' && (await onlooker.count('source_run')) === 2,
      );
    } finally {
      await breakpoint.release();
      victim.signal('SIGCONT');
    }

    await successor;
    await expectEachRowLoggedOnce();
    expect(await runOf(runId)).toMatchObject({ state: 'failed', pages: 0, error: { kind: 'worker-lost' } });
    expect((await admin.at(victim.url).get('/health/live')).status).toBe(200);
  });
});

const OPEN_WRITERS = `pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL`;
const MISSING = 'orders WHERE missing_since IS NOT NULL';
/** The session lock of a source's run. */
const HOLDS_SOURCE_LOCK = `pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = 7316003 AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`;
