import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AUTH_ADMIN,
  type Answer,
  type AuthApp,
  type CallOptions,
  startAuthApp,
} from '../../../../test/support/auth/auth-app.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/postgres/test-database.js';
import { columnOf, SyncedEntities } from '../../../flow/synced-entity/synced-entity.public.js';

const PASSWORD = 'seven slow green boats';
let database: TestDatabase;
let auth: AuthApp;
let adminToken: string;
let adminId: string;
let number = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  auth = await startAuthApp(database.url);
  adminToken = (await auth.signIn(AUTH_ADMIN.login, AUTH_ADMIN.password)).accessToken!;
  adminId = (await asAdmin('GET', '/api/auth/me')).body.id as string;
});
afterAll(async () => {
  await auth.close();
  await database.drop();
});

const asAdmin = (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  url: string,
  options: CallOptions = {},
): Promise<Answer> => auth.call(method, url, { token: adminToken, ...options });

async function create(more: object = {}): Promise<Record<string, string>> {
  number += 1;
  const body = {
    email: `person${number}@example.test`,
    name: `Person ${number}`,
    password: PASSWORD,
    role: 'agent',
    ...more,
  };
  const made = await asAdmin('POST', '/api/users', { body });
  expect([made.status, made.body]).toEqual([201, expect.any(Object)]);
  return made.body as Record<string, string>;
}

const logged = (id: string): Promise<{ op: string; fields: string[] | null; actor: string }[]> =>
  auth.database.query(
    `SELECT op, fields, actor FROM change_log WHERE entity = 1 AND entity_id = $1 ORDER BY seq`,
    [id],
  );

