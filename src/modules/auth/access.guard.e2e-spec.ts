import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type AuthApp, startAuthApp } from '../../../test/support/auth/auth-app.js';
import { authPeople, summary } from '../../../test/support/auth/auth-people.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/postgres/test-database.js';

let database: TestDatabase;
let auth: AuthApp;
const { adminToken, newAgent } = authPeople(() => auth);

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

describe('access to routes', () => {
  it('X4 is closed by default, open where a route says so, and restricted by role', async () => {
    const agent = await newAgent();

    expect((await auth.call('GET', '/api/probe/open')).status).toBe(200);
    expect(await summary(auth.call('GET', '/api/probe/closed'))).toEqual({
      status: 401,
      code: 'UNAUTHENTICATED',
    });
    expect((await auth.call('GET', '/api/probe/closed', { token: agent.token })).body).toMatchObject({
      userId: agent.id,
      role: 'agent',
    });
    expect(await summary(auth.call('GET', '/api/probe/admins', { token: agent.token }))).toEqual({
      status: 403,
      code: 'FORBIDDEN',
    });
    expect((await auth.call('GET', '/api/probe/admins', { token: await adminToken() })).status).toBe(200);
  });

  it('I6 shows the accounts to admins only', async () => {
    const agent = await newAgent();
    for (const [method, url] of [
      ['GET', '/api/users'],
      ['POST', '/api/users'],
      ['PATCH', `/api/users/${agent.id}`],
      ['POST', `/api/users/${agent.id}/one-time-code`],
    ] as const) {
      const answer = await auth.call(method, url, {
        token: agent.token,
        ...(method === 'GET' ? {} : { body: {} }),
      });
      expect(answer.status).toBe(403);
    }
  });
});
