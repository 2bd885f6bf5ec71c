import { getQueueToken } from '@nestjs/bull';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../../../test/support/app/test-app.js';
import { ShiftedClock } from '../../../test/support/auth/shifted-clock.js';
import { redisMissing, startRedis, type TestRedis } from '../../../test/support/jobs/redis-server.js';
import { SOURCE_RUNS } from '../../flow/external-source/external-source.public.js';
import type { JobQueue } from '../../flow/jobs/jobs.public.js';

const BOARD = '/api/jobs/board';
const AGENT = { login: 'agent@example.test', password: 'Walnut-Harbour-57' };
const SECOND_ADMIN = { login: 'second@example.test', password: 'Maple-Lantern-63' };

const missing = redisMissing();
const describeOnRedis = missing === null ? describe : describe.skip;

describeOnRedis(`the board of the job queue${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  const clock = new ShiftedClock();
  let redis: TestRedis;
  let server: TestApp;
  let token: string;
  let cookie: string;
  let jobId: string;

  const open = (accessToken: string, headers: Record<string, string> = {}): Promise<Response> =>
    server.fetch('/api/jobs/board-session', {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, ...headers },
    });
  const cookieOf = async (accessToken: string): Promise<string> =>
    (await open(accessToken)).headers.get('set-cookie')?.split(';', 1)[0] ?? '';
  const get = (path: string, cookies = cookie): Promise<Response> =>
    server.fetch(`${BOARD}${path}`, { headers: { cookie: cookies } });
  const person = async (who: typeof AGENT, role: string): Promise<{ id: string; token: string }> => {
    const body = { email: who.login, password: who.password, name: 'Somebody', role };
    const made = await server.send('/api/users', body, { headers: { authorization: `Bearer ${token}` } });
    const { id } = (await made.json()) as { id: string };
    return { id, token: await server.tokenOf(who.login, who.password) };
  };

  beforeAll(async () => {
    redis = await startRedis();
    server = await startTestApp({
      // An API process: nothing takes its jobs.
      environment: { ROLE: 'api', REDIS_URL: redis.url, TRUST_PROXY: '127.0.0.1' },
      overrides: { clock },
    });
    token = await server.adminToken();
    cookie = await cookieOf(token);
    const queue = server.app.get<JobQueue>(getQueueToken(SOURCE_RUNS));
    jobId = String((await queue.add({ runId: 'run-of-a-test' })).id);
  });
  afterAll(async () => {
    await server.close();
    await redis.stop();
  });

  it('W8 loads whole: the page, and every script and style that it names, all from here', async () => {
    const page = await get('');
    const html = await page.text();
    const named = [...html.matchAll(/<(?:script|link)[^>]*?(?:src|href)="(static\/[^"]+)"/g)].map(
      (match) => match[1] ?? '',
    );

    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(html).toContain(`<base href="${BOARD}/" />`);
    expect(named.filter((name) => name.endsWith('.js')).length).toBeGreaterThan(1);
    for (const name of named) {
      const file = await get(`/${name}`);
      const bytes = (await file.arrayBuffer()).byteLength;
      const type = name.endsWith('.js') ? 'javascript' : name.endsWith('.css') ? 'css' : 'image';
      expect([name, file.status, bytes > 100]).toEqual([name, 200, true]);
      expect(file.headers.get('content-type')).toContain(type);
    }
    expect((await get(`/queue/${SOURCE_RUNS}`)).status).toBe(200);
  });

  it('W8 J3 shows the jobs, for reading only, and of a run its id only', async () => {
    const list = await get(`/api/queues?activeQueue=${SOURCE_RUNS}&status=waiting&page=1`);
    const one = await get(`/api/queues/${SOURCE_RUNS}/${jobId}`);
    const text = await list.text();

    expect(JSON.parse(text)).toMatchObject({
      queues: [
        {
          name: SOURCE_RUNS,
          readOnlyMode: true,
          counts: { waiting: 1 },
          jobs: [{ id: jobId, data: { runId: 'run-of-a-test' } }],
        },
      ],
    });
    expect(await one.json()).toMatchObject({ job: { id: jobId } });
    expect(list.headers.get('cache-control')).toBe('no-store');
    expect(text).not.toContain(redis.url);
  });

  it('J5 J6 lives under a policy that lets nothing in from elsewhere', async () => {
    const policy = (await get('')).headers.get('content-security-policy') ?? '';

    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; /);
    expect(policy).toContain(
      "connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'none'",
    );
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
  });

  it('J4 is closed to whoever has no cookie for it, and says how to get in', async () => {
    const paths = ['', '/', `/queue/${SOURCE_RUNS}`, '/api/queues', '/static/favicon-32x32.png', '/nothing'];
    const accessCookie = `sync-hub-board=${token}`;
    for (const cookies of ['', 'sync-hub-board=', accessCookie, `${cookie}x`, `${cookie}; ${cookie}`]) {
      for (const path of paths) {
        const answer = await get(path, cookies);
        expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
          path,
          401,
          'application/problem+json; charset=utf-8',
        ]);
        expect(await answer.json()).toMatchObject({
          code: 'UNAUTHENTICATED',
          detail: expect.stringContaining('POST /api/jobs/board-session'),
        });
      }
    }
    const withBearer = await server.fetch(BOARD, { headers: { authorization: `Bearer ${token}` } });
    expect(withBearer.status).toBe(401);
  });

  it('I6 J4 lets admins in and nobody else', async () => {
    const agent = await person(AGENT, 'agent');

    expect((await server.fetch('/api/jobs/board-session', { method: 'POST' })).status).toBe(401);
    expect((await open(agent.token)).status).toBe(403);
    expect((await open(cookie.split('=')[1] ?? '')).status).toBe(401);
  });

  it('J6 gives a cookie that goes to the board only, and that no script and no other site can use', async () => {
    const answer = await open(token);
    const set = answer.headers.get('set-cookie') ?? '';
    const https = await open(token, { 'x-forwarded-proto': 'https' });

    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect(set).toMatch(
      /^sync-hub-board=[\w.-]+; Path=\/api\/jobs\/board; Max-Age=900; HttpOnly; SameSite=Strict$/,
    );
    expect(https.headers.get('set-cookie')).toMatch(/; SameSite=Strict; Secure$/);
  });

  it('J4 refuses every method that could change something, and changes nothing', async () => {
    const queue = server.app.get<JobQueue>(getQueueToken(SOURCE_RUNS));
    const changes = [
      ['PUT', `/api/queues/${SOURCE_RUNS}/pause`],
      ['PUT', '/api/queues/pause'],
      ['PUT', `/api/queues/${SOURCE_RUNS}/empty`],
      ['PUT', `/api/queues/${SOURCE_RUNS}/${jobId}/clean`],
      ['PATCH', `/api/queues/${SOURCE_RUNS}/${jobId}/update-data`],
      ['POST', `/api/queues/${SOURCE_RUNS}/add`],
      ['DELETE', `/api/queues/${SOURCE_RUNS}`],
      ['POST', ''],
    ];
    for (const [method = '', path = ''] of changes) {
      const answer = await server.fetch(`${BOARD}${path}`, { method, headers: { cookie } });
      expect([method, path, answer.status, answer.headers.get('allow')]).toEqual([
        method,
        path,
        405,
        'GET, HEAD',
      ]);
      expect(await answer.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
    }
    expect(await queue.isPaused()).toBe(false);
    expect(await queue.getJobCounts()).toMatchObject({ waiting: 1 });
    expect((await server.fetch(BOARD, { method: 'HEAD', headers: { cookie } })).status).toBe(200);
  });

  it('H12 H16 answers odd requests with a problem, or with nothing found', async () => {
    const odd = [
      '/api/queues?activeQueue=%25zz',
      `/api/queues?activeQueue=${SOURCE_RUNS}&status=nothing&page=-5&jobsPerPage=x`,
      '/api/queues/nothing/1',
      `/api/queues/${SOURCE_RUNS}/nothing`,
      `/api/queues/${SOURCE_RUNS}/id`,
      `/api/queues/${SOURCE_RUNS}/%2e%2e`,
      `/api/queues/${SOURCE_RUNS}/${jobId}/logs`,
      `/api/queues/${SOURCE_RUNS}/${jobId}/flow`,
      '/static/..%2f..%2fpackage.json',
      '/static/',
      '/static/nothing.js',
      '/nothing',
      '/api/redis/stats',
    ];
    for (const path of odd) {
      const { status } = await get(path);
      expect([path, status < 500]).toEqual([path, true]);
    }
    // A key of the queue that is no job; the same on the API.
    const noJob = await server.fetch(`/api/jobs/${SOURCE_RUNS}:id/retry`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    expect([noJob.status, (await get(`/api/queues/${SOURCE_RUNS}/id`)).status]).toEqual([404, 404]);
    expect((await get('/static/nothing.js')).status).toBe(404);
    expect((await get('/nothing')).headers.get('content-type')).toBe(
      'application/problem+json; charset=utf-8',
    );
  });

  it('I2 closes when the admin signs out, is an admin no more, or a quarter of an hour is over', async () => {
    const second = await person(SECOND_ADMIN, 'admin');
    const first = await cookieOf(second.token);
    expect((await get('/api/queues', first)).status).toBe(200);
    await server.fetch('/api/auth/logout', {
      method: 'POST',
      headers: { authorization: `Bearer ${second.token}` },
    });
    expect((await get('/api/queues', first)).status).toBe(401);

    const again = await cookieOf(await server.tokenOf(SECOND_ADMIN.login, SECOND_ADMIN.password));
    expect((await get('/api/queues', again)).status).toBe(200);
    await server.send(
      `/api/users/${second.id}`,
      { role: 'agent' },
      { method: 'PATCH', headers: { authorization: `Bearer ${token}` } },
    );
    expect((await get('/api/queues', again)).status).toBe(401);

    clock.shiftMs = 14 * 60_000;
    expect((await get('/api/queues')).status).toBe(200);
    clock.shiftMs = 16 * 60_000;
    expect((await get('/api/queues')).status).toBe(401);
  });
});

describe('the board of the job queue without Redis', () => {
  let server: TestApp;

  beforeAll(async () => {
    server = await startTestApp({ environment: { REDIS_URL: undefined } });
  });
  afterAll(() => server.close());

  it('W8 is not there, and says what would bring it and what shows the same', async () => {
    const authorization = `Bearer ${await server.adminToken()}`;
    const answers = await Promise.all([
      server.fetch('/api/jobs/board-session', { method: 'POST', headers: { authorization } }),
      server.fetch(BOARD),
      server.fetch(`${BOARD}/queue/${SOURCE_RUNS}`),
    ]);

    for (const answer of answers) {
      expect([answer.status, await answer.json()]).toEqual([
        404,
        expect.objectContaining({
          code: 'NOT_FOUND',
          detail: expect.stringMatching(/REDIS_URL.*GET \/api\/jobs/),
        }),
      ]);
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
  });
});