describe('the list of accounts', () => {
  it('filters, searches, sorts, pages, counts, and shows no secret', async () => {
    await auth.database.query(
      `INSERT INTO users (name, code) SELECT 'Paged ' || n, 'P' || n FROM generate_series(1, 5) AS n`,
    );
    const answer = await asAdmin(
      'GET',
      '/api/users?search=paged&role=subscriber&status=true&sort=name&order=asc&limit=2&page=2',
    );

    expect(answer.status).toBe(200);
    expect(answer.body.pagination).toEqual({ page: 2, limit: 2, total: 5, pages: 3 });
    expect((answer.body.data as { name: string }[]).map((user) => user.name)).toEqual(['Paged 3', 'Paged 4']);
    expect(answer.headers['x-total-count']).toBe('5');
    expect(answer.headers.link).toContain('rel="next"');
    expect(Object.keys((answer.body.data as object[])[0]!).join()).not.toMatch(
      /password|hash|secret|overrides|scope/i,
    );
    expect((await asAdmin('GET', '/api/users?role=2')).body.pagination).toMatchObject({ total: 1 });
  });

  it('finds a Cyrillic name in another case', async () => {
    const { id } = await create({ name: 'Ольга Примерова' });
    const search = encodeURIComponent('ПРИМЕРОВ');

    const answer = await asAdmin('GET', `/api/users?search=${search}`);

    expect((answer.body.data as { id: string }[]).map((user) => user.id)).toEqual([id]);
  });

  it.each([
    'sort=password',
    'sort=name;drop',
    'limit=201',
    'page=0',
    'role=3',
    'status=maybe',
    'unknown=1',
    'search=%00',
  ])('H12 refuses ?%s', async (query) => {
    const answer = await asAdmin('GET', `/api/users?${query}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'VALIDATION']);
  });
});

describe('one account', () => {
  it('I4 is shown to an admin and to its owner; a foreign one and none are the same 404', async () => {
    const [one, two] = [await create(), await create()];
    const token = (await auth.signIn(one.email!, PASSWORD)).accessToken!;

    expect((await auth.call('GET', `/api/users/${one.id!}`, { token })).body).toMatchObject({
      id: one.id,
      role: 'agent',
    });
    const foreign = await auth.call('GET', `/api/users/${two.id!}`, { token });
    const missing = await auth.call('GET', `/api/users/none`, { token });
    expect([foreign.status, foreign.body]).toEqual([404, missing.body]);
    expect((await asAdmin('GET', `/api/users/${two.id!}`)).status).toBe(200);
    expect((await asAdmin('GET', `/api/users/%00`)).status).toBe(404);
  });

  it('is made with a role by name or number, once per e-mail address in any case', async () => {
    const made = await create({ role: 2, email: 'Second.Admin@Example.test' });
    expect(made).toMatchObject({ role: 'admin', email: 'second.admin@example.test', status: true });
    expect(made.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

    const again = await asAdmin('POST', '/api/users', {
      body: { email: 'SECOND.admin@example.test', name: 'x', password: PASSWORD, role: 'agent' },
    });
    expect([again.status, again.body.code]).toEqual([409, 'CONFLICT']);
  });

  it.each([
    ['a subscriber', { role: 'subscriber' }],
    ['a role of its own', { role: 3 }],
    ['an id', { id: 'mine' }],
    [
      'a password that is its e-mail address',
      { email: 'known.words@example.test', password: 'known.words@example.test' },
    ],
    ['a short password', { password: 'short' }],
    ['no e-mail address', { email: 'nobody' }],
    ['a NUL in the name', { name: 'a\u0000' }],
    ['a null name', { name: null }],
  ])('H1 H11 is not made with %s', async (_, more) => {
    const body = { email: 'unmade@example.test', name: 'Unmade', password: PASSWORD, role: 'agent', ...more };
    const answer = await asAdmin('POST', '/api/users', { body });
    expect([answer.status, answer.body.code]).toEqual([400, 'VALIDATION']);
  });
});

describe('an edit', () => {
  it('writes what changed with its author, and nothing when nothing did', async () => {
    const { id } = await create();
    const edited = await asAdmin('PATCH', `/api/users/${id!}`, { body: { name: 'Renamed', phone: '555' } });
    const same = await asAdmin('PATCH', `/api/users/${id!}`, { body: { name: 'Renamed' } });

    expect(edited.body).toMatchObject({ name: 'Renamed', phone: '555' });
    expect(same.body.updatedAt).toBe(edited.body.updatedAt);
    const updates = (await logged(id!)).filter((entry) => entry.op === 'U');
    expect(updates).toEqual([{ op: 'U', fields: ['name', 'phone', 'updatedAt'], actor: adminId }]);
  });

  it('is refused when the account changed since it was read', async () => {
    const { id } = await create();
    const etag = (await asAdmin('GET', `/api/users/${id!}`)).headers.etag as string;
    const patch = (name: string): Promise<Answer> =>
      asAdmin('PATCH', `/api/users/${id!}`, { body: { name }, headers: { 'if-match': etag } });

    expect((await patch('First')).status).toBe(200);
    expect((await patch('Second')).body.code).toBe('STALE_RECORD');
  });

  it('of an imported name is an override; of a subscriber who comes to work here it needs an e-mail address', async () => {
    const [row] = await auth.database.query<{ id: string }>(
      `INSERT INTO users (name, code, external_id) VALUES ('Imported', 'I1', 'w-1') RETURNING id`,
    );
    await asAdmin('PATCH', `/api/users/${row!.id}`, { body: { name: 'Corrected' } });
    const [stored] = await auth.database.query<{ overrides: object }>(
      'SELECT overrides FROM users WHERE id = $1',
      [row!.id],
    );

    expect(stored!.overrides).toEqual({ name: { by: adminId, at: expect.any(String) } });
    expect((await asAdmin('PATCH', `/api/users/${row!.id}`, { body: { role: 'agent' } })).status).toBe(400);
  });

  it('O7 of an imported account is released to what the source says, with its author', async () => {
    const [row] = await auth.database.query<{ id: string }>(
      `INSERT INTO users (name, email, code, external_id, upstream)
       VALUES ('Imported', 'i2@example.test', 'I2', 'w-2', '{"name": "Imported", "email": null}') RETURNING id`,
    );
    const release = (field: string): Promise<Answer> =>
      asAdmin('DELETE', `/api/users/${row!.id}/overrides/${field}`);
    await asAdmin('PATCH', `/api/users/${row!.id}`, {
      body: { name: 'Corrected', email: 'i3@example.test' },
    });

    const corrected = await asAdmin('GET', `/api/users/${row!.id}`);
    expect(corrected.body.overrides).toMatchObject({
      name: { by: adminId, at: expect.any(String), upstream: 'Imported' },
      email: { by: adminId, upstream: null },
    });
    const listed = await asAdmin('GET', '/api/users?search=i3@example.test');
    expect(Object.keys((listed.body.data as object[])[0]!)).not.toContain('overrides');

    const released = await release('name');
    expect(released.body).toMatchObject({ name: 'Imported', email: 'i3@example.test' });
    expect(Object.keys(released.body.overrides as object)).toEqual(['email']);
    expect((await logged(row!.id)).at(-1)).toMatchObject({ op: 'U', actor: adminId });
    for (const field of ['name', 'phone', 'role', '%00', 'constructor']) {
      expect([field, (await release(field)).status]).toEqual([field, 404]);
    }

    // Somebody who works here signs in with it.
    await asAdmin('PATCH', `/api/users/${row!.id}`, { body: { role: 'agent' } });
    expect((await release('email')).status).toBe(400);
  });

  it('tells an admin what was overridden, and the account’s owner not who did it', async () => {
    const { id, email } = await create();
    await auth.database.query(
      `UPDATE users SET external_id = 'w-3', missing_since = now(), upstream = '{"name": "Imported"}' WHERE id = $1`,
      [id],
    );
    const patched = await asAdmin('PATCH', `/api/users/${id!}`, { body: { name: 'Corrected' } });
    expect(patched.body).toMatchObject({
      overrides: { name: { by: adminId, upstream: 'Imported' } },
      missingSince: expect.any(String),
    });

    const token = (await auth.signIn(email!, PASSWORD)).accessToken!;
    expect((await auth.call('GET', `/api/users/${id!}`, { token })).body).toMatchObject({
      name: 'Corrected',
      overrides: {},
    });
  });

  it('is in the history of the account, which is for admins', async () => {
    const { id, email } = await create();
    await asAdmin('PATCH', `/api/users/${id!}`, { body: { name: 'Renamed once' } });

    const history = await asAdmin('GET', `/api/users/${id!}/history?limit=1`);
    expect(history.body).toMatchObject({
      data: [{ op: 'update', fields: ['name', 'updatedAt'], actor: adminId }],
      pagination: { total: 2 },
    });
    const token = (await auth.signIn(email!, PASSWORD)).accessToken!;
    expect((await auth.call('GET', `/api/users/${id!}/history`, { token })).status).toBe(403);
    for (const missing of ['none', '%00']) {
      expect((await asAdmin('GET', `/api/users/${missing}/history`)).status).toBe(404);
    }
  });

  it('I2 that disables an account or resets its password ends its sessions for good', async () => {
    const { id, email } = await create();
    const first = (await auth.signIn(email!, PASSWORD)).accessToken!;
    await asAdmin('PATCH', `/api/users/${id!}`, { body: { status: false } });
    expect((await auth.call('GET', '/api/auth/me', { token: first })).body.code).toBe('SESSION_REVOKED');
    await asAdmin('PATCH', `/api/users/${id!}`, { body: { status: true } });
    expect((await auth.call('GET', '/api/auth/me', { token: first })).body.code).toBe('SESSION_REVOKED');

    const second = (await auth.signIn(email!, PASSWORD)).accessToken!;
    await asAdmin('PATCH', `/api/users/${id!}`, {
      body: { password: 'nine quick red trains', mustChangePassword: true },
    });
    expect((await auth.call('GET', '/api/auth/me', { token: second })).body.code).toBe('SESSION_REVOKED');
    const again = await auth.signIn(email!, 'nine quick red trains');
    expect(again).toMatchObject({ mustChangePassword: true });
  });

  it('does not reset the own password, and a taken e-mail address is a conflict', async () => {
    const { id } = await create();
    expect((await asAdmin('PATCH', `/api/users/${adminId}`, { body: { password: PASSWORD } })).status).toBe(
      400,
    );
    expect(
      (await asAdmin('PATCH', `/api/users/${id!}`, { body: { email: AUTH_ADMIN.login.toUpperCase() } }))
        .status,
    ).toBe(409);
    expect((await asAdmin('PATCH', `/api/users/none`, { body: { name: 'x' } })).status).toBe(404);
  });

  it('never takes the last admin away, also when two edits come at once', async () => {
    const second = await create({ role: 'admin' });
    await auth.database.query('UPDATE users SET status = false WHERE role = 2 AND id NOT IN ($1, $2)', [
      adminId,
      second.id,
    ]);
    const answers = await Promise.all([
      asAdmin('PATCH', `/api/users/${adminId}`, { body: { role: 'agent' } }),
      asAdmin('PATCH', `/api/users/${second.id!}`, { body: { status: false } }),
    ]);

    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    const left = await auth.database.query('SELECT FROM users WHERE role = 2 AND status');
    expect(left).toHaveLength(1);
  });
});

describe('the synced table', () => {
  it('declares exactly the columns that the migration tracks, and registers itself', async () => {
    const entity = auth.app.get(SyncedEntities).get('users');
    const [tracked] = await auth.database.query<{ source: string }>(
      `SELECT prosrc AS source FROM pg_proc WHERE proname = 'sync_log_update_users'`,
    );

    const pairs = [...tracked!.source.matchAll(/o\.(\w+) IS DISTINCT FROM n\.\w+ THEN '(\w+)'/g)].map(
      ([, column, field]) => [field, column],
    );
    expect(Object.entries(entity.fields).map(([name, field]) => [name, columnOf(name, field)])).toEqual(
      pairs,
    );
    expect(entity.number).toBe(1);
  });
});
