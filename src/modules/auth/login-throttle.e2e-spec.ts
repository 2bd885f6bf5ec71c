import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type AuthApp, startAuthApp } from '../../../test/support/auth/auth-app.js';
import { authPeople, PASSWORD, REFUSED, summary } from '../../../test/support/auth/auth-people.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/postgres/test-database.js';

let database: TestDatabase;
let auth: AuthApp;
const { login, newAgent, newSubscriber } = authPeople(() => auth);

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

describe('limits on guessing', () => {
  it('I7 an account takes 5 guesses, from any address, and says when to come again', async () => {
    const agent = await newAgent();
    await auth.database.query('UPDATE auth_sessions SET address_key = $2 WHERE user_id = $1', [
      agent.id,
      'elsewhere',
    ]);
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        auth.call('POST', '/api/auth/login', {
          body: {
            login: index % 2 === 0 ? agent.email : agent.email.toUpperCase(),
            password: `guess ${index}`,
          },
          from: `203.0.113.${index}`,
          spoofed: `192.0.2.${index}`,
        }),
      ),
    );

    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(5);
    const refused = answers.find((answer) => answer.status === 429)!;
    expect(refused.body.code).toBe('THROTTLED');
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(900);
    expect(await login(agent.email, PASSWORD)).toMatchObject({ status: 429 });
  });

  it('I7 a shut account opens again within 15 min, and stays open to its owner at a known address', async () => {
    const agent = await newAgent();
    const stranger = '2001:db8:1:2::1';
    await Promise.all(Array.from({ length: 8 }, () => login(agent.email, 'guess', stranger)));

    expect(await login(agent.email, PASSWORD, stranger)).toMatchObject({ status: 429 });
    expect(await login(agent.email, PASSWORD)).toMatchObject({ status: 200 });
    await auth.database.query(`UPDATE login_throttle SET empty_at = empty_at - interval '15 minutes'`);
    expect(await login(agent.email, PASSWORD, stranger)).toMatchObject({ status: 200 });
  });

  it('I7 I10 an address, or the /64 of one, takes 15 guesses at once over all accounts', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        login(`nobody${index}@example.test`, 'guess', `2001:db8:9:9::${index + 1}`),
      ),
    );

    expect(answers.filter((answer) => (answer as { status: number }).status === 401)).toHaveLength(15);
  });

  it('I7 the breaker shuts strangers out after 300 failures in all, and not the owner at a known address', async () => {
    const agent = await newAgent();
    await auth.database.query(
      `INSERT INTO login_throttle VALUES ('total', now() + interval '150 seconds')
       ON CONFLICT (key) DO UPDATE SET empty_at = excluded.empty_at`,
    );

    expect(await login(agent.email, PASSWORD, '203.0.113.77')).toMatchObject({ status: 429 });
    expect(await login(agent.email, PASSWORD)).toMatchObject({ status: 200 });
  });

  it('I7 right first passwords are braked too: 10 from one address', async () => {
    const subscribers = await Promise.all(Array.from({ length: 12 }, newSubscriber));
    const answers = await Promise.all(subscribers.map(({ code }) => login(code, code, '203.0.113.78')));

    expect(answers.filter((answer) => (answer as { status: number }).status === 200)).toHaveLength(10);
  });

  it('right passwords cost nothing, and a bucket left in the far future by a wrong clock does not shut for ever', async () => {
    const agent = await newAgent();
    for (let attempt = 0; attempt < 20; attempt += 1) {
      expect(await login(agent.email, PASSWORD)).toMatchObject({ status: 200 });
    }
    await auth.database.query(
      `INSERT INTO login_throttle VALUES ($1, now() + interval '10 years')
       ON CONFLICT (key) DO UPDATE SET empty_at = excluded.empty_at`,
      ['address:198.51.100.1'],
    );
    expect(await login(agent.email, PASSWORD)).toMatchObject({ status: 200 });
  });

  it('guesses at the current password of an open session are limited as well', async () => {
    const agent = await newAgent();
    const guess = (currentPassword: string): Promise<object> =>
      summary(
        auth.call('POST', '/api/auth/change-password', {
          token: agent.token,
          body: { currentPassword, newPassword: 'nine quick red trains' },
        }),
      );
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(await guess('a wrong one')).toEqual(REFUSED);
    }
    expect(await guess(PASSWORD)).toMatchObject({ status: 429 });
  });
});
