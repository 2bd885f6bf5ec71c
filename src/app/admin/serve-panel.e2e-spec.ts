import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { startTestApp, type TestApp } from '../../../test/support/app/test-app.js';
import { servePanel } from './serve-panel.js';

const SCRIPT = 'console.log("panel");';
const PAGE = '<!doctype html><title>panel</title>';

let folder: string;
let fastify: FastifyInstance;
let origin: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'panel-'));
  await mkdir(path.join(folder, 'assets'));
  await writeFile(path.join(folder, 'index.html'), PAGE);
  await writeFile(path.join(folder, 'assets', 'index-abc.js'), SCRIPT);
  await writeFile(path.join(folder, 'assets', 'index-abc.js.gz'), gzipSync(SCRIPT));
  await writeFile(path.join(folder, 'assets', 'index-abc.js.map'), '{}');
  await writeFile(path.join(folder, '.source-stamp'), 'x');
  fastify = Fastify();
  servePanel(fastify, folder);
  origin = await fastify.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await fastify.close();
  await rm(folder, { recursive: true, force: true });
});

/** An answer of the panel on its own; by default of a client that understands no compression. */
function get(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
  return fetch(`${origin}${url}`, { method, headers: { 'accept-encoding': 'identity', ...headers } });
}

describe('the admin panel', () => {
  it('D1 answers its document at /admin and at every page of it, to be asked for again', async () => {
    for (const url of [
      '/admin',
      '/admin/',
      '/admin/contacts/1/show',
      '/admin/index.html',
      '/admin/a.b?c=d',
    ]) {
      const answer = await get(url);
      expect([url, answer.status, await answer.text()]).toEqual([url, 200, PAGE]);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
      });
    }
  });

  it('answers assets for ever, compressed as the browser likes, and again only when they differ', async () => {
    const url = '/admin/assets/index-abc.js';
    const plain = await get(url, { 'accept-encoding': 'br, gzip;q=0' });
    const small = await get(url, { 'accept-encoding': 'gzip, deflate, br' });

    expect([await plain.text(), await small.text()]).toEqual([SCRIPT, SCRIPT]);
    expect(Object.fromEntries(plain.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
    });
    expect([plain, small].map(({ headers }) => headers.get('content-encoding'))).toEqual([null, 'gzip']);
    expect(small.headers.get('etag')).not.toBe(plain.headers.get('etag'));
    const again = await get(url, { 'if-none-match': plain.headers.get('etag') ?? '' });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it('answers HEAD without a body', async () => {
    const answer = await get('/admin/assets/index-abc.js', {}, 'HEAD');
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(answer.headers.get('content-length')).toBe(String(SCRIPT.length));
  });

  it('has no asset but what was built, and no file beside it', async () => {
    for (const name of ['nothing.js', 'index-abc.js.map', 'index-abc.js.gz', '..%2findex.html']) {
      expect([name, (await get(`/admin/assets/${name}`)).status]).toEqual([name, 404]);
    }
    expect(await (await get('/admin/.source-stamp')).text()).toBe(PAGE);
  });

  it('says how to build it while it is not built', async () => {
    const bare = Fastify();
    servePanel(bare, path.join(folder, 'nowhere'));
    const answer = await fetch(`${await bare.listen({ host: '127.0.0.1', port: 0 })}/admin/contacts`);
    expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('npm run build')]);
    await bare.close();
  });
});

describe('the panel in the application', () => {
  let server: TestApp;

  beforeAll(async () => {
    server = await startTestApp();
  });
  afterAll(() => server.close());

  it('J5 lives under a strict policy, on every kind of answer', async () => {
    for (const url of ['/admin', '/admin/contacts', '/admin/assets/nothing.js']) {
      const policy = (await server.fetch(url)).headers.get('content-security-policy');
      expect(policy).toMatch(
        /script-src 'self';.*object-src 'none'; frame-ancestors 'none'; base-uri 'none'/,
      );
      expect(policy).not.toContain('unsafe');
    }
  });

  it('is where / leads, and refuses what it does not have as everything else does', async () => {
    const root = await server.fetch('/', { redirect: 'manual' });
    expect([root.status, root.headers.get('location')]).toEqual([302, '/admin']);
    const missing = await server.fetch('/admin/assets/nothing.js');
    expect([missing.status, missing.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
    expect((await server.fetch('/admin', { method: 'POST' })).status).toBe(405);
  });

  it('is not there on a worker', async () => {
    const worker = await startTestApp({ environment: { ROLE: 'worker' } });
    expect((await worker.fetch('/admin')).status).toBe(404);
    await worker.close();
  });
});
