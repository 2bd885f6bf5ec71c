import { type AltegioSimulator, type JournalEntry, startAltegioSimulator } from '@sync-hub/simulators';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FaultClient } from '../faults/fault-client.js';
import { Onlooker } from '../faults/onlooker.js';
import { ServerProcess } from '../faults/server-process.js';
import { until } from '../faults/until.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres/test-database.js';
import { START_PATIENCE_MS } from '../support/processes/process-fleet.js';

/** More than fit into a minute, so that the minute's limit binds and not only the second's. */
const REQUESTS = 215;
const PATIENCE_MS = 110_000;
/** Invented. */
const WEBHOOK_SECRET = 'a-webhook-secret-of-tests';

describe('three processes that read, re-read and write to one location of Altegio', () => {
  let database: TestDatabase;
  let simulator: AltegioSimulator;
  let onlooker: Onlooker;
  let workers: ServerProcess[] = [];
  let admin: FaultClient;

  beforeAll(async () => {
    database = await createTestDatabase();
    onlooker = await Onlooker.open(database.url);
    simulator = await startAltegioSimulator({
      records: 150,
      writeBack: true,
      knobs: { enforceLimits: true, retryAfter: 'seconds' },
    });
    workers = [1, 2, 3].map(() =>
      ServerProcess.spawn(database.url, {
        SCHEDULER_ENABLED: 'true',
        ...simulator.environment,
        ALTEGIO_WEBHOOK_SECRET: WEBHOOK_SECRET,
        ALTEGIO_WRITE_BACK: 'true',
      }),
    );
    await Promise.all(workers.map((worker) => worker.listening(START_PATIENCE_MS)));
    admin = await FaultClient.signIn(workers[0]!.url);
    expect((await admin.post('/api/sources/altegio/run?wait=true', {})).status).toBe(200);
  }, START_PATIENCE_MS + 30_000);
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.kill()));
    await simulator.close();
    await onlooker.close();
    await database.drop();
  });

  /** An import of one record a request, calls about records at every process, and edits: all at once. */
  const makeWork = async (): Promise<void> => {
    const rows = await onlooker.query<{ id: string; external_id: string }>(
      'SELECT id, external_id FROM appointments WHERE NOT is_deleted ORDER BY id',
    );
    const started = await admin.at(workers[1]!.url).post('/api/sources/altegio/run', { pageSize: 1 });
    expect(started.status).toBe(202);
    for (const [index, worker] of workers.entries()) {
      const phone = admin.at(worker.url);
      const share = rows.filter((_, place) => place % workers.length === index);
      for (const { external_id: externalId } of share.slice(0, 20)) {
        const record = simulator.world.getRecord(Number(externalId));
        simulator.webhooks.register(`${worker.url}/api/webhooks/altegio/${WEBHOOK_SECRET}`);
        await simulator.webhooks.send('update', record);
      }
      for (const { id } of share.slice(-15)) {
        const edited = await phone.fetch(`/api/appointments/${id}`, {
          method: 'PATCH',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ comment: 'Чекає на дзвінок' }),
        });
        expect(edited.status).toBe(200);
      }
    }
  };

  it('A1 never send more than 4 requests in any second nor 200 in any minute, all together', async () => {
    await makeWork();
    await until(
      'more was asked than a minute allows',
      () => simulator.journal.length >= REQUESTS,
      PATIENCE_MS,
    );

    const arrivedAtMs = simulator.journal.map(({ at }) => Date.parse(at));
    expect(new Set(simulator.journal.map(kindOf))).toEqual(new Set(['GET list', 'GET record', 'PUT record']));
    expect(mostIn(1_000, arrivedAtMs)).toBeLessThanOrEqual(4);
    expect(mostIn(60_000, arrivedAtMs)).toBeLessThanOrEqual(200);
    expect(simulator.limits.refusedCount).toBe(0);
  }, 120_000);
});

function kindOf({ method, path }: JournalEntry): string {
  return `${method} ${path.includes('/records/') ? 'list' : 'record'}`;
}

/** The most arrivals that any window of this length has; a window that begins with an arrival is the fullest. */
function mostIn(windowMs: number, arrivedAtMs: readonly number[]): number {
  const counts = arrivedAtMs.map(
    (beginMs) => arrivedAtMs.filter((atMs) => atMs >= beginMs && atMs < beginMs + windowMs).length,
  );
  return Math.max(...counts);
}
