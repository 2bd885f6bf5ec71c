import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ADMIN, FlowContext } from '../../../test/support/flow/flow-context.js';
import type { Principal } from '../../kernel/principal.js';
import { fingerprint } from './content-hash.js';
import { lastSentOf } from './ledger-entry.js';
import type { QuarantineEntry, Reapplication } from '../external-source/external-source.public.js';

describe('push (S3, SYNC-PROTOCOL §5)', () => {
  let flow: FlowContext;
  let phone: string;
  let tablet: string;

  beforeAll(async () => {
    flow = await FlowContext.start();
    await flow.addUser('admin-1', 2);
    await flow.addUser('agent-1', 1);
    await flow.addUser('agent-2', 1);
  });

  afterAll(async () => {
    await flow.close();
  });

  beforeEach(async () => {
    await flow.sql.query('DELETE FROM deals');
    await flow.sql.query('DELETE FROM contacts');
    phone = randomUUID();
    tablet = randomUUID();
    await flow.addDevice(phone, 'admin-1');
    await flow.addDevice(tablet, 'admin-1');
  });

  const contact = async (id: string): Promise<Record<string, unknown> | undefined> =>
    (await flow.sql.query<Record<string, unknown>>('SELECT * FROM contacts WHERE id = $1', [id])).rows[0];

  const update = (
    deviceId: string | null,
    lastPulledAt: number | null,
    id: string,
    fields: object,
    extra: object = {},
  ): object => ({
    deviceId,
    lastPulledAt,
    changes: {
      contacts: {
        created: [],
        updated: [
          { id, _status: 'updated', _changed: Object.keys(fields).join(','), name: 'stale', ...fields },
        ],
        deleted: [],
      },
    },
    ...extra,
  });

  describe('in both body forms', () => {
    it("creates, updates and deletes in WatermelonDB's form, keeping client-made ids", async () => {
      await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('old', 'Old'), ('gone', 'Gone')`);
      const { timestamp } = await flow.initial();
      const answer = await flow.push({
        pushId: randomUUID(),
        deviceId: phone,
        lastPulledAt: timestamp,
        changes: {
          contacts: {
            created: [
              {
                id: 'abcdefgh12345678',
                _status: 'created',
                _changed: '',
                name: 'Zoë 🌊',
                phone: null,
                email: null,
                company: null,
                position: null,
                notes: null,
                status: 'active',
                assignedToUserId: null,
                createdAt: 1,
                updatedAt: 1,
              },
            ],
            updated: [
              { id: 'old', _status: 'updated', _changed: 'phone', name: 'never written', phone: '+1' },
            ],
            deleted: ['gone'],
          },
        },
      });
      expect(answer.results.map(({ id, status }) => [id, status])).toEqual([
        ['abcdefgh12345678', 'applied'],
        ['old', 'applied'],
        ['gone', 'applied'],
      ]);
      expect(answer.experimentalRejectedIds).toEqual({});
      expect(await contact('abcdefgh12345678')).toMatchObject({ name: 'Zoë 🌊', status: 'active' });
      expect(await contact('old')).toMatchObject({ name: 'Old', phone: '+1' });
      expect(await contact('gone')).toBeUndefined();
      expect(answer.results[0]?.record).toMatchObject({ id: 'abcdefgh12345678', name: 'Zoë 🌊' });
    });

    it('takes a list of changes, by table or singular, and answers in their order', async () => {
      const answer = await flow.push({
        deviceId: phone,
        changes: [
          {
            changeId: randomUUID(),
            entityType: 'deal',
            entityId: 'd1',
            operation: 'CREATE',
            payload: { title: 'Repair', contactId: 'c1', amount: '3500' },
          },
          {
            changeId: randomUUID(),
            entityType: 'contacts',
            entityId: 'c1',
            operation: 'create',
            payload: { name: 'Child before parent' },
          },
          {
            changeId: randomUUID(),
            entityType: 'contact',
            entityId: 'c1',
            operation: 'UPDATE',
            payload: { phone: '1' },
          },
        ],
      });
      expect(answer.results.map(({ table, status }) => [table, status])).toEqual([
        ['deals', 'applied'],
        ['contacts', 'applied'],
        ['contacts', 'applied'],
      ]);
      expect(answer.results[0]?.record).toMatchObject({ amount: '3500.00', contactId: 'c1' });
    });

    it('is in every read from the answered timestamp on', async () => {
      const { timestamp } = await flow.initial();
      const answer = await flow.push({
        deviceId: phone,
        changes: [{ entityType: 'contact', entityId: 'rw', operation: 'CREATE', payload: { name: 'R' } }],
      });
      expect(answer.timestamp).toBeGreaterThan(timestamp);
      const pulled = await flow.pull(timestamp);
      expect(pulled.timestamp).toBeGreaterThanOrEqual(answer.timestamp);
      expect(pulled.changes.contacts?.updated.map(({ id }) => id)).toContain('rw');
    });
  });

  describe('per field', () => {
    it('merges edits of different fields, and writes none that the device did not name', async () => {
      await flow.sql.query(`INSERT INTO contacts (id, name, phone) VALUES ('m', 'Name', '0')`);
      const { timestamp } = await flow.initial();
      await flow.push(update(tablet, timestamp, 'm', { email: 'a@b.example' }));
      const answer = await flow.push(update(phone, timestamp, 'm', { phone: '1' }));
      expect(answer.results[0]).toMatchObject({ status: 'merged', conflicts: [] });
      expect(await contact('m')).toMatchObject({ name: 'Name', phone: '1', email: 'a@b.example' });
    });

    it('settles a same-field conflict by the policy of the field and reports both values', async () => {
      await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('k', 'K')`);
      const { timestamp } = await flow.initial();
      await flow.push(update(tablet, timestamp, 'k', { phone: 'tablet', company: 'tablet' }));
      const answer = await flow.push(update(phone, timestamp, 'k', { phone: 'phone', company: 'phone' }));
      expect(answer.results[0]).toMatchObject({
        status: 'merged',
        conflicts: [
          { field: 'phone', yours: 'phone', theirs: 'tablet', kept: 'yours' },
          { field: 'company', yours: 'phone', theirs: 'tablet', kept: 'theirs' },
        ],
      });
      expect(await contact('k')).toMatchObject({ phone: 'phone', company: 'tablet' });
    });

    it('lets the newer edit win where the field says so, by a stamp that never counts as later than now', async () => {
      await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('n', 'N')`);
      const { timestamp } = await flow.initial();
      await flow.push(update(tablet, timestamp, 'n', { position: 'tablet' }));
      const stale = await flow.push(
        update(phone, timestamp, 'n', { position: 'phone', updatedAt: timestamp - 60_000 }),
      );
      expect(stale.results[0]).toMatchObject({ status: 'merged', conflicts: [{ kept: 'theirs' }] });
      const newer = await flow.push(
        update(phone, timestamp, 'n', { position: 'phone 2', updatedAt: Date.parse('2099-01-01T00:00:00Z') }),
      );
      expect(newer.results[0]).toMatchObject({ conflicts: [{ kept: 'yours' }] });
    });

    it('stores nothing at all with If-Conflict: abort', async () => {
      await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('x', 'X')`);
      const { timestamp } = await flow.initial();
      await flow.push(update(tablet, timestamp, 'x', { phone: 'tablet' }));
      const body = {
        deviceId: phone,
        lastPulledAt: timestamp,
        changes: [
          { entityType: 'contact', entityId: 'fresh', operation: 'CREATE', payload: { name: 'F' } },
          { entityType: 'contact', entityId: 'x', operation: 'UPDATE', payload: { phone: 'phone' } },
        ],
      };
      await expect(flow.push(body, { abortOnConflict: true })).rejects.toMatchObject({
        code: 'PUSH_CONFLICT',
        status: 409,
      });
      expect(await contact('fresh')).toBeUndefined();
      expect(await contact('x')).toMatchObject({ phone: 'tablet' });
    });

    it('sees no conflict in what the device itself pushed since its last pull', async () => {
      await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('own', 'O')`);
      const { timestamp } = await flow.initial();
      await flow.push(update(phone, timestamp, 'own', { phone: '1' }));
      const answer = await flow.push(update(phone, timestamp, 'own', { phone: '2' }));
      expect(answer.results[0]).toMatchObject({ status: 'applied', conflicts: [] });
    });
  });

  describe('when it comes again', () => {
    it('answers a repeated pushId of all kinds of results as before: applied, merged, unchanged, rejected (G1)', async () => {
      await flow.sql.query(
        `INSERT INTO contacts (id, name, phone) VALUES ('a', 'A', '1'), ('b', 'B', '1'), ('d', 'D', '1')`,
      );
      const { timestamp } = await flow.initial();
      await flow.sql.query(`UPDATE contacts SET phone = 'office' WHERE id = 'b'`);
      const raw = (id: string, fields: object): object => ({
        id,
        _status: 'updated',
        _changed: Object.keys(fields).join(),
        ...fields,
      });
      const body = {
        deviceId: phone,
        pushId: randomUUID(),
        lastPulledAt: timestamp,
        changes: {
          contacts: {
            created: [],
            updated: [raw('a', { phone: '2' }), raw('b', { phone: 'mine' }), raw('c', { phone: 3 })],
            deleted: ['d', 'never-there'],
          },
        },
      };
      const first = await flow.push(body);
      const again = await flow.push(body);

      expect(first.results.map(({ status }) => status)).toEqual([
        'applied',
        'merged',
        'rejected',
        'applied',
        'unchanged',
      ]);
      expect(again.results).toEqual(first.results.map((result) => ({ ...result, replayed: true })));
    });

    it('answers a repeated pushId as before, with the record as it is now, and changes nothing (G1, P5)', async () => {
      await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('r', 'R')`);
      const { timestamp } = await flow.initial();
      const body = update(phone, timestamp, 'r', { phone: 'mine' }, { pushId: randomUUID() });
      const first = await flow.push(body);
      await flow.push(update(tablet, first.timestamp, 'r', { phone: 'newer' }));
      const logRows = await flow.count('change_log');
      const again = await flow.push(body);
      expect(again.replayed).toBe(true);
      const [before] = first.results;
      const updatedAt: unknown = expect.any(Number);
      const record = { ...before?.record, phone: 'newer', updatedAt };
      expect(again.results).toEqual([{ ...before, record, replayed: true }]);
      expect(await contact('r')).toMatchObject({ phone: 'newer' });
      // Its own edit hid the newer one from it: the next pull brings the row, though nothing was written.
      expect(await flow.count('change_log')).toBe(logRows + 1);
      const pulled = await flow.pull(first.timestamp + 0, { deviceId: phone });
      expect(pulled.changes.contacts?.updated).toMatchObject([{ id: 'r', phone: 'newer' }]);
    });

    it('knows a repeated pushId whatever the order in which its fields are spelled (G1)', async () => {
      const pushId = randomUUID();
      const push = (row: object): Promise<{ replayed: boolean }> =>
        flow.push({
          pushId,
          deviceId: phone,
          changes: { contacts: { created: [row], updated: [], deleted: [] } },
        });
      await push({ id: 'spelled', name: 'S', phone: '1' });
      await expect(push({ phone: '1', id: 'spelled', name: 'S' })).resolves.toMatchObject({ replayed: true });
      await expect(push({ phone: 'S', id: 'spelled', name: '1' })).rejects.toMatchObject({
        code: 'IDEMPOTENCY_MISMATCH',
      });
    });

    it('refuses the same pushId or changeId with another content (G2)', async () => {
      const pushId = randomUUID();
      const changeId = randomUUID();
      const change = (name: string): object => ({
        entityType: 'contact',
        entityId: 'g2',
        operation: 'CREATE',
        payload: { name },
      });
      await flow.push({ pushId, deviceId: phone, changes: [change('one')] });
      await expect(flow.push({ pushId, deviceId: phone, changes: [change('two')] })).rejects.toMatchObject({
        code: 'IDEMPOTENCY_MISMATCH',
      });
      await flow.push({ deviceId: phone, changes: [{ ...change('one'), changeId, entityId: 'g2b' }] });
      await expect(
        flow.push({ deviceId: phone, changes: [{ ...change('two'), changeId, entityId: 'g2b' }] }),
      ).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    });

    it('repeats what an earlier version answered, whose hash says nothing to this one', async () => {
      const body = { pushId: randomUUID(), ...update(phone, null, 'g1-old', { phone: '1' }) };
      const first = await flow.push(body);
      await flow.sql.query('UPDATE push_result SET body_hash = $1 WHERE push_id = $2', [
        createHash('sha256').update('{}').digest('base64url'),
        body.pushId,
      ]);
      const again = await flow.push(body);
      expect(again.replayed).toBe(true);
      expect(again.results).toMatchObject(first.results.map(({ id, status }) => ({ id, status })));
    });

    it('knows each change by its changeId however the batches are cut (G4)', async () => {
      const changes = [1, 2, 3].map((n) => ({
        changeId: randomUUID(),
        entityType: 'contact',
        entityId: `b${n}`,
        operation: 'CREATE',
        payload: { name: `B${n}` },
      }));
      await flow.push({ deviceId: phone, changes: changes.slice(0, 2) });
      await flow.sql.query(`UPDATE contacts SET name = 'newer' WHERE id = 'b1'`);
      const answer = await flow.push({ deviceId: phone, changes });
      expect(answer.results.map(({ replayed }) => replayed)).toEqual([true, true, false]);
      expect(answer.replayed).toBe(false);
      expect(await contact('b1')).toMatchObject({ name: 'newer' });
    });

    it('never overwrites a newer edit with a push without ids that is sent again after a pull', async () => {
      await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('l', 'L')`);
      const { timestamp } = await flow.initial();
      await flow.push(update(phone, timestamp, 'l', { phone: 'mine' }));
      await flow.push(update(tablet, timestamp, 'l', { phone: 'newer' }));
      const pulled = await flow.pull(timestamp, { deviceId: phone });
      const again = await flow.push(update(phone, pulled.timestamp, 'l', { phone: 'mine' }));
      expect(again.results[0]).toMatchObject({ status: 'unchanged' });
      expect(await contact('l')).toMatchObject({ phone: 'newer' });
      const next = await flow.pull(pulled.timestamp, { deviceId: phone });
      expect(next.changes.contacts?.updated).toMatchObject([{ id: 'l', phone: 'newer' }]);
      expect((await flow.pull(next.timestamp, { deviceId: phone })).changes.contacts?.updated).toEqual([]);
    });

    it('writes the new field of a push that repeats an old one beside it', async () => {
      await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('p', 'P')`);
      const { timestamp } = await flow.initial();
      await flow.push(update(phone, timestamp, 'p', { phone: 'mine' }));
      await flow.push(update(tablet, timestamp, 'p', { phone: 'newer' }));
      const pulled = await flow.pull(timestamp, { deviceId: phone });
      await flow.push(update(phone, pulled.timestamp, 'p', { phone: 'mine', email: 'new@b.example' }));
      expect(await contact('p')).toMatchObject({ phone: 'newer', email: 'new@b.example' });
    });

    it('brings no deleted record back (no resurrection)', async () => {
      const created = {
        deviceId: phone,
        lastPulledAt: null,
        changes: { contacts: { created: [{ id: 'z', name: 'Z' }], updated: [], deleted: [] } },
      };
      await flow.push(created);
      await flow.push({
        deviceId: tablet,
        changes: [{ entityType: 'contact', entityId: 'z', operation: 'DELETE' }],
      });
      const again = await flow.push(created);
      expect(again.results[0]).toMatchObject({ status: 'rejected', code: 'GONE' });
      const late = await flow.push(update(phone, null, 'z', { phone: '1' }));
      expect(late.results[0]).toMatchObject({ status: 'rejected', code: 'GONE' });
      expect(await contact('z')).toBeUndefined();
      const deletedAgain = await flow.push({
        deviceId: phone,
        changes: [{ entityType: 'contact', entityId: 'z', operation: 'DELETE' }],
      });
      expect(deletedAgain.results[0]).toMatchObject({ status: 'unchanged' });
    });

    it('does not bring back a record whose deletion is no longer remembered, when the device was away for longer than that', async () => {
      const answer = await flow.push(update(phone, 1763690000123, 'forgotten', { phone: '1' }));
      expect(answer.results[0]).toMatchObject({ status: 'rejected', code: 'GONE' });
      const made = await flow.push({
        deviceId: phone,
        lastPulledAt: 1763690000123,
        changes: [
          { entityType: 'contact', entityId: 'made-offline', operation: 'CREATE', payload: { name: 'M' } },
        ],
      });
      expect(made.results[0]).toMatchObject({ status: 'applied' });
    });

    it('keeps apart what was sent of records of different tables that have the same id', async () => {
      await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('same', 'C')`);
      await flow.sql.query(`INSERT INTO deals (id, title) VALUES ('same', 'D')`);
      const change = (entityType: string, payload: object): object => ({
        entityType,
        entityId: 'same',
        operation: 'UPDATE',
        payload,
      });
      const push = (lastPulledAt: number, ...changes: object[]): Promise<unknown> =>
        flow.push({ deviceId: phone, lastPulledAt, changes });
      const { timestamp } = await flow.initial();
      await push(timestamp, change('contact', { phone: 'c' }), change('deal', { description: 'd' }));
      await push(timestamp, change('contact', { phone: 'c2' }), change('deal', { description: 'd2' }));
      const { rows } = await flow.sql.query<{ entity: number; sent: string }>(
        'SELECT entity, sent FROM push_ledger WHERE device_id = $1 ORDER BY entity',
        [phone],
      );
      const fields = rows.map(({ entity, sent }) => [entity, Object.keys(lastSentOf(sent).fields)]);
      expect(fields).toEqual([
        [2, ['phone']],
        [3, ['description']],
      ]);
    });

    it('remembers what it sent although retention takes the old entry away meanwhile', async () => {
      await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('old-entry', 'O'), ('new-entry', 'N')`);
      const { timestamp } = await flow.initial();
      const push = (phoneNumber: string): Promise<unknown> =>
        flow.push({
          deviceId: phone,
          lastPulledAt: timestamp,
          changes: ['old-entry', 'new-entry'].map((entityId) => ({
            entityType: 'contact',
            entityId,
            operation: 'UPDATE',
            payload: { phone: phoneNumber },
          })),
        });
      await push('1');
      await flow.sql.query(`
        CREATE FUNCTION test_retention() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN DELETE FROM push_ledger WHERE entity_id = 'old-entry'; RETURN NULL; END $$;
        CREATE TRIGGER test_retention AFTER UPDATE ON contacts FOR EACH STATEMENT EXECUTE FUNCTION test_retention()`);
      try {
        await push('2');
      } finally {
        await flow.sql.query('DROP FUNCTION test_retention CASCADE');
      }
      const { rows } = await flow.sql.query<{ id: string; sent: string }>(
        'SELECT entity_id AS id, sent FROM push_ledger WHERE device_id = $1 ORDER BY entity_id',
        [phone],
      );
      const sent = rows.map(({ id, sent: text }) => [id, lastSentOf(text).fields.phone?.value]);
      expect(sent).toEqual([
        ['new-entry', fingerprint('2')],
        ['old-entry', fingerprint('2')],
      ]);
    });

    it('has one effect when two copies are in flight at once (P6)', async () => {
      const body = {
        pushId: randomUUID(),
        deviceId: phone,
        changes: [{ entityType: 'contact', entityId: 'twin', operation: 'CREATE', payload: { name: 'T' } }],
      };
      const answers = await Promise.all([flow.push(body), flow.push(body), flow.push(body)]);
      expect(answers.filter(({ replayed }) => replayed)).toHaveLength(2);
      const { rows } = await flow.sql.query(`SELECT FROM change_log WHERE entity_id = 'twin' AND op = 'I'`);
      expect(rows).toHaveLength(1);
    });

    it('S3 takes an edit of nothing as often as it comes', async () => {
      await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('idle', 'I')`);
      const { timestamp } = await flow.initial();
      for (const fields of [{}, {}, { name: 'J' }, {}]) {
        const body = {
          deviceId: phone,
          lastPulledAt: timestamp,
          changes: [{ entityType: 'contact', entityId: 'idle', operation: 'UPDATE', payload: fields }],
        };
        const { results } = await flow.push(body);
        expect(results).toMatchObject([{ status: 'name' in fields ? 'applied' : 'unchanged' }]);
      }
    });

    it('edits a record that somebody else creates while it is creating it', async () => {
      const holder = new pg.Client({ connectionString: flow.database.url });
      await holder.connect();
      await holder.query('BEGIN');
      await holder.query(
        `INSERT INTO contacts (id, name, email) VALUES ('race', 'First', 'first@example.test')`,
      );
      const pushing = flow.push({
        deviceId: phone,
        changes: [
          { entityType: 'contact', entityId: 'race', operation: 'CREATE', payload: { name: 'Second' } },
        ],
      });
      await isBlocked(flow.sql, 'INSERT INTO contacts');
      await holder.query('COMMIT');
      await holder.end();

      expect((await pushing).results).toMatchObject([{ status: 'applied', id: 'race' }]);
      expect(await contact('race')).toMatchObject({ name: 'Second', email: 'first@example.test' });
    });
  });

  describe('with bad changes', () => {
    const bad: [string, object, string][] = [
      [
        'an unknown table',
        { entityType: 'spaceships', entityId: '1', operation: 'CREATE', payload: {} },
        'UNKNOWN_TABLE',
      ],
      [
        'the prototype as a table',
        { entityType: '__proto__', entityId: '1', operation: 'CREATE', payload: {} },
        'UNKNOWN_TABLE',
      ],
      [
        'an unknown field',
        { entityType: 'contact', entityId: '1', operation: 'CREATE', payload: { name: 'n', isAdmin: true } },
        'VALIDATION',
      ],
      [
        'a __proto__ key',
        {
          entityType: 'contact',
          entityId: '1',
          operation: 'CREATE',
          payload: JSON.parse('{"name":"n","__proto__":{"polluted":1}}') as object,
        },
        'VALIDATION',
      ],
      [
        'a NUL',
        { entityType: 'contact', entityId: '1', operation: 'CREATE', payload: { name: 'a\u0000b' } },
        'VALIDATION',
      ],
      [
        'a lone surrogate',
        { entityType: 'contact', entityId: '1', operation: 'CREATE', payload: { name: 'a\ud800b' } },
        'VALIDATION',
      ],
      [
        'a wrong type',
        { entityType: 'contact', entityId: '1', operation: 'CREATE', payload: { name: 5 } },
        'VALIDATION',
      ],
      [
        'a missing required field',
        { entityType: 'contact', entityId: '1', operation: 'CREATE', payload: { phone: '1' } },
        'VALIDATION',
      ],
      [
        'a value outside the closed set',
        {
          entityType: 'contact',
          entityId: '1',
          operation: 'CREATE',
          payload: { name: 'n', status: 'purple' },
        },
        'VALIDATION',
      ],
      [
        'money that is no number',
        { entityType: 'deal', entityId: '1', operation: 'CREATE', payload: { title: 't', amount: '1e3' } },
        'VALIDATION',
      ],
      [
        'money beyond the column',
        {
          entityType: 'deal',
          entityId: '1',
          operation: 'CREATE',
          payload: { title: 't', amount: '9999999999999' },
        },
        'VALIDATION',
      ],
      [
        'a reference to nothing',
        {
          entityType: 'deal',
          entityId: '1',
          operation: 'CREATE',
          payload: { title: 't', contactId: 'nobody' },
        },
        'REFERENCE_MISSING',
      ],
      [
        'an id that is too long',
        { entityType: 'contact', entityId: 'x'.repeat(37), operation: 'CREATE', payload: { name: 'n' } },
        'VALIDATION',
      ],
      [
        'an id with a NUL',
        { entityType: 'contact', entityId: 'x\u0000', operation: 'CREATE', payload: { name: 'n' } },
        'VALIDATION',
      ],
      [
        'a table that clients may not create in',
        { entityType: 'product', entityId: 'p', operation: 'CREATE', payload: { name: 'n' } },
        'NOT_WRITABLE',
      ],
    ];

    it.each(bad)(
      'rejects %s, stores its neighbours and keeps it in quarantine (G9, H1, H2, H10)',
      async (_name, change, code) => {
        const answer = await flow.push({
          deviceId: phone,
          changes: [
            {
              entityType: 'contact',
              entityId: `l${phone.slice(0, 8)}`,
              operation: 'CREATE',
              payload: { name: 'left' },
            },
            change,
            {
              entityType: 'contact',
              entityId: `r${phone.slice(0, 8)}`,
              operation: 'CREATE',
              payload: { name: 'right' },
            },
          ],
        });
        expect(answer.results.map(({ status }) => status)).toEqual(['applied', 'rejected', 'applied']);
        expect(answer.results[1]).toMatchObject({ code });
        expect(Object.values(answer.experimentalRejectedIds).flat()).toHaveLength(1);
        const { rows } = await flow.sql.query(
          `SELECT code, state FROM quarantine WHERE device_id = $1 AND kind = 'push'`,
          [phone],
        );
        expect(rows).toEqual([{ code, state: 'open' }]);
        expect(Reflect.get({}, 'polluted')).toBeUndefined();
      },
    );

    it('keeps one quarantine entry for a change that is sent again, and resolves it once it is accepted', async () => {
      const change = (name: unknown): object => ({
        deviceId: phone,
        changes: [{ entityType: 'contact', entityId: 'q', operation: 'CREATE', payload: { name } }],
      });
      await flow.push(change(5));
      await flow.push(change(6));
      const open = await flow.sql.query(
        `SELECT attempts FROM quarantine WHERE device_id = $1 AND state = 'open'`,
        [phone],
      );
      expect(open.rows).toEqual([{ attempts: 2 }]);
      await flow.push(change('good'));
      const after = await flow.sql.query(`SELECT state FROM quarantine WHERE device_id = $1`, [phone]);
      expect(after.rows).toEqual([{ state: 'resolved' }]);
    });

    it('applies a rejected change once a person has corrected it, in the name of who sent it', async () => {
      const id = `fix${phone.slice(0, 8)}`;
      await flow.push({
        deviceId: phone,
        changes: [
          {
            entityType: 'contact',
            entityId: id,
            operation: 'CREATE',
            payload: { name: 'NUL \u0000', status: 'purple' },
          },
        ],
      });
      const { rows } = await flow.sql.query<{ payload: object }>(
        `SELECT payload FROM quarantine WHERE device_id = $1`,
        [phone],
      );
      const stored = rows[0]?.payload;
      const entry = { entity: 'contacts', userId: 'admin-1' } as QuarantineEntry;
      const reapply = (payload: unknown): Promise<Reapplication> =>
        flow.dataSource.transaction((tx) => flow.reappliers.get('push').reapply(tx, entry, payload));
      expect(stored).toMatchObject({ operation: 'CREATE', id });
      expect(await reapply({ ...stored, payload: { name: 'Good', status: 'purple' } })).toMatchObject({
        applied: false,
        code: 'VALIDATION',
      });
      expect(await reapply('nonsense')).toMatchObject({ applied: false, code: 'VALIDATION' });
      expect(await contact(id)).toBeUndefined();
      expect(await reapply({ ...stored, payload: { name: 'Good' } })).toEqual({ applied: true });
      expect(await contact(id)).toMatchObject({ name: 'Good', status: 'active' });
    });

    it.each([
      ['no object', []],
      ['no changes', {}],
      ['changes of a wrong shape', { changes: 'all' }],
      ['a table that is no object', { changes: { contacts: [] } }],
      [
        'an operation that does not exist',
        { changes: [{ entityType: 'contact', entityId: '1', operation: 'MERGE' }] },
      ],
      ['a bad cursor', { lastPulledAt: 'yesterday', changes: [] }],
      ['a bad device', { deviceId: 'mine', changes: [] }],
      ['a bad pushId', { pushId: 'a b', changes: [] }],
    ])('refuses a batch with %s as a whole', async (_name, body) => {
      await expect(flow.push(body)).rejects.toMatchObject({ code: 'VALIDATION' });
    });

    it('takes 1000 changes a call and names the limit for more', async () => {
      const changes = Array.from({ length: 1001 }, (_, n) => ({
        entityType: 'contact',
        entityId: `many${n}`,
        operation: 'CREATE',
        payload: { name: 'n' },
      }));
      await expect(flow.push({ changes })).rejects.toMatchObject({
        code: 'TOO_LARGE',
        options: { extra: { limit: 1000 } },
      });
      const answer = await flow.push({ changes: changes.slice(0, 1000) });
      expect(answer.results.every(({ status }) => status === 'applied')).toBe(true);
    });
  });

  describe('while somebody else holds a record', () => {
    it('queues its changes in order, applies the neighbours at once, and applies the queued ones later', async () => {
      await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('held', 'H'), ('free', 'F')`);
      const { timestamp } = await flow.initial();
      const holder = new pg.Client({ connectionString: flow.database.url });
      await holder.connect();
      await holder.query('BEGIN');
      await holder.query(`UPDATE contacts SET email = 'holder' WHERE id = 'held'`);
      const change = (entityId: string, payload: object): object => ({
        entityType: 'contact',
        entityId,
        operation: 'UPDATE',
        payload,
      });
      const answer = await flow.push({
        deviceId: phone,
        lastPulledAt: timestamp,
        changes: [change('held', { phone: '1' }), change('free', { phone: '1' })],
      });
      expect(answer.results.map(({ status }) => status)).toEqual(['queued', 'applied']);
      const behind = await flow.push({
        deviceId: phone,
        lastPulledAt: timestamp,
        changes: [change('held', { phone: '2' })],
      });
      expect(behind.results[0]?.status).toBe('queued');
      expect(await flow.pending.count(null)).toMatchObject({ queued: 2 });
      expect(await flow.applier.run()).toBeGreaterThan(0);
      expect(await flow.pending.count(null)).toMatchObject({ queued: 2 });

      await holder.query('COMMIT');
      await holder.end();
      await flow.sql.query('UPDATE push_pending SET run_after = now()');
      await flow.applier.run();
      expect(await flow.pending.count(null)).toMatchObject({ queued: 0 });
      expect(await contact('held')).toMatchObject({ phone: '2', email: 'holder' });
      const pulled = await flow.pull(timestamp, { deviceId: phone });
      expect(pulled.changes.contacts?.updated.find(({ id }) => id === 'held')).toMatchObject({ phone: '2' });
    });

    it('does not repeat a queued change over a newer edit, nor let a disabled account hold up the others', async () => {
      await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('held2', 'H')`);
      await flow.addUser('leaver', 1);
      const { timestamp } = await flow.initial();
      const holder = new pg.Client({ connectionString: flow.database.url });
      await holder.connect();
      await holder.query('BEGIN');
      await holder.query(`UPDATE contacts SET email = 'holder' WHERE id = 'held2'`);
      const body = update(phone, timestamp, 'held2', { phone: 'mine' });
      const leaving = {
        changes: [{ entityType: 'contact', entityId: 'held2', operation: 'UPDATE', payload: { notes: 'n' } }],
      };
      await flow.push(leaving, { principal: { userId: 'leaver', role: 'agent', sessionId: 's' } });
      expect((await flow.push(body)).results[0]?.status).toBe('queued');
      await holder.query('COMMIT');
      await holder.end();
      await flow.sql.query(`UPDATE users SET status = false WHERE id = 'leaver'`);
      await flow.applier.run();
      expect(await contact('held2')).toMatchObject({ phone: 'mine', notes: null, email: 'holder' });
      const kept = await flow.sql.query(`SELECT state FROM quarantine WHERE user_id = 'leaver'`);
      expect(kept.rows).toEqual([{ state: 'open' }]);

      await flow.push(update(tablet, null, 'held2', { phone: 'newer' }));
      expect((await flow.push(body)).results[0]?.status).toBe('unchanged');
      expect(await contact('held2')).toMatchObject({ phone: 'newer' });
    });
  });

  describe('within a scope (I4, I5)', () => {
    const agent: Principal = { userId: 'agent-1', role: 'agent', sessionId: 's' };

    it('rejects edits and deletions of what belongs to somebody else, and changes nothing', async () => {
      await flow.sql.query(
        `INSERT INTO contacts (id, name, assigned_to_user_id) VALUES ('foreign', 'F', 'agent-2')`,
      );
      const answer = await flow.push(
        {
          changes: [
            { entityType: 'contact', entityId: 'foreign', operation: 'UPDATE', payload: { phone: '1' } },
            {
              entityType: 'deal',
              entityId: 'dd',
              operation: 'CREATE',
              payload: { title: 't', contactId: 'foreign' },
            },
          ],
        },
        { principal: agent },
      );
      expect(answer.results.map(({ code }) => code)).toEqual(['FORBIDDEN', 'REFERENCE_MISSING']);
      expect(answer.results[0]?.record).toBeNull();
      expect(await contact('foreign')).toMatchObject({ phone: null });
    });

    it('lets an agent hand a record over: it leaves its scope', async () => {
      await flow.sql.query(
        `INSERT INTO contacts (id, name, assigned_to_user_id) VALUES ('mine', 'M', 'agent-1')`,
      );
      const { timestamp } = await flow.initial({ principal: agent });
      await flow.push(
        {
          changes: [
            {
              entityType: 'contact',
              entityId: 'mine',
              operation: 'UPDATE',
              payload: { assignedToUserId: 'agent-2' },
            },
          ],
        },
        { principal: agent },
      );
      expect((await flow.pull(timestamp, { principal: agent })).changes.contacts?.deleted).toEqual(['mine']);
    });

    it('gives a subscriber nothing to write', async () => {
      const subscriber: Principal = { userId: 'agent-2', role: 'subscriber', sessionId: 's' };
      const answer = await flow.push(
        {
          changes: [
            { entityType: 'contact', entityId: 's1', operation: 'CREATE', payload: { name: 'n' } },
            { entityType: 'user', entityId: 'agent-2', operation: 'UPDATE', payload: { name: 'n' } },
          ],
        },
        { principal: subscriber },
      );
      expect(answer.results.map(({ code }) => code)).toEqual(['UNKNOWN_TABLE', 'NOT_WRITABLE']);
    });
  });

  it("makes a person's edit of an imported field an override, and releases it (O7)", async () => {
    await flow.sql.query(
      `INSERT INTO products (id, external_id, name, price, upstream) VALUES ('pr', '15', 'P', 100, '{"price": "100.00"}')`,
    );
    await flow.push({
      deviceId: phone,
      changes: [
        {
          entityType: 'product',
          entityId: 'pr',
          operation: 'UPDATE',
          payload: { price: '90', costPrice: '40' },
        },
      ],
    });
    const { rows } = await flow.sql.query<{ price: string; overrides: Record<string, { by: string }> }>(
      `SELECT price, overrides FROM products WHERE id = 'pr'`,
    );
    expect(rows[0]).toMatchObject({ price: '90.00', overrides: { price: { by: 'admin-1' } } });
    expect(Object.keys(rows[0]?.overrides ?? {})).toEqual(['price']);
    await flow.editor.releaseOverride('products', 'pr', 'price', ADMIN);
    const after = await flow.sql.query(`SELECT price, overrides FROM products WHERE id = 'pr'`);
    expect(after.rows[0]).toEqual({ price: '100.00', overrides: {} });
    await expect(flow.editor.releaseOverride('products', 'pr', 'price', ADMIN)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('edits single records for REST by the same rules, and refuses a stale If-Match (S5)', async () => {
    const { id } = await flow.editor.apply(
      { table: 'contacts', operation: 'create', fields: { name: 'Rest' } },
      ADMIN,
    );
    const etag = await flow.editor.etag('contacts', id, ADMIN);
    await flow.editor.apply(
      { table: 'contacts', operation: 'update', id, fields: { phone: '1' }, ifMatch: etag ?? '' },
      ADMIN,
    );
    await expect(
      flow.editor.apply(
        { table: 'contacts', operation: 'update', id, fields: { phone: '2' }, ifMatch: etag ?? '' },
        ADMIN,
      ),
    ).rejects.toMatchObject({ code: 'STALE_RECORD', status: 412 });
    await expect(
      flow.editor.apply(
        { table: 'contacts', operation: 'update', id: 'nothing', fields: { phone: '2' } },
        ADMIN,
      ),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(
      flow.editor.apply({ table: 'contacts', operation: 'create', id, fields: { name: 'again' } }, ADMIN),
    ).rejects.toMatchObject({ code: 'CONFLICT' });
    await flow.editor.apply({ table: 'contacts', operation: 'delete', id, fields: {} }, ADMIN);
    expect(await flow.editor.etag('contacts', id, ADMIN)).toBeNull();
  });

  it('retries deadlocks and crossed pushes inside, with one effect each (B6)', async () => {
    const ids = Array.from({ length: 20 }, (_, n) => `dl${n}`);
    await flow.push({
      changes: ids.map((entityId) => ({
        entityType: 'contact',
        entityId,
        operation: 'CREATE',
        payload: { name: 'n', notes: '' },
      })),
    });
    const pushes = Array.from({ length: 12 }, (_, n) => {
      const order = n % 2 === 0 ? ids : [...ids].reverse();
      return flow.push({
        changes: order.map((entityId) => ({
          entityType: 'contact',
          entityId,
          operation: 'UPDATE',
          payload: { phone: String(n) },
        })),
      });
    });
    const answers = await Promise.all(pushes);
    expect(answers.every(({ results }) => results.every(({ status }) => status !== 'rejected'))).toBe(true);
  });
});

/** Ends when a statement like this waits for somebody else's transaction. */
async function isBlocked(sql: pg.Pool | pg.Client, statement: string): Promise<void> {
  for (;;) {
    const { rowCount } = await sql.query(
      `SELECT FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%' || $1 || '%'`,
      [statement],
    );
    if (rowCount !== 0) {
      return;
    }
    await sleep(10);
  }
}
