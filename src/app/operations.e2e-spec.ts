import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { startTestApp, type TestApp } from '../../test/support/app/test-app.js';
import { ProbeModule } from '../../test/support/app/probe.module.js';

const run = promisify(execFile);
const METRICS_TOKEN = 'metrics-token-of-a-test';

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp({ environment: { METRICS_TOKEN } });
});
afterAll(() => server.close());

describe('health', () => {
  it('X5 is open to all and says nothing but ok', async () => {
    for (const probe of ['live', 'ready']) {
      const answer = await server.fetch(`/health/${probe}`);
      expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
    }
  });

  it('B8 stays ready while every connection of the pool is taken', async () => {
    const busy = await startTestApp({ environment: { DATABASE_POOL_SIZE: '2' } });
    const driver: object = busy.app.get(DataSource).driver;
    const pool = Reflect.get(driver, 'master') as pg.Pool;
    const taken = await Promise.all([pool.connect(), pool.connect()]);

    expect((await busy.fetch('/health/ready')).status).toBe(200);

    taken.forEach((client) => {
      client.release();
    });
    await busy.close();
  });

  it('is not ready, but alive, when migrations are missing or the database is gone', async () => {
    const broken = await startTestApp();
    const client = new pg.Client(broken.databaseUrl);
    await client.connect();
    await client.query('DELETE FROM schema_migration WHERE id = (SELECT max(id) FROM schema_migration)');
    await client.end();

    const answer = await broken.fetch('/health/ready');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(await answer.json()).toMatchObject({ code: 'UNAVAILABLE', reason: 'migrations-missing' });
    expect((await broken.fetch('/health/live')).status).toBe(200);
    await broken.close();
  });
});

describe('metrics', () => {
  it('J4 X5 are for the bearer of METRICS_TOKEN or an admin', async () => {
    const as = (token?: string): Promise<Response> =>
      server.fetch('/metrics', token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });

    expect((await as()).status).toBe(401);
    expect((await as('metrics-token-of-a-tesX')).status).toBe(401);
    expect((await as(await server.adminToken())).status).toBe(200);
    const text = await (await as(METRICS_TOKEN)).text();
    expect(text).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/health\/live",status="200"\}/,
    );
    expect(text).toMatch(/^database_connections \d/m);
    expect(text).toMatch(/^process_cpu_seconds_total /m);
  });
});

describe('a worker', () => {
  it('serves its health and its metrics and nothing else', async () => {
    const worker = await startTestApp({ environment: { ROLE: 'worker', METRICS_TOKEN } });
    expect((await worker.fetch('/health/ready')).status).toBe(200);
    expect(
      (await worker.fetch('/metrics', { headers: { authorization: `Bearer ${METRICS_TOKEN}` } })).status,
    ).toBe(200);
    expect((await worker.send('/api/auth/login', { login: 'a', password: 'b' })).status).toBe(404);
    expect((await worker.fetch('/api/docs')).status).toBe(404);
    await worker.close();
  });
});

describe('the rate limit', () => {
  it('F4 refuses a loop with Retry-After, per token, and never the probes', async () => {
    const limit = { perSecond: 1, burst: 3 };
    const limited = await startTestApp({
      overrides: {
        modules: [ProbeModule],
        rateLimits: { perToken: limit, perAddress: { perSecond: 100, burst: 100 } },
      },
    });
    const statuses = async (token: string, path: string): Promise<number[]> => {
      const answers = await Promise.all(
        Array.from({ length: 6 }, () =>
          limited.fetch(path, { headers: { authorization: `Bearer ${token}` } }),
        ),
      );
      expect(
        answers.every((answer) => answer.status !== 429 || answer.headers.get('retry-after') === '1'),
      ).toBe(true);
      return answers.map((answer) => answer.status).sort();
    };

    expect(
      (await statuses('one', '/api/probe')).filter((status) => status === 429).length,
    ).toBeGreaterThanOrEqual(2);
    expect((await statuses('two', '/api/probe')).slice(0, 3)).toEqual([200, 200, 200]);
    expect(await statuses('one', '/health/live')).toEqual([200, 200, 200, 200, 200, 200]);
    await limited.close();
  });
});

describe('the push route', () => {
  it('H7 reads bodies of 2 MiB, and every other route 256 KiB', async () => {
    const send = async (url: string, bytes: number): Promise<number> =>
      (await server.send(url, { padding: 'x'.repeat(bytes - 14) })).status;

    expect(await send('/api/sync/outgoing', 2_097_152)).toBe(401);
    expect(await send('/api/sync/outgoing', 2_097_153)).toBe(413);
    expect(await send('/api/auth/login', 262_144)).toBe(400);
    expect(await send('/api/auth/login', 262_145)).toBe(413);
  });
});

