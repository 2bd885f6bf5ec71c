import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ADMIN, FlowContext } from '../../../test/support/flow/flow-context.js';
import type { Principal } from '../../kernel/principal.js';

describe('incremental pull (S2, SYNC-PROTOCOL §4)', () => {
  let flow: FlowContext;

  beforeAll(async () => {
    flow = await FlowContext.start();
    await flow.addUser('admin-1', 2);
    await flow.addUser('agent-1', 1);
    await flow.addUser('agent-2', 1);
  });

  afterAll(async () => {
    await flow.close();
  });

  const agent: Principal = { userId: 'agent-1', role: 'agent', sessionId: 's' };

  it('brings what was created, changed and deleted since the cursor, each record once', async () => {
    await flow.sql.query(
      `INSERT INTO contacts (id, name) VALUES ('a', 'Anna'), ('b', 'Boris'), ('c', 'Clara')`,
    );
    const { timestamp } = await flow.initial();

    await flow.sql.query(`UPDATE contacts SET phone = '1' WHERE id = 'a'`);
    await flow.sql.query(`UPDATE contacts SET phone = '2' WHERE id = 'a'`);
    await flow.sql.query(`DELETE FROM contacts WHERE id = 'b'`);
    await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('d', 'Dmitri')`);
    const pulled = await flow.pull(timestamp);

    const { created, updated, deleted } = pulled.changes.contacts!;
    expect(created).toEqual([]);
    expect(updated.map((row) => [row.id, row.phone]).sort()).toEqual([
      ['a', '2'],
      ['d', null],
    ]);
    expect(deleted).toEqual(['b']);
    expect(pulled.timestamp).toBeGreaterThan(timestamp);
    expect(pulled.hasMore).toBe(false);
  });

  it('answers instants as epoch milliseconds and money as text', async () => {
    const { timestamp } = await flow.initial();
    await flow.sql.query(
      `INSERT INTO deals (id, title, amount, created_at) VALUES ('m', 'M', 1234.5, '2025-06-05T21:31:26.512+03:00')`,
    );
    const [row] = (await flow.pull(timestamp)).changes.deals!.updated;
    expect(row).toMatchObject({ amount: '1234.50', createdAt: Date.parse('2025-06-05T21:31:26.512+03:00') });
  });

  it('writes nothing when nothing has changed: an idle pull reuses the tick', async () => {
    const first = await flow.pull((await flow.initial()).timestamp);
    const ticks = await flow.count('sync_tick');
    const second = await flow.pull(first.timestamp);
    expect(second.timestamp).toBe(first.timestamp);
    expect(await flow.count('sync_tick')).toBe(ticks);
  });

  it('delivers the rows of a transaction that was open for long in the window in which it commits, and delays nobody else', async () => {
    const slow = new pg.Client({ connectionString: flow.database.url });
    await slow.connect();
    await slow.query('BEGIN');
    await slow.query(`INSERT INTO contacts (id, name) VALUES ('slow', 'Slow')`);
    const before = await flow.initial();

    await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('quick', 'Quick')`);
    const around = await flow.pull(before.timestamp);
    expect(around.changes.contacts!.updated.map((row) => row.id)).toEqual(['quick']);

    await slow.query('COMMIT');
    await slow.end();
    const after = await flow.pull(around.timestamp);
    expect(after.changes.contacts!.updated.map((row) => row.id)).toEqual(['slow']);
  });

  it('stops at an earlier tick when there is much to send, and pages only inside one giant tick (G10)', async () => {
    const { timestamp } = await flow.initial();
    for (let batch = 0; batch < 6; batch += 1) {
      await flow.sql.query(
        `INSERT INTO contacts (id, name) SELECT 'w' || $1 || '-' || g, 'W' FROM generate_series(1, 10) AS g`,
        [batch],
      );
      await flow.ticks.take();
    }
    await flow.sql.query(
      `INSERT INTO contacts (id, name) SELECT 'giant' || g, 'G' FROM generate_series(1, 100) AS g`,
    );

    const seen = new Map<string, number>();
    let since = timestamp;
    let page: string | undefined;
    let answers = 0;
    for (;;) {
      const pulled = await flow.pull(since, { limit: 25, ...(page === undefined ? {} : { page }) });
      answers += 1;
      expect(pulled.changes.contacts!.updated.length).toBeLessThanOrEqual(25);
      for (const { id } of pulled.changes.contacts!.updated) {
        seen.set(id, (seen.get(id) ?? 0) + 1);
      }
      if (!pulled.hasMore) {
        break;
      }
      page = pulled.next ?? undefined;
      since = page === undefined ? pulled.timestamp : since;
    }
    expect(seen.size).toBe(160);
    expect([...seen.values()].every((times) => times === 1)).toBe(true);
    expect(answers).toBeGreaterThan(6);
  });

  it('answers 410 to a cursor that is not ours, and says how to go on (G5)', async () => {
    const { timestamp } = await flow.initial();
    for (const since of [1, timestamp - 1_000_000, timestamp + 1_000_000, Number.MAX_SAFE_INTEGER]) {
      await expect(flow.pull(since)).rejects.toMatchObject({
        code: 'CURSOR_UNKNOWN',
        status: 410,
        options: { extra: { strategy: 'replacement' } },
      });
    }
  });

  it('floors an ISO instant to the newest tick at or before it (rule 7)', async () => {
    const { timestamp } = await flow.initial();
    await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('iso', 'Iso')`);
    const pulled = await flow.pull(new Date(timestamp + 1));
    expect(pulled.changes.contacts!.updated.map((row) => row.id)).toContain('iso');
  });

  it('tells a scope that was left as a deletion and one that was entered as a row (G7)', async () => {
    await flow.sql.query(`INSERT INTO contacts (id, name, assigned_to_user_id) VALUES
      ('mine', 'M', 'agent-1'), ('theirs', 'T', 'agent-2'), ('nobodys', 'N', NULL), ('hidden', 'H', 'agent-2')`);
    const { timestamp, changes } = await flow.initial({ principal: agent });
    const ids = changes.contacts!.updated.map((row) => row.id);
    expect(ids).toEqual(expect.arrayContaining(['mine', 'nobodys']));
    expect(ids).not.toContain('theirs');

    await flow.sql.query(`UPDATE contacts SET assigned_to_user_id = 'agent-2' WHERE id = 'mine'`);
    await flow.sql.query(`UPDATE contacts SET assigned_to_user_id = 'agent-1' WHERE id = 'theirs'`);
    await flow.sql.query(`UPDATE contacts SET phone = '7' WHERE id = 'hidden'`);
    await flow.sql.query(`DELETE FROM contacts WHERE id = 'hidden'`);
    const pulled = await flow.pull(timestamp, { principal: agent });
    expect(pulled.changes.contacts!.updated.map((row) => row.id)).toEqual(['theirs']);
    expect(pulled.changes.contacts!.deleted).toEqual(['mine']);
  });

  it('makes a caller start over whose role was changed (G7)', async () => {
    await flow.addUser('agent-9', 1);
    const agent9: Principal = { userId: 'agent-9', role: 'agent', sessionId: 's' };
    const { timestamp } = await flow.initial({ principal: agent9 });
    await flow.sql.query(`UPDATE users SET role = 2 WHERE id = 'agent-9'`);
    await expect(flow.pull(timestamp, { principal: { ...agent9, role: 'admin' } })).rejects.toMatchObject({
      code: 'GENERATION_CHANGED',
    });
    await expect(flow.pull(timestamp, { principal: ADMIN })).resolves.toBeDefined();
  });

  it('sees what psql, cascades and TRUNCATE do (B17, G8)', async () => {
    await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('parent', 'P')`);
    await flow.sql.query(`INSERT INTO deals (id, title, contact_id) VALUES ('child', 'C', 'parent')`);
    const { timestamp } = await flow.initial();
    await flow.sql.query(`DELETE FROM contacts WHERE id = 'parent'`);
    const cascade = await flow.pull(timestamp);
    expect(cascade.changes.contacts!.deleted).toEqual(['parent']);
    expect(cascade.changes.deals!.updated).toMatchObject([{ id: 'child', contactId: null }]);

    await flow.sql.query('TRUNCATE deals');
    const truncated = await flow.pull(cascade.timestamp);
    expect(truncated.changes.deals!.deleted).toContain('child');
  });

  it('brings the rows of new tables and those whose new columns are set, once each', async () => {
    await flow.sql.query(
      `INSERT INTO contacts (id, name, company) VALUES ('mig1', 'One', 'ACME'), ('mig2', 'Two', NULL)`,
    );
    await flow.sql.query(`INSERT INTO deals (id, title) VALUES ('migd', 'D')`);
    const { timestamp } = await flow.initial();
    await flow.sql.query(`UPDATE contacts SET phone = '5' WHERE id = 'mig1'`);
    const pulled = await flow.pull(timestamp, {
      migration: { tables: ['deals'], columns: [{ table: 'contacts', columns: ['company'] }] },
    });
    expect(pulled.changes.deals!.updated.map((row) => row.id)).toContain('migd');
    expect(pulled.changes.contacts!.updated.filter((row) => row.id === 'mig1')).toHaveLength(1);
    expect(pulled.changes.contacts!.updated.some((row) => row.id === 'mig2')).toBe(false);
  });
});
