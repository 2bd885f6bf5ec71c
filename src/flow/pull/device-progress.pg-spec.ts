import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FlowContext } from '../../../test/support/flow/flow-context.js';
import {
  DeviceProgress,
  LOG_ROWS_A_CALL_MAX,
  LOG_ROWS_A_DEVICE_MAX,
  type Progress,
  PROGRESS_SQL,
  rowsADevice,
} from './device-progress.js';

interface PlanNode {
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly Plans?: readonly PlanNode[];
}

describe('how far devices have come (S8, D2)', () => {
  let flow: FlowContext;

  beforeAll(async () => {
    flow = await FlowContext.start();
    await flow.addUser('admin-1', 2);
    await flow.addUser('subscriber-1', 0);
  });

  afterAll(async () => {
    await flow.close();
  });

  const addDevice = async (since: number | null, userId = 'admin-1'): Promise<string> => {
    const id = randomUUID();
    await flow.addDevice(id, userId);
    await flow.sql.query('UPDATE sync_device SET since = $2 WHERE id = $1', [id, since]);
    return id;
  };
  const live = (id: string) => ({ id, revokedAt: null });
  const progress = async (...ids: string[]): Promise<(Progress | undefined)[]> => {
    const found = await flow.context
      .get(DeviceProgress, { strict: false })
      .find(ids.map(live), await flow.ticks.take());
    return ids.map((id) => found.get(id));
  };

  it('counts the records that changed behind the cursor, each once, and the changes that wait', async () => {
    const { id: before } = await flow.ticks.take();
    await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('a', 'A'), ('b', 'B')`);
    await flow.sql.query(`UPDATE contacts SET name = 'AA' WHERE id = 'a'`);
    await flow.sql.query(`DELETE FROM contacts WHERE id = 'b'`);
    const { id: now } = await flow.ticks.take();
    const behind = await addDevice(before);
    const inStep = await addDevice(now);
    const never = await addDevice(null);
    await flow.sql.query(
      `INSERT INTO push_pending (device_id, user_id, entity, entity_id, change) VALUES ($1, 'admin-1', 2, 'a', '{}')`,
      [never],
    );
    expect(await progress(behind, inStep, never, randomUUID())).toEqual([
      { lagMs: now - before, pending: 2, hasMorePending: false, queued: 0 },
      { lagMs: 0, pending: 0, hasMorePending: false, queued: 0 },
      { lagMs: null, pending: null, hasMorePending: false, queued: 1 },
      undefined,
    ]);
  });

  it('knows what was still being written at the cursor', async () => {
    await flow.sql.query('BEGIN');
    await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('late', 'Late')`);
    await flow.dataSource.query(`INSERT INTO contacts (id, name) VALUES ('early', 'Early')`);
    const { id: since } = await flow.ticks.take();
    await flow.sql.query('COMMIT');
    expect(await progress(await addDevice(since))).toMatchObject([{ pending: 1 }]);
  });

  it('does not count what the device itself has pushed', async () => {
    const { id: since } = await flow.ticks.take();
    const [own, other] = [await addDevice(since), await addDevice(since)];
    await flow.push({
      deviceId: own,
      changes: [
        { entityType: 'contact', entityId: 'own', operation: 'CREATE', payload: { name: 'By the device' } },
      ],
    });
    expect(await progress(own, other)).toMatchObject([{ pending: 0 }, { pending: 1 }]);
  });

  it('looks at less for each the more devices there are, and at nothing for those that are revoked', () => {
    const devices = (count: number, revokedAt: Date | null) =>
      Array.from({ length: count }, (_, index) => ({ id: String(index), revokedAt }));
    const revoked = devices(900, new Date(0));
    expect(rowsADevice(revoked)).toBe(LOG_ROWS_A_DEVICE_MAX);
    expect(rowsADevice([...devices(100, null), ...revoked])).toBe(LOG_ROWS_A_DEVICE_MAX);
    expect(500 * rowsADevice(devices(500, null))).toBe(LOG_ROWS_A_CALL_MAX);
  });

  it('counts only what the role of its owner may see', async () => {
    const { id: since } = await flow.ticks.take();
    await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('not-theirs', 'C')`);
    await flow.sql.query(`UPDATE users SET name = 'Sub' WHERE id = 'subscriber-1'`);
    expect(await progress(await addDevice(since, 'subscriber-1'), await addDevice(since))).toMatchObject([
      { pending: 1 },
      { pending: 2 },
    ]);
  });

  it('says of a revoked device, and of a cursor that nobody can continue, that it cannot tell', async () => {
    const { id: now } = await flow.ticks.take();
    const revoked = await addDevice(now);
    await flow.sql.query('UPDATE sync_device SET revoked_at = now() WHERE id = $1', [revoked]);
    expect(await progress(revoked, await addDevice(now - 1))).toEqual([
      { lagMs: null, pending: null, hasMorePending: false, queued: 0 },
      { lagMs: 1, pending: null, hasMorePending: false, queued: 0 },
    ]);
  });

  it('reads no more of a long log than it counts, along its primary key, however it is analysed', async () => {
    const present = await flow.ticks.take();
    // A log that grows faster than its statistics, made by a table that subscribers do not see.
    await flow.sql.query('ALTER TABLE change_log SET (autovacuum_enabled = false)');
    await flow.sql.query(
      `INSERT INTO contacts (id, name) SELECT 'long-' || g, 'Long' FROM generate_series(1, 60000) AS g`,
    );
    const devices = [await addDevice(present.id), await addDevice(present.id, 'subscriber-1')];
    expect(await progress(...devices)).toMatchObject([
      { pending: LOG_ROWS_A_DEVICE_MAX + 1, hasMorePending: true },
      { pending: 0, hasMorePending: true },
    ]);
    for (const analyse of ['SELECT 1', 'ANALYZE change_log']) {
      await flow.sql.query(analyse);
      const values = flow.context
        .get(DeviceProgress, { strict: false })
        .valuesOf(devices.map(live), await flow.ticks.take());
      const { rows } = await flow.sql.query<{ 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }>(
        `EXPLAIN (ANALYZE, FORMAT JSON) ${PROGRESS_SQL}`,
        values,
      );
      const scans = rows[0]!['QUERY PLAN']
        .flatMap(({ Plan }) => nodesOf(Plan))
        .filter((node) => node['Relation Name'] === 'change_log');
      expect(scans.map((scan) => scan['Index Name'])).toEqual(['change_log_pkey', 'change_log_pkey']);
      expect(Math.max(...scans.map((scan) => scan['Actual Rows']))).toBeLessThanOrEqual(
        LOG_ROWS_A_DEVICE_MAX + 1,
      );
    }
  });
});

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}
