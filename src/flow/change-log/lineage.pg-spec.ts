import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FlowContext } from '../../../test/support/flow/flow-context.js';
import { Generations } from './generations.js';

describe('lineage of the change log (SYNC-PROTOCOL §1 rule 6)', () => {
  let flow: FlowContext;

  beforeEach(async () => {
    flow = await FlowContext.start();
    await flow.addUser('admin-1', 2);
  });

  afterEach(async () => {
    await flow.close();
  });

  const restart = (): Promise<void> => flow.context.get(Generations, { strict: false }).ensure();

  it('stays the same over a restart', async () => {
    const before = await flow.initial();
    await restart();
    const after = await flow.pull(before.timestamp);
    expect(after.generation).toBe(before.generation);
  });

  it('begins a new generation when the database is found in another place, and every old cursor gets 410 (B15)', async () => {
    await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('a', 'A')`);
    const before = await flow.initial();
    // What a dump restored elsewhere looks like: the rows are the same, the cluster is another.
    await flow.sql.query(`UPDATE sync_generation SET system_identifier = '1/1'`);
    await flow.sql.query(`UPDATE change_log SET xid = '99999999999'`);
    await restart();
    await expect(flow.pull(before.timestamp)).rejects.toMatchObject({
      code: 'GENERATION_CHANGED',
      status: 410,
    });
    const again = await flow.initial();
    expect(again.generation).toBe(before.generation + 1);
    expect(again.changes.contacts?.updated.map(({ id }) => id)).toEqual(['a']);
    await flow.sql.query(`UPDATE contacts SET phone = '1' WHERE id = 'a'`);
    const pulled = await flow.pull(again.timestamp);
    expect(pulled.changes.contacts?.updated).toMatchObject([{ id: 'a', phone: '1' }]);
  });

  it('notices transaction ids that ran backwards, as after files were put back (B16)', async () => {
    const before = await flow.initial();
    await flow.sql.query(`UPDATE sync_tick SET snapshot = '99999999999:99999999999:'`);
    await restart();
    await expect(flow.pull(before.timestamp)).rejects.toMatchObject({ status: 410 });
  });

  it('notices under a running process that the database was put back, and trusts no tick that it remembers (B16)', async () => {
    await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('a', 'A')`);
    const kept = await flow.initial();
    await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('b', 'B')`);
    const lost = await flow.pull(kept.timestamp);
    // What files put back look like to a process that goes on: the tail is gone, every connection was cut.
    await flow.sql.query('DELETE FROM sync_tick WHERE id = $1', [lost.timestamp]);
    await flow.sql.query(`DELETE FROM change_log WHERE entity_id = 'b'`);
    await flow.sql.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                          WHERE datname = current_database() AND pid <> pg_backend_pid()`);
    await flow.sql.query(`UPDATE contacts SET phone = '1' WHERE id = 'a'`);
    const settle = async (): Promise<unknown> => flow.pull(lost.timestamp).catch((error: unknown) => error);
    let outcome = await settle();
    for (let tries = 0; tries < 20 && (outcome as { status?: number }).status === 503; tries += 1) {
      outcome = await settle();
    }
    expect(outcome).toMatchObject({ code: 'CURSOR_UNKNOWN' });
  });

  it('answers 410 for ticks of a lost tail', async () => {
    const before = await flow.initial();
    await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('t', 'T')`);
    const lost = await flow.pull(before.timestamp);
    await flow.sql.query(`DELETE FROM sync_tick WHERE id = $1`, [lost.timestamp]);
    const other = await FlowContext.start({}, flow.database);
    await expect(other.pull(lost.timestamp)).rejects.toMatchObject({ code: 'CURSOR_UNKNOWN' });
    await other.sql.end();
    await other.context.close();
  });

  it('starts every view anew when what agents may see is configured otherwise (G7)', async () => {
    const before = await flow.initial();
    const other = await FlowContext.start({ SYNC_AGENT_SCOPE: 'own' }, flow.database);
    await expect(other.pull(before.timestamp)).rejects.toMatchObject({ code: 'GENERATION_CHANGED' });
    await other.sql.end();
    await other.context.close();
  });

  it('does not fight with a process that was configured otherwise', async () => {
    const other = await FlowContext.start({ SYNC_AGENT_SCOPE: 'own' }, flow.database);
    const { generation } = await other.initial();
    await restart();
    expect((await flow.initial()).generation).toBe(generation);
    await other.sql.end();
    await other.context.close();
  });

  it('gives strictly increasing ticks to many callers at once, also of several processes (rule 5)', async () => {
    const other = await FlowContext.start({}, flow.database);
    const seen: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      await flow.sql.query(`INSERT INTO contacts (name) VALUES ('x')`);
      const ticks = await Promise.all([
        flow.ticks.take(),
        other.ticks.take(),
        flow.ticks.take(),
        other.ticks.take(),
      ]);
      const ids = ticks.map(({ id }) => id);
      expect(Math.min(...ids)).toBeGreaterThan(seen.at(-1) ?? 0);
      seen.push(Math.max(...ids));
    }
    await other.sql.end();
    await other.context.close();
  });

  it('never gives an id again, though the clock went back (D3)', async () => {
    await flow.sql.query(
      `INSERT INTO sync_tick SELECT 99999999999999, max(gen), pg_current_snapshot(), now() + interval '1000 years' FROM sync_generation`,
    );
    await flow.sql.query(`INSERT INTO contacts (name) VALUES ('x')`);
    expect((await flow.ticks.take()).id).toBe(100_000_000_000_000);
  });
});
