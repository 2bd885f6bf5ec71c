import { startExnessSimulator, type ExnessSimulator } from '@sync-hub/simulators';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DyingImport } from './dying-import.js';

const CLIENTS = 60;
const ACCOUNTS = 75;
const PAGE_SIZE = 20;

describe('an import of Exness whose process dies', () => {
  let simulator: ExnessSimulator;
  let dying: DyingImport;

  beforeAll(async () => {
    simulator = await startExnessSimulator({ clients: CLIENTS, accounts: ACCOUNTS });
  });
  beforeEach(async () => {
    simulator.reset();
    dying = await DyingImport.start({
      source: 'exness',
      pageSize: PAGE_SIZE,
      environment: simulator.environment,
    });
  });
  afterEach(() => dying.close());
  afterAll(() => simulator.close());

  it.each([1, 2])(
    'C3 E9 killed after page %i: whole pages or none are stored, and the next run repeats them without a trace',
    async (pages) => {
      const { onlooker } = dying;
      const killedId = await dying.killInPage(pages + 1);
      expect(await onlooker.count('clients')).toBe(pages * PAGE_SIZE);

      await dying.goOn();

      expect(await dying.runOf(killedId)).toMatchObject({ state: 'failed', error: { kind: 'worker-lost' } });
      expect(await onlooker.count('clients')).toBe(CLIENTS);
      expect(await onlooker.count('client_accounts')).toBe(ACCOUNTS);
      expect(await onlooker.count(SUMS_THAT_DIFFER)).toBe(0);
      expect(await dying.rowsLoggedTwice('clients')).toBe(0);
    },
  );
});

const SUMS_THAT_DIFFER = `clients WHERE volume_lots IS DISTINCT FROM
  (SELECT sum(volume_lots) FROM client_accounts WHERE client_id = clients.id)`;
