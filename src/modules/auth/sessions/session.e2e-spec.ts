import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Answer, type AuthApp, startAuthApp } from '../../../../test/support/auth/auth-app.js';
import {
  authPeople,
  letStatesAge,
  PASSWORD,
  REFUSED,
  REVOKED,
  summary,
} from '../../../../test/support/auth/auth-people.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/postgres/test-database.js';

let database: TestDatabase;
let auth: AuthApp;
let other: AuthApp;
const { closed, login, newAgent } = authPeople(() => auth);

beforeAll(async () => {
  database = await createTestDatabase();
  [auth, other] = await Promise.all([startAuthApp(database.url), startAuthApp(database.url)]);
});
afterAll(async () => {
  await Promise.all([auth.close(), other.close()]);
  await database.drop();
});
beforeEach(async () => {
  await auth.database.query('DELETE FROM login_throttle');
});

describe('refresh', () => {
  const refresh = (refreshToken: string): Promise<Answer> =>
    auth.call('POST', '/api/auth/refresh', { body: { refreshToken } });

  it('I3 rotates, and a second use of a token ends the session and every token of it', async () => {
    const agent = await newAgent();
    const first = await refresh(agent.refreshToken);
    expect(first.status).toBe(200);
    expect(await closed(first.body.accessToken as string)).toMatchObject({ status: 200 });

    expect(await summary(refresh(agent.refreshToken))).toEqual(REVOKED);
    expect(await summary(refresh(first.body.refreshToken as string))).toEqual(REVOKED);
    expect(await closed(first.body.accessToken as string)).toEqual(REVOKED);
  });

  it('I3 lets at most one of ten uses at once through, and ends the session', async () => {
    const agent = await newAgent();
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(agent.refreshToken)));

    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    const winner = answers.find((answer) => answer.status === 200)!;
    expect(await summary(refresh(winner.body.refreshToken as string))).toEqual(REVOKED);
  });

  it('refuses a token that is not ours, too old, or an access token', async () => {
    const agent = await newAgent();
    const unauthenticated = { status: 401, code: 'UNAUTHENTICATED' };
    expect(await summary(refresh('x'.repeat(43)))).toEqual(unauthenticated);
    expect(await summary(refresh(agent.token))).toEqual(unauthenticated);
    await auth.database.query(
      `UPDATE refresh_tokens SET expires_at = now() - interval '1 second'
      WHERE session_id IN (SELECT id FROM auth_sessions WHERE user_id = $1)`,
      [agent.id],
    );
    expect(await summary(refresh(agent.refreshToken))).toEqual(unauthenticated);
  });

  it('stores neither the token nor the password', async () => {
    const agent = await newAgent();
    const [stored] = await auth.database.query<{ text: string }>(
      `SELECT concat((SELECT string_agg(t::text, '') FROM refresh_tokens t),
                     (SELECT string_agg(c::text, '') FROM user_credentials c)) AS text`,
    );

    expect(stored!.text).toContain('$argon2id$');
    expect(stored!.text).not.toContain(agent.refreshToken);
    expect(stored!.text).not.toContain(PASSWORD);
  });
});

describe('the end of a session', () => {
  it('I2 a logout is obeyed here at once and in another process within the 2 s of its cache', async () => {
    const agent = await newAgent();
    expect(await closed(agent.token, other)).toMatchObject({ status: 200 });
    expect((await auth.call('POST', '/api/auth/logout', { token: agent.token })).status).toBe(204);

    expect(await closed(agent.token)).toEqual(REVOKED);
    letStatesAge(other);
    expect(await closed(agent.token, other)).toEqual(REVOKED);
  });

  it('I2 a change of the password ends the other sessions and keeps this one', async () => {
    const agent = await newAgent();
    const second = await auth.signIn(agent.email, PASSWORD);
    const changed = await auth.call('POST', '/api/auth/change-password', {
      token: agent.token,
      body: { currentPassword: PASSWORD, newPassword: 'nine quick red trains' },
    });

    expect(changed.status).toBe(200);
    expect(await closed(agent.token)).toMatchObject({ status: 200 });
    expect(await closed(changed.body.accessToken as string)).toMatchObject({ status: 200 });
    expect(await closed(second.accessToken!)).toEqual(REVOKED);
    expect(await login(agent.email, PASSWORD)).toEqual(REFUSED);
    expect(await login(agent.email, 'nine quick red trains')).toMatchObject({ status: 200 });
  });

  it('I2 a disabled account, also by plain SQL, is refused within 2 s and cannot refresh', async () => {
    const agent = await newAgent();
    expect(await closed(agent.token)).toMatchObject({ status: 200 });
    await auth.database.query('UPDATE users SET status = false WHERE id = $1', [agent.id]);
    letStatesAge(auth);

    expect(await closed(agent.token)).toEqual(REVOKED);
    expect(
      await summary(auth.call('POST', '/api/auth/refresh', { body: { refreshToken: agent.refreshToken } })),
    ).toEqual(REVOKED);
  });

  it('I2 a lowered role is obeyed within 2 s', async () => {
    const admin = await newAgent('admin');
    expect((await auth.call('GET', '/api/probe/admins', { token: admin.token })).status).toBe(200);
    await auth.database.query('UPDATE users SET role = 1 WHERE id = $1', [admin.id]);
    letStatesAge(auth);

    expect((await auth.call('GET', '/api/probe/admins', { token: admin.token })).status).toBe(403);
  });

  it('of two changes of a password at once one wins', async () => {
    const agent = await newAgent();
    const answers = await Promise.all(
      ['nine quick red trains', 'five tall blue towers'].map((newPassword) =>
        auth.call('POST', '/api/auth/change-password', {
          token: agent.token,
          body: { currentPassword: PASSWORD, newPassword },
        }),
      ),
    );

    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
  });
});
