import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FlowContext } from '../../../test/support/flow/flow-context.js';

describe('retention of the change log (SYNC-PROTOCOL §1 rule 9)', () => {
  let flow: FlowContext;

  beforeEach(async () => {
    flow = await FlowContext.start();
    await flow.addUser('admin-1', 2);
    await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('a', 'A'), ('b', 'B')`);
  });

  afterEach(async () => {
    await flow.close();
  });

  /** Takes a tick and makes it look so many minutes old, keeping the order of ids. */
  const tickOfAge = async (minutes: number): Promise<number> => {
    const tick = await flow.ticks.take();
    const id = Math.floor(Date.now() / 3_600_000) * 3_600_000 - minutes * 60_000;
    await flow.sql.query(
      `UPDATE sync_tick SET id = $2::bigint, at = to_timestamp($2::bigint::float8 / 1000) WHERE id = $1`,
      [tick.id, id],
    );
    return id;
  };
  const edit = (phone: number): Promise<unknown> =>
    flow.sql.query(`UPDATE contacts SET phone = $1 WHERE id = 'a'`, [String(phone)]);
  const days = (count: number): number => count * 24 * 60;

  it('thins ticks to hourly after a day, floors cursors to the tick before, and loses nothing', async () => {
    const kept = await tickOfAge(days(3) - 1);
    await edit(1);
    const thinned = await tickOfAge(days(3) - 20);
    await edit(2);
    const outcome = await flow.retention.run();
    expect(outcome).toMatchObject({ thinnedTickCount: 1, expiredTickCount: 0 });
    const fresh = await FlowContext.start({}, flow.database);
    for (const since of [kept, thinned]) {
      const pulled = await fresh.pull(since);
      expect(pulled.changes.contacts?.updated).toMatchObject([{ id: 'a', phone: '2' }]);
    }
    await fresh.sql.end();
    await fresh.context.close();
  });

  it('forgets ticks beyond the retention and the rows that no cursor can reach, and answers 410 then (G6)', async () => {
    const expired = await tickOfAge(days(70));
    await edit(1);
    await flow.sql.query(`DELETE FROM contacts WHERE id = 'b'`);
    const oldest = await tickOfAge(days(30));
    await edit(2);
    await flow.ticks.take();
    const before = await flow.count('change_log');
    const outcome = await flow.retention.run();
    expect(outcome?.expiredTickCount).toBe(1);
    expect(outcome?.deletedRowCount).toBeGreaterThan(0);
    expect(await flow.count('change_log')).toBe(before - (outcome?.deletedRowCount ?? 0));
    const fresh = await FlowContext.start({}, flow.database);
    await expect(fresh.pull(expired)).rejects.toMatchObject({ code: 'CURSOR_EXPIRED', status: 410 });
    expect((await fresh.pull(oldest)).changes.contacts?.updated).toMatchObject([{ id: 'a', phone: '2' }]);
    await fresh.sql.end();
    await fresh.context.close();
  });

  it('keeps the last row of a record between two kept ticks, with the fields of the others', async () => {
    const first = await tickOfAge(days(3));
    await flow.sql.query(`UPDATE contacts SET phone = '1' WHERE id = 'a'`);
    await flow.sql.query(`UPDATE contacts SET email = 'e' WHERE id = 'a'`);
    await flow.sql.query(`UPDATE contacts SET notes = 'n' WHERE id = 'a'`);
    await tickOfAge(days(2));
    await edit(9);
    await flow.ticks.take();
    const outcome = await flow.retention.run();
    expect(outcome?.compactedRowCount).toBe(2);
    const { rows } = await flow.sql.query<{ fields: string[] }>(
      `SELECT fields FROM change_log WHERE entity_id = 'a' AND op = 'U' ORDER BY seq`,
    );
    expect(rows.map(({ fields }) => [...fields].sort())).toEqual([['email', 'notes', 'phone'], ['phone']]);
    expect((await flow.pull(first)).changes.contacts?.updated).toMatchObject([{ id: 'a', phone: '9' }]);
  });

  it('forgets at most two days a run, so that a clock that jumps ahead does not cost everything (D3)', async () => {
    for (let hour = 0; hour < 60; hour += 1) {
      await edit(hour);
      await tickOfAge(days(100) - hour * 60);
    }
    const outcome = await flow.retention.run();
    expect(outcome?.expiredTickCount).toBe(48);
  });
});
