import { randomUUID } from 'node:crypto';

import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FlowContext } from '../../../test/support/flow/flow-context.js';
import { PushConflicts } from './push-conflicts.repository.js';
import { PushRetention } from './push-retention.js';

interface StoredConflict {
  readonly device_id: string | null;
  readonly user_id: string;
  readonly entity: string;
  readonly record_id: string;
  readonly field: string;
  readonly yours: unknown;
  readonly theirs: unknown;
  readonly kept: string;
}

describe('what is kept of a conflict (D2, ADR 21)', () => {
  let flow: FlowContext;
  let phone: string;
  let tablet: string;
  /** A cursor from before everybody's edits. */
  let timestamp: number;

  beforeAll(async () => {
    flow = await FlowContext.start();
    await flow.addUser('admin-1', 2);
  });

  afterAll(async () => {
    await flow.close();
  });

  beforeEach(async () => {
    await flow.sql.query('DELETE FROM push_conflict');
    await flow.sql.query('DELETE FROM contacts');
    await flow.sql.query(`INSERT INTO contacts (id, name, company) VALUES ('c1', 'Anna', 'One')`);
    phone = randomUUID();
    tablet = randomUUID();
    await flow.addDevice(phone, 'admin-1');
    await flow.addDevice(tablet, 'admin-1');
    ({ timestamp } = await flow.initial());
  });

  const edit = (deviceId: string | null, payload: object, extra: object = {}): object => ({
    deviceId,
    lastPulledAt: timestamp,
    changes: [{ entityType: 'contact', entityId: 'c1', operation: 'UPDATE', payload }],
    ...extra,
  });
  const kept = async (): Promise<StoredConflict[]> =>
    (
      await flow.sql.query<StoredConflict>(
        'SELECT device_id, user_id, entity, record_id, field, yours, theirs, kept FROM push_conflict ORDER BY id',
      )
    ).rows;

  it('is both values, what was kept of them, and whose push it was', async () => {
    await flow.push(edit(tablet, { company: 'Two', position: 'Buyer' }));
    expect(await kept()).toEqual([]);
    await flow.push(edit(phone, { company: 'Three', position: null, name: 'Anna B.' }));
    const common = { device_id: phone, user_id: 'admin-1', entity: 'contacts', record_id: 'c1' };
    expect(await kept()).toEqual([
      { ...common, field: 'company', yours: 'Three', theirs: 'Two', kept: 'theirs' },
      { ...common, field: 'position', yours: null, theirs: 'Buyer', kept: 'yours' },
    ]);
  });

  it('is kept of a push that names no device, against an edit in the panel', async () => {
    await flow.sql.query(`UPDATE contacts SET company = 'Panel' WHERE id = 'c1'`);
    await flow.push(edit(null, { company: 'Phone' }));
    expect(await kept()).toMatchObject([{ device_id: null, yours: 'Phone', theirs: 'Panel' }]);
  });

  it('has no personal value in it (ADR 19)', async () => {
    await flow.push(edit(tablet, { phone: '+49 30 1234567', company: 'ask mia@example.test' }));
    await flow.push(edit(phone, { phone: '+49 30 7654321', company: 'Three' }));
    expect(await kept()).toMatchObject([
      { field: 'phone', yours: '[hidden]', theirs: '[hidden]', kept: 'yours' },
      { field: 'company', yours: 'Three', theirs: '[hidden]' },
    ]);
  });

  it.each([
    ['its pushId', { pushId: 'push-1' }],
    ['what it says, without an id', {}],
  ])('is kept once of a push that comes again and is known by %s', async (_, ids) => {
    await flow.push(edit(tablet, { company: 'Two' }));
    const first = await flow.push(edit(phone, { company: 'Three' }, ids));
    expect(first.results[0]?.conflicts).toHaveLength(1);
    await flow.push(edit(phone, { company: 'Three' }, ids));
    expect(await kept()).toHaveLength(1);
  });

  it('is kept once of a change that comes again under its changeId, in another push', async () => {
    const change = {
      ...{ changeId: randomUUID(), entityType: 'contact', entityId: 'c1' },
      operation: 'UPDATE',
    };
    const body = { deviceId: phone, lastPulledAt: timestamp };
    await flow.push(edit(tablet, { company: 'Two' }));
    await flow.push({ ...body, changes: [{ ...change, payload: { company: 'Three' } }] });
    await flow.push({ ...body, pushId: 'other', changes: [{ ...change, payload: { company: 'Three' } }] });
    expect(await kept()).toHaveLength(1);
  });

  it('is nothing when the conflict refused the push, or its transaction was killed', async () => {
    await flow.push(edit(tablet, { company: 'Two' }));
    await expect(
      flow.push(edit(phone, { company: 'Three' }), { abortOnConflict: true }),
    ).rejects.toMatchObject({
      code: 'PUSH_CONFLICT',
    });
    expect(await kept()).toEqual([]);

    // The connection ends between the statement that stores the conflict and the commit.
    await flow.sql.query(`
      CREATE FUNCTION kill_me() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
      CREATE TRIGGER killed AFTER INSERT ON push_conflict FOR EACH STATEMENT EXECUTE FUNCTION kill_me();
    `);
    await expect(flow.push(edit(phone, { company: 'Three' }))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await flow.sql.query('DROP FUNCTION kill_me() CASCADE');
    expect(await kept()).toEqual([]);
    const { rows } = await flow.sql.query<{ company: string }>('SELECT company FROM contacts');
    expect(rows).toEqual([{ company: 'Two' }]);
  });

  it('costs a push one statement when there is a conflict, and none when there is not', async () => {
    const statementsOf = async (body: object): Promise<string[]> => {
      const spy = jest.spyOn(pg.Client.prototype, 'query');
      await flow.push(body);
      const texts = spy.mock.calls.map(([query]) => {
        const said: unknown = query;
        return typeof said === 'string' ? said : (said as { readonly text: string }).text;
      });
      spy.mockRestore();
      return texts;
    };
    await flow.push(edit(tablet, { position: 'Buyer' }));
    // Both meet news of the same record; only the second meets the same field.
    const peaceful = await statementsOf(edit(phone, { name: 'Anna B.' }));
    const conflicted = await statementsOf(edit(phone, { position: 'Seller' }));
    expect(peaceful.filter((text) => text.includes('push_conflict'))).toEqual([]);
    expect(conflicted.filter((text) => text.includes('push_conflict'))).toHaveLength(1);
    expect(conflicted).toHaveLength(peaceful.length + 1);
  });

  it('is kept of a change that was queued while somebody held its record', async () => {
    await flow.sql.query('BEGIN');
    await flow.sql.query(`UPDATE contacts SET company = 'Held' WHERE id = 'c1'`);
    const answer = await flow.push(edit(phone, { company: 'Three' }));
    expect(answer.results[0]?.status).toBe('queued');
    await flow.sql.query('COMMIT');
    expect(await kept()).toEqual([]);
    await flow.applier.run();
    expect(await kept()).toMatchObject([{ device_id: phone, yours: 'Three', theirs: 'Held' }]);
  });

  it('is read by record and device, and forgotten after as long as a device may stay away', async () => {
    await flow.push(edit(tablet, { company: 'Two', position: 'Buyer' }));
    await flow.push(edit(phone, { company: 'Three', position: 'Seller' }));
    const conflicts = flow.context.get(PushConflicts, { strict: false });
    const newest = { order: 'desc', limit: 1, offset: 0 } as const;
    const page = await conflicts.page({ entity: 'contacts', recordId: 'c1', deviceId: phone }, newest);
    expect(page).toMatchObject({ total: 2, conflicts: [{ field: 'position', deviceName: 'phone' }] });
    expect(await conflicts.page({ deviceId: tablet }, newest)).toEqual({ total: 0, conflicts: [] });
    expect(await conflicts.page({ entity: 'deals' }, newest)).toEqual({ total: 0, conflicts: [] });

    await flow.sql.query(`UPDATE push_conflict SET at = now() - interval '61 days' WHERE field = 'company'`);
    await flow.context.get(PushRetention, { strict: false }).run();
    expect(await kept()).toMatchObject([{ field: 'position' }]);
  });
});
