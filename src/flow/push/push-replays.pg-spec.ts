import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FlowContext } from '../../../test/support/flow/flow-context.js';
import type { Principal } from '../../kernel/principal.js';

/** Histories that the property test of test/convergence found, each as short as it gets. */
describe('a push that comes again in another shape (S3, G1, G3)', () => {
  let flow: FlowContext;
  let phone: string;
  let start: number;

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
    await flow.sql.query('DELETE FROM contacts');
    await flow.sql.query(`INSERT INTO contacts (id, name) VALUES ('c', 'C')`);
    phone = randomUUID();
    await flow.addDevice(phone, 'admin-1');
    start = (await flow.initial()).timestamp;
  });

  const stored = async (): Promise<Record<string, unknown> | undefined> =>
    (await flow.sql.query<Record<string, unknown>>(`SELECT * FROM contacts WHERE id = 'c'`)).rows[0];

  const office = async (phoneNumber: string): Promise<void> => {
    await flow.sql.query(`UPDATE contacts SET phone = $1 WHERE id = 'c'`, [phoneNumber]);
  };

  const now = async (): Promise<number> => (await flow.pull(start, { deviceId: phone })).timestamp;

  const watermelon = (lastPulledAt: number, fields: object, extra: object = {}): object => ({
    deviceId: phone,
    lastPulledAt,
    changes: {
      contacts: {
        created: [],
        updated: [{ id: 'c', _status: 'updated', _changed: Object.keys(fields).join(','), ...fields }],
        deleted: [],
      },
    },
    ...extra,
  });

  const list = (lastPulledAt: number, ...payloads: object[]): object => ({
    deviceId: phone,
    lastPulledAt,
    changes: payloads.map((payload) => ({
      entityType: 'contact',
      entityId: 'c',
      operation: 'UPDATE',
      payload,
    })),
  });

  it('keeps a newer edit when several unnamed changes to one record are repeated', async () => {
    await flow.push(list(start, { phone: 'a' }, { phone: 'b' }, { email: 'e' }));
    await office('newer');

    await flow.push(list(start, { phone: 'a' }, { phone: 'b' }, { email: 'e' }));
    expect(await stored()).toMatchObject({ phone: 'newer', email: 'e' });
    await flow.push(list(await now(), { phone: 'a' }, { phone: 'b' }, { email: 'e' }, { phone: 'c' }));

    expect(await stored()).toMatchObject({ phone: 'c' });
  });

  it('does not go back to the first of several unnamed changes', async () => {
    await flow.push(list(start, { phone: 'a' }, { phone: 'b' }));

    await flow.push(list(start, { phone: 'a' }, { phone: 'b' }));

    expect(await stored()).toMatchObject({ phone: 'b' });
  });

  it('stores the same value again when the last push did not name the field any more', async () => {
    await flow.push(watermelon(start, { phone: 'a' }));
    await flow.push(watermelon(await now(), { email: 'e' }));
    await office('theirs');

    await flow.push(watermelon(await now(), { email: 'e', phone: 'a' }));

    expect(await stored()).toMatchObject({ phone: 'a' });
  });

  it('stores the same value again when the change has an id of its own', async () => {
    const change = (): object => ({
      deviceId: phone,
      lastPulledAt: start,
      changes: [
        {
          changeId: randomUUID(),
          entityType: 'contact',
          entityId: 'c',
          operation: 'UPDATE',
          payload: { phone: 'a' },
        },
      ],
    });
    await flow.push(change());
    await office('theirs');

    await flow.push(change());

    expect(await stored()).toMatchObject({ phone: 'a' });
  });

  it('sends a row again when the first answer already held what the device does not show', async () => {
    await flow.push(watermelon(start, { phone: 'mine' }));
    await office('newer');
    const body = watermelon(await now(), { phone: 'mine', email: 'e' }, { pushId: randomUUID() });
    await flow.push(body); // the answer is lost, and the next pull is hidden by the unsent edit
    const hidden = await now();

    await flow.push(body);

    const { changes } = await flow.pull(hidden, { deviceId: phone });
    expect(changes.contacts?.updated).toMatchObject([{ id: 'c', phone: 'newer', email: 'e' }]);
  });

  it('sends a record again that the device creates and the server has', async () => {
    const created = {
      deviceId: phone,
      changes: { contacts: { created: [{ id: 'n', name: 'N' }], updated: [], deleted: [] } },
    };
    await flow.push(created);
    const hidden = await now(); // WatermelonDB keeps its own record as it is

    await flow.push(created);

    const { changes } = await flow.pull(hidden, { deviceId: phone });
    expect(changes.contacts?.updated.map(({ id }) => id)).toEqual(['n']);
  });

  it('takes a record from the device that created it for somebody else (SYNC-PROTOCOL §4, §8)', async () => {
    const agent: Principal = { userId: 'agent-1', role: 'agent', sessionId: 's' };
    const { timestamp } = await flow.initial({ principal: agent });

    await flow.push(
      {
        changes: [
          {
            entityType: 'contact',
            entityId: 'theirs',
            operation: 'CREATE',
            payload: { name: 'N', assignedToUserId: 'agent-2' },
          },
        ],
      },
      { principal: agent },
    );

    expect((await flow.pull(timestamp, { principal: agent })).changes.contacts?.deleted).toEqual(['theirs']);
  });

  it('takes a record from a device that edits what it may no longer see (SYNC-PROTOCOL §8)', async () => {
    const agent: Principal = { userId: 'agent-1', role: 'agent', sessionId: 's' };
    await flow.sql.query(`UPDATE contacts SET assigned_to_user_id = 'agent-2' WHERE id = 'c'`);
    const { timestamp } = await flow.initial({ principal: agent }); // a replacement keeps unsent records

    const answer = await flow.push(
      { changes: [{ entityType: 'contact', entityId: 'c', operation: 'UPDATE', payload: { phone: '1' } }] },
      { principal: agent },
    );

    expect(answer.results).toMatchObject([{ status: 'rejected', code: 'FORBIDDEN' }]);
    expect((await flow.pull(timestamp, { principal: agent })).changes.contacts?.deleted).toEqual(['c']);
  });
});
