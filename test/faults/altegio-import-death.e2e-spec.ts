import { type AltegioSimulator, startAltegioSimulator } from '@sync-hub/simulators';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres/test-database.js';
import { Breakpoint, type BreakpointPlace } from './breakpoint.js';
import { FaultClient } from './fault-client.js';
import { Onlooker } from './onlooker.js';
import { ServerProcess } from './server-process.js';
import { until } from './until.js';

const LIMITS = { mode: 'full', pageSize: 25 } as const;
const PAGES = 3;

interface Run {
  readonly id: string;
  readonly state: string;
  readonly pages: number;
  readonly counts: { readonly fetched: number; readonly created: number };
}

describe('an import of Altegio whose process dies', () => {
  let database: TestDatabase;
  let simulator: AltegioSimulator;
  let survivor: TestApp;
  let admin: FaultClient;
  let onlooker: Onlooker;
  let victim: ServerProcess;

  beforeAll(async () => {
    simulator = await startAltegioSimulator({ records: 20 });
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

  const runOf = async (id: string): Promise<Run> => {
    const [run] = await onlooker.query<Run>('SELECT id, state, pages, counts FROM source_run WHERE id = $1', [
      id,
    ]);
    return run!;
  };

  /** Asks the surviving process for the same, when the dead one's lock is free; answers the id of the run. */
  const goOn = async (): Promise<string> => {
    let runId = '';
    await until('Altegio may be read again', async () => {
      const answer = await admin.post<{ id: string }>('/api/sources/altegio/run?wait=true', LIMITS);
      runId = answer.status === 200 ? answer.body.id : '';
      return runId !== '';
    });
    return runId;
  };

  it.each<[string, number, BreakpointPlace]>([
    ['the first page', 0, { table: 'source_run', on: 'UPDATE', when: 'NEW.pages = 1 AND OLD.pages = 0' }],
    ['the second page', 1, { table: 'source_run', on: 'UPDATE', when: 'NEW.pages = 2 AND OLD.pages = 1' }],
    ['the last page', 2, { table: 'source_run', on: 'UPDATE', when: 'NEW.pages = 3 AND OLD.pages = 2' }],
  ])(
    'E9 killed in %s goes on after the last stored page, and no appointment is there twice',
    async (_, pages, place) => {
      const breakpoint = await Breakpoint.set(database.url, place);
      const started = await admin.at(victim.url).post<{ runId: string }>('/api/sources/altegio/run', LIMITS);
      try {
        await breakpoint.reached();
        await victim.kill();
      } finally {
        await breakpoint.release();
      }
      expect(await runOf(started.body.runId)).toMatchObject({ state: 'running', pages });
      simulator.clearJournal();

      const runId = await goOn();

      // A run without a stored page has no place to go on from: it begins anew.
      expect(runId === started.body.runId).toBe(pages > 0);
      const run = await runOf(runId);
      expect(run).toMatchObject({ pages: PAGES, counts: { fetched: simulator.world.recordCount } });
      expect(simulator.journal).toHaveLength(PAGES - pages);
      expect(await onlooker.count('appointments')).toBe(run.counts.created);
      expect(await onlooker.count('appointments WHERE missing_since IS NOT NULL')).toBe(0);
      expect(
        await onlooker.count(
          `(SELECT FROM change_log WHERE entity_id IN (SELECT id FROM appointments)
            GROUP BY entity, entity_id HAVING count(*) > 1) AS logged_twice`,
        ),
      ).toBe(0);
    },
  );
});
