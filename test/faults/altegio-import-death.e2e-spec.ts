import { type AltegioSimulator, startAltegioSimulator } from '@sync-hub/simulators';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DyingImport } from './dying-import.js';

const PAGES = 3;

describe('an import of Altegio whose process dies', () => {
  let simulator: AltegioSimulator;
  let dying: DyingImport;

  beforeAll(async () => {
    simulator = await startAltegioSimulator({ records: 20 });
  });
  beforeEach(async () => {
    simulator.reset();
    dying = await DyingImport.start({
      source: 'altegio',
      pageSize: 25,
      environment: simulator.environment,
    });
  });
  afterEach(() => dying.close());
  afterAll(() => simulator.close());

  it.each([1, 2, PAGES])(
    'E9 killed in page %i goes on after the last stored page, and no appointment is there twice',
    async (page) => {
      const stored = page - 1;
      const killedId = await dying.killInPage(page);
      expect(await dying.runOf(killedId)).toMatchObject({ state: 'running', pages: stored });
      simulator.clearJournal();

      const runId = await dying.goOn();

      // A run without a stored page has no place to go on from: it begins anew.
      expect(runId === killedId).toBe(stored > 0);
      const run = await dying.runOf(runId);
      expect(run).toMatchObject({ pages: PAGES, counts: { fetched: simulator.world.recordCount } });
      expect(simulator.journal).toHaveLength(PAGES - stored);
      expect(await dying.onlooker.count('appointments')).toBe(run.counts.created);
      expect(await dying.onlooker.count('appointments WHERE missing_since IS NOT NULL')).toBe(0);
      expect(await dying.rowsLoggedTwice('appointments')).toBe(0);
    },
  );
});
