import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AUTH_ADMIN, type AuthApp, startAuthApp } from '../../../test/support/auth/auth-app.js';
import { authPeople, PASSWORD, REFUSED, summary } from '../../../test/support/auth/auth-people.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/postgres/test-database.js';

let database: TestDatabase;
let auth: AuthApp;
const { login, newAgent } = authPeople(() => auth);

beforeAll(async () => {
  database = await createTestDatabase();
  // Two processes at once: one of them makes the first admin.
  const [first, second] = await Promise.all([startAuthApp(database.url), startAuthApp(database.url)]);
  auth = first;
  await second.close();
});
afterAll(async () => {
  await auth.close();
  await database.drop();
});
beforeEach(async () => {
  await auth.database.query('DELETE FROM login_throttle');
});

describe('login', () => {
  it('makes the first admin once, and a later ADMIN_PASSWORD does not overwrite it', async () => {
    const later = await startAuthApp(database.url, { ADMIN_PASSWORD: 'Another-Kettle-43' });
    try {
      const rows = await auth.database.query(`SELECT FROM users WHERE email = $1`, [AUTH_ADMIN.login]);
      expect(rows).toHaveLength(1);
      expect(await login(AUTH_ADMIN.login, 'Another-Kettle-43')).toEqual(REFUSED);
      expect((await auth.signIn(AUTH_ADMIN.login, AUTH_ADMIN.password)).accessToken).toBeDefined();
    } finally {
      await later.close();
    }
  });

  it('answers tokens that nobody may cache', async () => {
    const answer = await auth.call('POST', '/api/auth/login', { body: AUTH_ADMIN });

    expect(answer.body).toEqual({
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      expiresIn: 900,
      mustChangePassword: false,
    });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('H17 takes an e-mail address in any case and width, and no other letter for it', async () => {
    expect((await auth.signIn('  ROOT@Example.TEST ', AUTH_ADMIN.password)).accessToken).toBeDefined();
    expect((await auth.signIn('ｒｏｏｔ@example.test', AUTH_ADMIN.password)).accessToken).toBeDefined();
    expect(await login('rооt@example.test', AUTH_ADMIN.password)).toEqual(REFUSED);
  });

  it('I9 answers the same for a wrong password, a disabled account and one that does not exist', async () => {
    const agent = await newAgent();
    const wrong = await auth.call('POST', '/api/auth/login', {
      body: { login: agent.email, password: 'wrong one 123' },
    });
    await auth.database.query('UPDATE users SET status = false WHERE id = $1', [agent.id]);
    const disabled = await auth.call('POST', '/api/auth/login', {
      body: { login: agent.email, password: PASSWORD },
    });
    const unknown = await auth.call('POST', '/api/auth/login', {
      body: { login: 'no@example.test', password: PASSWORD },
    });

    expect(wrong.body).toEqual({ code: 'BAD_CREDENTIALS', detail: expect.any(String) });
    expect([disabled.status, disabled.body]).toEqual([wrong.status, wrong.body]);
    expect([unknown.status, unknown.body]).toEqual([wrong.status, wrong.body]);
  });

  it.each([
    ['a NUL', { login: 'a\u0000b', password: 'x' }],
    ['a lone surrogate', { login: 'a\ud800', password: 'x' }],
    ['a number', { login: 7, password: 'x' }],
    ['an object', { login: { $ne: '' }, password: 'x' }],
    ['a list', { login: ['a'], password: 'x' }],
    ['nothing', {}],
    ['an unknown field', { login: 'a', password: 'x', role: 2 }],
    ['a long password', { login: 'a', password: 'x'.repeat(201) }],
  ])('H1 H2 H11 refuses %s in the body', async (_, body) => {
    expect(await summary(auth.call('POST', '/api/auth/login', { body }))).toEqual({
      status: 400,
      code: 'VALIDATION',
    });
  });
});
