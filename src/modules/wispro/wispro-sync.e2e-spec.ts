import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startWisproSimulator, type WisproSimulator } from '@sync-hub/simulators';
import { startTestApp, type TestApp } from '../../../test/support/app/test-app.js';
import { SourceRunner } from '../../flow/external-source/external-source.public.js';

const PASSWORD = 'seven slow green boats';
const NATIONAL_ID = '12345678';

let simulator: WisproSimulator;
let app: TestApp;
let adminToken: string;

beforeAll(async () => {
  simulator = await startWisproSimulator({ clients: 60 });
  simulator.world.insertClient({
    ...{ national_identification_number: '12.345.678', details: 'V', name: 'Ana Prueba' },
    ...{ email: 'ana@example.com', phone: '', phone_mobile: '' },
  });
  app = await startTestApp({
    environment: simulator.environment,
  });
  adminToken = await app.adminToken();
});
afterAll(async () => {
  await app.close();
  await simulator.close();
});

interface Called {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

async function call(method: string, path: string, token: string | null, body?: object): Promise<Called> {
  const answer = await app.fetch(path, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
}

const sync = (token: string | null, body?: object): Promise<Called> =>
  call('POST', '/api/users/sync-wispro-all', token, body);
const login = (name: string, password: string): Promise<Called> =>
  call('POST', '/api/auth/login', null, { login: name, password });
const ended = (runId: unknown): Promise<object> => app.app.get(SourceRunner).wait(runId as string);

describe('POST /api/users/sync-wispro-all', () => {
  it('W1 answers at once, and W9 takes a page size and a number of pages', async () => {
    const answer = await sync(adminToken, { pageSize: 10, pages: 2 });

    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ success: true, message: expect.any(String), runId: expect.any(String) });
    expect(answer.headers.get('location')).toBe(`/api/runs/${String(answer.body.runId)}`);
    expect(await ended(answer.body.runId)).toMatchObject({ pages: 2, trigger: 'manual', error: null });
  });

  it('E8 W1 is 409 with the runId while a run of Wispro is under way', async () => {
    simulator.faults.timeout({ times: 1 });
    const first = await sync(adminToken);

    const second = await sync(adminToken, {});

    expect(second).toMatchObject({
      status: 409,
      body: { code: 'RUN_IN_PROGRESS', runId: first.body.runId },
    });
    expect((await call('POST', `/api/runs/${String(first.body.runId)}/cancel`, adminToken)).status).toBe(200);
  });

  it('W1 is 401 without a token and 403 for everybody but an admin', async () => {
    const agent = { email: 'agent@example.test', name: 'Agent', password: PASSWORD, role: 'agent' };
    expect((await call('POST', '/api/users', adminToken, agent)).status).toBe(201);
    const agentToken = await app.tokenOf(agent.email, agent.password);

    expect(await sync(null)).toMatchObject({ status: 401 });
    expect(await sync(agentToken)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  });

  it.each([{ pageSize: 0 }, { pageSize: 1001 }, { pages: 'all' }, { pageSize: null }])(
    'W9 is 400 for %j',
    async (body) => {
      expect(await sync(adminToken, body)).toMatchObject({ status: 400, body: { code: 'VALIDATION' } });
    },
  );

  it('W11 runs by itself every night at three in Caracas', async () => {
    const { body } = await call('GET', '/api/sources/wispro', adminToken);

    expect(body).toMatchObject({ timeZone: 'America/Caracas' });
    expect(JSON.stringify(body)).toContain('0 3 * * *');
  });
});

describe('an imported subscriber', () => {
  let ownId: string;
  let token: string;

  beforeAll(async () => {
    await ended((await sync(adminToken)).body.runId);
  });

  it('W6 I8 signs in with the national id, which opens nothing but the change of the password', async () => {
    const opened = await login(NATIONAL_ID, NATIONAL_ID);
    expect(opened).toMatchObject({ status: 200, body: { mustChangePassword: true, refreshToken: null } });
    const first = opened.body.accessToken as string;

    expect(await call('GET', '/api/sync/initial', first)).toMatchObject({
      status: 403,
      body: { code: 'PASSWORD_CHANGE_REQUIRED' },
    });
    const changed = await call('POST', '/api/auth/change-password', first, {
      currentPassword: NATIONAL_ID,
      newPassword: PASSWORD,
    });
    expect(changed.status).toBe(200);
    expect(await login(NATIONAL_ID, NATIONAL_ID)).toMatchObject({ status: 401 });
    token = (await login(NATIONAL_ID, PASSWORD)).body.accessToken as string;
    expect(token).toEqual(expect.any(String));
  });

  it('S7 reads its own row and nothing else', async () => {
    const own = await call('GET', '/api/auth/me', token);
    ownId = own.body.id as string;
    const { body } = await call('GET', '/api/sync/initial', token);
    const changes = body.changes as Record<string, { created: { id: string }[]; updated: { id: string }[] }>;

    const seen = Object.values(changes).flatMap((table) => [...table.created, ...table.updated]);
    expect(seen.map((row) => row.id)).toEqual([ownId]);
    expect(changes.users?.updated.concat(changes.users.created)[0]).toMatchObject({
      ...{ name: 'Ana Prueba', email: 'ana@example.com', code: NATIONAL_ID, idNumber: 'V-12345678' },
      ...{ role: 0, status: true, planId: null },
    });
    expect((await call('GET', `/api/users/${ownId}`, token)).status).toBe(200);
    expect((await call('GET', '/api/users', token)).status).toBe(403);
    expect((await sync(token)).status).toBe(403);
  });

  it('W5 keeps the password that it has chosen over the next import', async () => {
    await ended((await sync(adminToken)).body.runId);

    expect((await login(NATIONAL_ID, PASSWORD)).status).toBe(200);
    expect((await login(NATIONAL_ID, NATIONAL_ID)).status).toBe(401);
  });

  it('E17 O7 keeps what an admin has corrected over the imports, until it is released', async () => {
    const users = `/api/users/${ownId}`;
    const { id: wisproId } = simulator.world.listClients().at(-1)!;
    const read = async (): Promise<object> => (await call('GET', users, adminToken)).body;
    const importAgain = async (patch: object): Promise<object> => {
      simulator.world.patchClient(wisproId, patch);
      return ended((await sync(adminToken)).body.runId);
    };
    await call('PATCH', users, adminToken, { name: 'Ana Corregida', email: 'corregida@example.com' });

    await importAgain({ name: 'Ana Dos', email: 'dos@example.com', zone_name: 'Sur' });
    const kept = await read();
    const released = await call('DELETE', `${users}/overrides/name`, adminToken);
    await importAgain({ name: 'Ana Tres', email: 'tres@example.com' });

    expect(kept).toMatchObject({ name: 'Ana Corregida', email: 'corregida@example.com', zone: 'Sur' });
    expect(released).toMatchObject({
      status: 200,
      body: { name: 'Ana Dos', email: 'corregida@example.com', zone: 'Sur' },
    });
    expect(await read()).toMatchObject({ name: 'Ana Tres', email: 'corregida@example.com' });
    expect(await call('DELETE', `${users}/overrides/name`, adminToken)).toMatchObject({ status: 404 });
    expect(await call('DELETE', `${users}/overrides/email`, token)).toMatchObject({ status: 403 });
  });

  it('I7 cannot be guessed: a few wrong tries, and the account is shut to strangers', async () => {
    simulator.world.insertClient({ national_identification_number: '87654321', details: 'V' });
    await ended((await sync(adminToken)).body.runId);

    const answers = [];
    for (let guess = 0; guess < 8; guess += 1) {
      answers.push((await login('87654321', `${guess}${guess}${guess}${guess}${guess}${guess}`)).status);
    }

    expect(answers.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
    expect(answers.at(-1)).toBe(429);
    expect((await login('87654321', '87654321')).status).toBe(429);
  });
});
