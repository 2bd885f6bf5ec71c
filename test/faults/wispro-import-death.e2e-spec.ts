import { startWisproSimulator, type WisproSimulator } from '@sync-hub/simulators';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DyingImport } from './dying-import.js';

const CLIENTS = 90;
const PAGE_SIZE = 20;
const PAGES = 5;

describe('an import of Wispro whose process dies', () => {
  let simulator: WisproSimulator;
  let dying: DyingImport;

  beforeAll(async () => {
    simulator = await startWisproSimulator({ clients: CLIENTS });
  });
  beforeEach(async () => {
    simulator.reset();
    dying = await DyingImport.start({
      source: 'wispro',
      pageSize: PAGE_SIZE,
      environment: simulator.environment,
    });
  });
  afterEach(() => dying.close());
  afterAll(() => simulator.close());

  it.each([1, 3, PAGES])(
    'W7 E9 killed in page %i goes on after the last stored page, and no client is there twice',
    async (page) => {
      const stored = page - 1;
      const killedId = await dying.killInPage(page);
      expect(await dying.runOf(killedId)).toMatchObject({ state: 'running', pages: stored });
      simulator.clearJournal();

      const runId = await dying.goOn();

      // A run without a stored page has no place to go on from: it begins anew.
      expect(runId === killedId).toBe(stored > 0);
      const run = await dying.runOf(runId);
      expect(run).toMatchObject({ pages: PAGES, counts: { fetched: CLIENTS } });
      expect(simulator.journal).toHaveLength(PAGES - stored);
      expect(await dying.onlooker.count('users WHERE role = 0')).toBe(run.counts.created);
      expect(await dying.rowsLoggedTwice('users')).toBe(0);
    },
  );
});