describe('the OpenAPI document', () => {
  async function readDocument(): Promise<OpenAPIObject> {
    const answer = await server.fetch('/api/docs-json');
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    return (await answer.json()) as OpenAPIObject;
  }

  it('X3 has every route of the server and no other', async () => {
    const document = await readDocument();
    const documented = Object.entries(document.paths).flatMap(([url, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${url.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    const served = server.composed.routes
      .list()
      .filter((route) => !/^\/(?:$|admin|api\/docs)/.test(route.pattern))
      .map((route) => `${route.method} ${route.pattern}`);

    expect(documented.toSorted()).toEqual(served.toSorted());
    expect(served.length).toBeGreaterThan(5);
  });

  it('X3 X4 says of every operation who may call it and how it fails', async () => {
    const document = await readDocument();
    const operations = Object.entries(document.paths).flatMap(([url, item]) =>
      Object.values(
        item as Record<
          string,
          { operationId: string; tags: string[]; responses: object; security: object[] }
        >,
      ).map((operation) => ({ url, ...operation })),
    );
    const ids = operations.map((operation) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const operation of operations) {
      expect(operation.tags.length).toBeGreaterThan(0);
      const isOpen = operation.security.length === 0;
      expect([operation.operationId, '401' in operation.responses || isOpen]).toEqual([
        operation.operationId,
        true,
      ]);
    }
    const open = operations
      .filter((operation) => operation.security.length === 0)
      .map((operation) => operation.url);
    expect(open).toEqual(expect.arrayContaining(['/health/live', '/health/ready', '/api/auth/login']));
    expect(open).not.toContain('/metrics');
    expect(document.tags?.every((tag) => (tag.description ?? '') !== '')).toBe(true);
  });

  it('X3 names no parameter of an operation twice, however it is spelled', async () => {
    const { paths } = await readDocument();
    const twice = Object.entries(paths).flatMap(([url, item]) =>
      Object.entries(item as Record<string, { parameters?: { in: string; name: string }[] }>).flatMap(
        ([method, { parameters = [] }]) => {
          const names = parameters.map((parameter) => `${parameter.in} ${parameter.name.toLowerCase()}`);
          return names.length === new Set(names).size ? [] : [`${method} ${url}`];
        },
      ),
    );
    expect(twice).toEqual([]);
  });

  it('X3 passes Spectral without an error', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'openapi-'));
    try {
      const file = path.join(folder, 'openapi.json');
      await writeFile(file, JSON.stringify(await readDocument()));
      const root = path.resolve(import.meta.dirname, '../..');
      const spectral = path.join(root, 'node_modules/@stoplight/spectral-cli/dist/index.js');
      const report = await run(
        process.execPath,
        [
          spectral,
          'lint',
          file,
          '--ruleset',
          path.join(root, '.spectral.yaml'),
          '--format',
          'json',
          '--quiet',
        ],
        { cwd: root },
      ).catch((error: unknown) => error as { stdout: string });
      const findings = JSON.parse(
        report.stdout.slice(report.stdout.indexOf('['), report.stdout.lastIndexOf(']') + 1),
      ) as {
        code: string;
        severity: number;
        path: string[];
        message: string;
      }[];
      const errors = findings.filter((finding) => finding.severity === 0);
      expect(errors.map((finding) => `${finding.code} ${finding.path.join('.')} ${finding.message}`)).toEqual(
        [],
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('serves Swagger UI from this host only, without inline scripts', async () => {
    const page = await server.fetch('/api/docs');
    const html = await page.text();
    const urls = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');

    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self';/);
    expect(html).not.toMatch(/<script>|<style|style=/);
    for (const url of urls) {
      expect(url.startsWith('/api/docs/')).toBe(true);
      expect([url, (await server.fetch(url)).status]).toEqual([url, 200]);
    }
    expect(urls.length).toBe(4);
  });

  it('J4 is not there with API_DOCS=off, and neither is anything else that is ours alone', async () => {
    const closed = await startTestApp({ environment: { API_DOCS: 'off' } });
    const hidden = [
      '/api/docs',
      '/api/docs-json',
      '/.git/config',
      '/.env',
      '/dist/main.js.map',
      '/debug',
      '/package.json',
    ];
    for (const url of hidden) {
      expect([url, (await closed.fetch(url)).status]).toEqual([url, 404]);
    }
    await closed.close();
  });
});
