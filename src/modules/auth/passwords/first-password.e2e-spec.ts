import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type AuthApp, startAuthApp } from '../../../../test/support/auth/auth-app.js';
import {
  authPeople,
  letStatesAge,
  PASSWORD,
  REFUSED,
  REVOKED,
} from '../../../../test/support/auth/auth-people.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/postgres/test-database.js';

let database: TestDatabase;
let auth: AuthApp;
const { adminToken, closed, login, newSubscriber } = authPeople(() => auth);

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

describe('first passwords', () => {
  it('I8 a national id opens nothing but the change of the password, and not even that with known words', async () => {
    const { code } = await newSubscriber();
    const issued = await auth.signIn(code, code);
    expect(issued).toMatchObject({ refreshToken: null, mustChangePassword: true, expiresIn: 900 });
    const token = issued.accessToken!;

    expect(await closed(token)).toEqual({ status: 403, code: 'PASSWORD_CHANGE_REQUIRED' });
    expect((await auth.call('GET', '/api/auth/me', { token })).body).toMatchObject({
      code,
      mustChangePassword: true,
    });
    for (const newPassword of [code, `V-${code}`, `00${code}`, '1111111111', 'short']) {
      const refused = await auth.call('POST', '/api/auth/change-password', {
        token,
        body: { currentPassword: code, newPassword },
      });
      expect([newPassword, refused.status]).toEqual([newPassword, 400]);
    }
    const changed = await auth.call('POST', '/api/auth/change-password', {
      token,
      body: { currentPassword: code, newPassword: PASSWORD },
    });
    expect(changed.body).toMatchObject({ mustChangePassword: false, refreshToken: expect.any(String) });
    expect(await closed(changed.body.accessToken as string)).toMatchObject({ status: 200 });
    expect(await closed(token)).toEqual(REVOKED);
    expect(await login(code, code)).toEqual(REFUSED);
    expect(await login(code, PASSWORD)).toMatchObject({ status: 200 });
  });

  it('W6 computes no hash for it, and its token ends after 15 min', async () => {
    const { code, id } = await newSubscriber();
    const { accessToken } = await auth.signIn(code, code);
    expect(await auth.database.query('SELECT FROM user_credentials WHERE user_id = $1', [id])).toEqual([]);
    await auth.database.query(
      `UPDATE auth_sessions SET expires_at = expires_at - interval '15 minutes' WHERE user_id = $1`,
      [id],
    );

    letStatesAge(auth);
    expect(await closed(accessToken!)).toEqual(REVOKED);
  });

  it('INITIAL_PASSWORDS=off refuses it; a one-time code works once instead', async () => {
    const strict = await startAuthApp(database.url, { INITIAL_PASSWORDS: 'off' });
    try {
      const { code, id } = await newSubscriber();
      expect(await login(code, code, undefined, strict)).toEqual(REFUSED);
      const issued = await auth.call('POST', `/api/users/${id}/one-time-code`, { token: await adminToken() });
      const oneTimeCode = issued.body.code as string;
      expect(await login(code, code)).toEqual(REFUSED);

      const opened = await strict.signIn(code, oneTimeCode.toLowerCase());
      expect(opened).toMatchObject({ mustChangePassword: true, refreshToken: null });
      expect(await login(code, oneTimeCode, undefined, strict)).toEqual(REFUSED);
      const changed = await strict.call('POST', '/api/auth/change-password', {
        token: opened.accessToken!,
        body: { currentPassword: oneTimeCode, newPassword: PASSWORD },
      });
      expect(changed.status).toBe(200);
      expect(await login(code, PASSWORD, undefined, strict)).toMatchObject({ status: 200 });
    } finally {
      await strict.close();
    }
  });

  it('an expired one-time code, and one of two uses at once, are refused', async () => {
    const { code, id } = await newSubscriber();
    const issue = async (): Promise<string> =>
      (await auth.call('POST', `/api/users/${id}/one-time-code`, { token: await adminToken() })).body
        .code as string;
    const twice = await issue();
    const answers = await Promise.all([1, 2].map(() => login(code, twice)));
    expect(answers).toContainEqual({ status: 200, code: undefined });
    expect(answers).toContainEqual(REFUSED);

    const expired = await issue();
    await auth.database.query(
      `UPDATE user_credentials SET one_time_code_expires_at = now() WHERE user_id = $1`,
      [id],
    );
    expect(await login(code, expired)).toEqual(REFUSED);
  });
});
