import { startExnessSimulator, type ExnessSimulator } from '@sync-hub/simulators';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres/test-database.js';
import { Breakpoint } from './breakpoint.js';
import { FaultClient } from './fault-client.js';
import { Onlooker } from './onlooker.js';
import { ServerProcess } from './server-process.js';
import { until } from './until.js';

const CLIENTS = 60;
const ACCOUNTS = 75;
const LIMITS = { mode: 'full', pageSize: 20 } as const;
const SOURCE = '/api/sources/exness';

describe('an import of Exness whose process dies', () => {
  let database: TestDatabase;
  let simulator: ExnessSimulator;
  let survivor: TestApp;
  let admin: FaultClient;
  let onlooker: Onlooker;
  let victim: ServerProcess;

  beforeAll(async () => {
    simulator = await startExnessSimulator({ clients: CLIENTS, accounts: ACCOUNTS });
  });
  beforeEach(async () => {
    simulator.reset();
    database = await createTestDatabase();
    onlooker = await Onlooker.open(database.url);
    const sources = simulator.environment;
    survivor = await startTestApp({ databaseUrl: database.url, environment: sources });
    admin = await FaultClient.signIn(survivor.url);
    victim = await ServerProcess.start(database.url, sources);
  });
  afterEach(async () => {
    await victim.kill();
    await survivor.close();
    await onlooker.close();
    await database.drop();
  });
  afterAll(async () => {
    await simulator.close();
  });

  /** Reads everything in the surviving process, when the dead one's lock is free. */
  const readAgain = async (): Promise<void> => {
    await until('Exness may be read again', async () => {
      const { status } = await admin.post(`${SOURCE}/run?wait=true`, LIMITS);
      return status === 200;
    });
  };

  it.each([1, 2])(
    'C3 E9 killed after page %i: whole pages or none are stored, and the next run repeats them without a trace',
    async (pages) => {
      const breakpoint = await Breakpoint.set(database.url, {
        table: 'source_run',
        on: 'UPDATE',
        when: `NEW.pages = ${pages + 1} AND OLD.pages = ${pages}`,
      });
      const { body } = await admin.at(victim.url).post<{ runId: string }>(`${SOURCE}/run`, LIMITS);
      try {
        await breakpoint.reached();
        await victim.kill();
      } finally {
        await breakpoint.release();
      }
      await until('the dead transaction is over', async () => (await onlooker.count(OPEN_WRITERS)) === 0);
      expect(await onlooker.count('clients')).toBe(pages * LIMITS.pageSize);

      await readAgain();

      const [run] = await onlooker.query('SELECT state, error FROM source_run WHERE id = $1', [body.runId]);
      expect(run).toMatchObject({ state: 'failed', error: { kind: 'worker-lost' } });
      expect(await onlooker.count('clients')).toBe(CLIENTS);
      expect(await onlooker.count('client_accounts')).toBe(ACCOUNTS);
      expect(await onlooker.count(SUMS_THAT_DIFFER)).toBe(0);
      expect(await onlooker.count(LOGGED_TWICE)).toBe(0);
    },
  );
});

const OPEN_WRITERS = `pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL`;
const SUMS_THAT_DIFFER = `clients WHERE volume_lots IS DISTINCT FROM
  (SELECT sum(volume_lots) FROM client_accounts WHERE client_id = clients.id)`;
const LOGGED_TWICE = `(SELECT FROM change_log WHERE entity_id IN (SELECT id FROM clients)
  GROUP BY entity, entity_id HAVING count(*) > 1) AS logged_twice`;
