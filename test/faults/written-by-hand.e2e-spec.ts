import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app/test-app.js';
import { FaultClient, type PullBody } from './fault-client.js';
import { Onlooker } from './onlooker.js';

describe('B17 what an operator writes by hand reaches the devices', () => {
  let app: TestApp;
  let phone: FaultClient;
  let operator: Onlooker;
  let since: number;

  beforeAll(async () => {
    app = await startTestApp();
    phone = await FaultClient.signIn(app.url);
    operator = await Onlooker.open(app.databaseUrl);
    since = (await phone.initial()).body.timestamp;
  });
  afterAll(async () => {
    await operator.close();
    await app.close();
  });

  /** What arrived since the last look. */
  const arrived = async (): Promise<{ updated: unknown[]; deleted: readonly string[] }> => {
    const { body } = await phone.pull(since);
    since = body.timestamp;
    return entriesOf(body);
  };

  it.each([
    [
      'an insert',
      `INSERT INTO contacts (id, name) VALUES ('a', 'A'), ('b', 'B'), ('c', 'C')`,
      ['a', 'b', 'c'],
      [],
    ],
    ['an update', `UPDATE contacts SET phone = '1' WHERE id IN ('a', 'b')`, ['a', 'b'], []],
    ['an update that changes nothing', `UPDATE contacts SET phone = '1' WHERE id = 'a'`, [], []],
    ['a change of the key', `UPDATE contacts SET id = 'z' WHERE id = 'c'`, ['z'], ['c']],
    ['a deletion', `DELETE FROM contacts WHERE id = 'z'`, [], ['z']],
    [
      'a session whose ordinary triggers are off',
      `SET session_replication_role = replica; UPDATE contacts SET phone = '2' WHERE id = 'b'; RESET session_replication_role`,
      ['b'],
      [],
    ],
    [
      'one statement inside a block',
      `DO $$ BEGIN INSERT INTO contacts (id, name) VALUES ('d', 'D'); END $$`,
      ['d'],
      [],
    ],
    ['TRUNCATE', `TRUNCATE contacts CASCADE`, [], ['a', 'b', 'd']],
  ])('%s', async (_, sql, updated, deleted) => {
    await operator.query(sql);

    expect(await arrived()).toEqual({ updated, deleted });
  });
});

function entriesOf(body: PullBody): { updated: unknown[]; deleted: readonly string[] } {
  const { updated = [], deleted = [] } = body.changes.contacts ?? {};
  return { updated: updated.map(({ id }) => id).sort(), deleted: [...deleted].sort() };
}
