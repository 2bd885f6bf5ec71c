import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type AuthApp, startAuthApp } from '../../../test/support/auth/auth-app.js';
import { authPeople } from '../../../test/support/auth/auth-people.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/postgres/test-database.js';
import { AuthJanitor } from './auth.janitor.js';

let database: TestDatabase;
let auth: AuthApp;
const { closed, newAgent } = authPeople(() => auth);

beforeAll(async () => {
  database = await createTestDatabase();
  auth = await startAuthApp(database.url);
});
afterAll(async () => {
  await auth.close();
  await database.drop();
});
beforeEach(async () => {
  await auth.database.query('DELETE FROM login_throttle');
});

describe('the janitor', () => {
  it('removes what is over and keeps what is live', async () => {
    const agent = await newAgent();
    const gone = await newAgent();
    await auth.database.query(
      `UPDATE auth_sessions SET revoked_at = now() - interval '31 days', revoked_reason = 'logout' WHERE user_id = $1`,
      [gone.id],
    );
    await auth.database.query(
      `INSERT INTO login_throttle VALUES ('address:old', now() - interval '2 hours')`,
    );
    await auth.app.get(AuthJanitor).purge();

    expect(await auth.database.query('SELECT FROM auth_sessions WHERE user_id = $1', [gone.id])).toEqual([]);
    expect(await auth.database.query(`SELECT FROM login_throttle WHERE key = 'address:old'`)).toEqual([]);
    expect(await closed(agent.token)).toMatchObject({ status: 200 });
  });
});
