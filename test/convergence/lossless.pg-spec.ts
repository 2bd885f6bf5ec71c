import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { SyncedEntities } from '../../src/flow/synced-entity/synced-entities.js';
import { tasksSync } from '../../src/modules/crm-sync/tasks.sync.js';
import { orderItemSync } from '../../src/modules/orders/order-item.sync.js';
import { orderSync } from '../../src/modules/orders/order.sync.js';
import { FlowContext } from '../support/flow/flow-context.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres/test-database.js';
import { checkLossless, type LosslessOptions } from './lossless-checker.js';
import { TickReader } from './lossless-tick-reader.js';
import { UpdatedAtReader } from './lossless-updated-at-reader.js';

describe('no change is lost, none is invented (SYNC-PROTOCOL §1)', () => {
  let flow: FlowContext;
  let other: TestDatabase;
  let pool: pg.Pool;

  beforeEach(async () => {
    flow = await FlowContext.start();
    for (const entity of [tasksSync('all'), orderSync, orderItemSync]) {
      flow.context.get(SyncedEntities).register(entity);
    }
    await flow.addUser('admin-1', 2);
    other = await createTestDatabase();
    pool = new pg.Pool({ connectionString: flow.database.url, max: 6 });
  });

  afterEach(async () => {
    await pool.end();
    await flow.close();
    await other.drop();
  });

  const size = (): Omit<LosslessOptions, 'reader'> => ({
    url: flow.database.url,
    otherUrl: other.url,
    writerCount: 12,
    pullerCount: 6,
    committedRowsMin: 1_000,
    seed: 7,
  });

  const ticks = (): TickReader =>
    new TickReader({
      initial: ({ limit, page }) => flow.initial({ limit, ...(page !== null && { page }) }),
      incremental: ({ since, limit, page }) => flow.pull(since, { limit, ...(page !== null && { page }) }),
    });

  it('every puller ends with exactly the rows of the server, whatever writers and pullers do', async () => {
    const report = await checkLossless({ ...size(), reader: ticks() });

    expect(report).toMatchObject({ lostCount: 0, phantomCount: 0, inventedCount: 0, examples: [] });
    expect(report.committedRowCount).toBeGreaterThanOrEqual(1_000);
    expect(report.serverRowCount).toBeGreaterThan(200);
    expect(report.restartCount).toBeGreaterThan(0);
    expect(report.abandonedTransactionCount).toBeGreaterThan(0);
  });

  it('the same check convicts cursors by updated_at, so passing it proves something', async () => {
    const report = await checkLossless({ ...size(), reader: new UpdatedAtReader(pool) });

    expect(report.lostCount).toBeGreaterThan(0);
    expect(report.examples.join()).toContain('contacts/');
  });
});
