import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ProbeModule } from '../../../test/support/app/probe.module.js';
import { sendRaw } from '../../../test/support/app/raw-request.js';
import { startTestApp, type TestApp } from '../../../test/support/app/test-app.js';

interface ProblemBody {
  readonly status: number;
  readonly code: string;
  readonly requestId: string;
  readonly errors?: { readonly field: string; readonly message: string }[];
  readonly limit?: number;
}

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp({
    environment: { LOG_LEVEL: 'info', CORS_ORIGINS: 'https://panel.example.test' },
    overrides: { modules: [ProbeModule] },
  });
});
afterAll(() => server.close());
afterEach(() => {
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

async function problem(answer: Response): Promise<ProblemBody> {
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const body = (await answer.json()) as ProblemBody;
  expect(body.status).toBe(answer.status);
  expect(body.requestId).toBe(answer.headers.get('x-request-id'));
  return body;
}

function post(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  path = '/api/probe',
): Promise<Response> {
  return server.fetch(path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

describe('bodies', () => {
  it('H18 answers odd JSON with 400, never 500', async () => {
    const bodies = [
      'null',
      '"x"',
      '[]',
      '{}',
      '\ufeff{"name":"a"}',
      '{"name":"a"} x',
      '{',
      '',
      '{"name":"a"}}',
    ];
    for (const body of bodies) {
      const answer = await post(body);
      expect([body, answer.status]).toEqual([body, 400]);
      expect(['VALIDATION', 'MALFORMED_BODY']).toContain((await problem(answer)).code);
    }
  });

  it('H9 reads application/json in UTF-8 and nothing else', async () => {
    const types = [
      'application/x-www-form-urlencoded',
      'text/plain',
      'multipart/form-data; boundary=x',
      'text/json',
      'application/json; charset=utf-16',
      'application/json; charset=utf-7',
      'application/jsonx',
      'x',
    ];
    for (const type of types) {
      const answer = await post('{"name":"a"}', { 'content-type': type });
      expect([type, answer.status]).toEqual([type, 415]);
      expect((await problem(answer)).code).toBe('UNSUPPORTED_MEDIA_TYPE');
    }
    expect((await post('{"name":"a"}', { 'content-type': 'application/json; charset=UTF-8' })).status).toBe(
      201,
    );
  });

  it('H8 refuses compressed bodies and bad UTF-8', async () => {
    for (const encoding of ['gzip', 'br', 'x']) {
      expect((await post('{}', { 'content-encoding': encoding })).status).toBe(415);
    }
    const answer = await post(Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]));
    expect((await problem(answer)).code).toBe('MALFORMED_BODY');
    expect(answer.status).toBe(400);
  });

  it('H5 refuses what is nested deeper than 32 levels, before it is parsed', async () => {
    const nested = (depth: number): string => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;

    expect((await post(nested(32), {}, '/api/probe/anything')).status).toBe(201);
    expect((await problem(await post(nested(33), {}, '/api/probe/anything'))).code).toBe('MALFORMED_BODY');
    expect((await post(nested(80_000), {}, '/api/probe/anything')).status).toBe(400);
    const brackets = JSON.stringify({ name: `"\\${'['.repeat(100)}` });
    expect((await post(brackets)).status).toBe(201);
  });

  it('H6 H18 refuses bodies that are no object or have very many fields, also where nothing else looks', async () => {
    const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`k${n}`, 1])));
    for (const body of ['null', '[]', '"x"', '5', wide]) {
      const answer = await post(body, {}, '/api/probe/anything');
      expect([body, (await problem(answer)).code]).toEqual([body, 'VALIDATION']);
    }
  });

  it('H6 names a hundred bad fields at most', async () => {
    const fields = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`k${n}`, 1]));
    const body = (await problem(await post(JSON.stringify(fields)))) as { errors?: object[] };
    expect(body.errors).toHaveLength(100);
  });

  it('H10 refuses keys that pollute prototypes, also when they are escaped', async () => {
    const bodies = [
      '{"name":"a","__proto__":{"polluted":1}}',
      '{"name":"a","constructor":{"prototype":{"polluted":1}}}',
      '{"name":"a","prototype":1}',
      String.raw`{"name":"a","\u005f_proto__":{"polluted":1}}`,
      '{"name":"a","items":[{"__proto__":{"polluted":1}}]}',
      '{"name":"a","toString":1}',
      '{"name":"a","hasOwnProperty":1}',
    ];
    for (const body of bodies) {
      const answer = await post(body);
      expect([body, answer.status]).toEqual([body, 400]);
    }
    expect((await server.fetch('/api/probe?__proto__[polluted]=1')).status).toBe(400);
    expect((await server.fetch('/api/probe?__proto__=1')).status).toBe(400);
  });

  it('H1 H2 X6 refuses text that PostgreSQL cannot hold, naming the field', async () => {
    for (const text of [String.raw`\u0000`, String.raw`\ud800`, String.raw`\udc00x`]) {
      const body = await problem(await post(`{"name":"${text}"}`));
      expect(body.errors?.map((error) => error.field)).toEqual(['name']);
    }
    expect((await post(String.raw`{"name":"สวัสดี 👋 \ud83d\udc4b é"}`)).status).toBe(201);
  });

  it('H11 names every wrong field and every field that nobody asked for', async () => {
    const body = await problem(await post('{"items":[{"amount":"7"}],"role":"admin"}'));

    expect(body.code).toBe('VALIDATION');
    expect(body.errors?.map((error) => error.field).sort()).toEqual(['items/0/amount', 'name', 'role']);
  });

  it('H7 refuses a body over the limit at once, names the limit and closes', async () => {
    const tooLong = await sendRaw(server.port, [
      'POST /api/probe HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n{',
    ]);
    expect(tooLong.status).toBe(413);
    expect(tooLong.headers.connection).toBe('close');
    expect(JSON.parse(tooLong.body)).toMatchObject({ code: 'TOO_LARGE', limit: 262_144 });
  });

  it('H7 does not invite a body that it would refuse', async () => {
    const head = (length: number): string =>
      `POST /api/probe HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n`;

    expect((await sendRaw(server.port, [head(3_000_000)])).status).toBe(413);
    expect((await sendRaw(server.port, [head(12), '{"name":"a"}'])).status).toBe(100);
  });

  it('H7 cuts a chunked body at the limit and does not read the rest', async () => {
    const megabyte = `100000\r\n${'x'.repeat(1_048_576)}\r\n`;
    function* flood(): Generator<string> {
      yield 'POST /api/probe HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';
      for (let sent = 0; sent < 1_024; sent += 1) {
        yield megabyte;
      }
    }
    const answer = await sendRaw(server.port, flood());

    expect(answer.status).toBe(413);
    expect(answer.bytesSent).toBeLessThan(64 * 1_048_576);
  });
});

describe('addresses', () => {
  it('H16 answers malformed and hostile URLs with a problem, never a 5xx', async () => {
    const urls = [
      '/api/probe/%00',
      '/api/probe?c=%00',
      '/api/probe/%zz',
      '/api/probe?c=%zz',
      '/api/probe/%ED%A0%80',
      '/api/probe?c=%ff',
      `/api/probe/${'a'.repeat(300)}`,
      `/api/probe?c=${'a'.repeat(9_000)}`,
      '/api/probe?c=1&c=2',
      '/api/..;/metrics',
      '//api//probe',
      '/API/probe',
      '/api/probe/x/y',
    ];
    for (const url of urls) {
      const answer = await sendRaw(server.port, [
        `GET ${url} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
      ]);
      expect(`${url.slice(0, 40)} ${answer.status}`).toMatch(/ (?:400|404|431)$/);
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
    }
  });

  it('tells a wrong method from a wrong path', async () => {
    const answer = await server.fetch('/api/probe', { method: 'DELETE' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
    expect((await problem(answer)).code).toBe('METHOD_NOT_ALLOWED');
    expect((await problem(await server.fetch('/api/nothing'))).code).toBe('NOT_FOUND');
  });

  it('H16 ignores method overrides', async () => {
    const answer = await server.fetch('/api/probe', {
      method: 'GET',
      headers: { 'x-http-method-override': 'DELETE', 'x-method': 'DELETE' },
    });
    expect(answer.status).toBe(200);
  });
});

describe('raw HTTP', () => {
  it('H16 never takes a body for a second request', async () => {
    const hidden = 'GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n';
    const attempts = [
      `POST /api/probe HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
      `POST /api/probe HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde${hidden}`,
      `POST /api/probe HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${hidden}`,
      `GET /api/probe HTTP/1.1\r\nHost: a\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
    ];
    for (const attempt of attempts) {
      const answer = await sendRaw(server.port, [attempt]);
      expect([attempt.slice(0, 90), answer.status, answer.answerCount]).toEqual([
        attempt.slice(0, 90),
        400,
        1,
      ]);
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    }
  });

  it('H16 refuses missing, double and malformed Host headers', async () => {
    for (const host of [
      '',
      'Host: a\r\nHost: b\r\n',
      'Host: a b\r\n',
      'Host: a/../b\r\n',
      'Host: a@b\r\n',
      'Host:\r\n',
    ]) {
      const answer = await sendRaw(server.port, [
        `GET /api/probe HTTP/1.1\r\n${host}Connection: close\r\n\r\n`,
      ]);
      expect([host, answer.status]).toEqual([host, 400]);
    }
  });

  it('H16 F5 answers a flood of headers with 431 in the shape of every error', async () => {
    const answer = await sendRaw(server.port, [
      `GET /api/probe HTTP/1.1\r\nHost: a\r\n${'X-Flood: aaaaaaaaaaaaaaaa\r\n'.repeat(2_000)}\r\n`,
    ]);
    expect(answer.status).toBe(431);
    expect(answer.headers['strict-transport-security']).toBeDefined();
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'HEADERS_TOO_LARGE', status: 431 });
  });

  it('H16 answers what is not HTTP with 400', async () => {
    const answer = await sendRaw(server.port, ['\u0016\u0003\u0001 hello\r\n\r\n']);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'VALIDATION' });
  });
});

describe('errors', () => {
  it('J7 tells the caller the code and nothing of the inside', async () => {
    const expected: Record<string, [number, string]> = {
      bug: [500, 'INTERNAL'],
      away: [503, 'UNAVAILABLE'],
      refused: [503, 'UNAVAILABLE'],
      unique: [409, 'CONFLICT'],
      number: [400, 'VALIDATION'],
      nul: [400, 'VALIDATION'],
      nest: [400, 'VALIDATION'],
      conflict: [409, 'RUN_IN_PROGRESS'],
    };
    for (const [name, [status, code]] of Object.entries(expected)) {
      const answer = await server.fetch(`/api/probe/failure/${name}`);
      const text = await answer.text();
      expect([name, answer.status, (JSON.parse(text) as ProblemBody).code]).toEqual([name, status, code]);
      expect(text).not.toMatch(/canary-secret|SELECT|\.ts|node_modules|ECONN/);
      expect(answer.headers.get('retry-after')).toBe(status === 503 ? '2' : null);
    }
    expect(await (await server.fetch('/api/probe/failure/conflict')).json()).toMatchObject({ runId: 'r1' });
  });

  it('J3 H15 logs one line per event without values, headers or bodies', async () => {
    const before = server.log.lines.length;
    const id = 'test-request-1';
    await server.fetch('/api/probe/13800138000?c=canary-query', {
      headers: { authorization: 'Bearer canary-token', 'x-request-id': id, 'x-api-key': 'canary-key' },
    });
    await post('{"name":"canary-body","nationalId":"20123456789"}');
    await server.fetch('/api/probe/failure/unique');
    await server.fetch('/api/probe/failure/bug', {
      headers: { 'x-request-id': 'bad id\u001b[31m'.replace('\u001b', '') },
    });

    const lines = server.log.lines.slice(before);
    const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.every((line) => line.endsWith('\n') && !line.slice(0, -1).includes('\n'))).toBe(true);
    expect(lines.join('')).not.toMatch(
      /canary-(?:query|token|key|body)|13800138000|20123456789|SELECT canary/,
    );
    expect(events.find((event) => event.requestId === id)).toMatchObject({
      method: 'GET',
      route: '/api/probe/:id',
      status: 200,
      msg: 'request',
    });
  });
});

describe('headers', () => {
  it('J5 carries the security headers on every kind of answer', async () => {
    const answers = await Promise.all([
      server.fetch('/api/probe'),
      server.fetch('/api/nothing'),
      server.fetch('/api/probe/failure/bug'),
      server.fetch('/health/live'),
      server.fetch('/api/docs'),
      server.fetch('/api/docs-json'),
      post('{'),
      server.fetch('/api/probe', { method: 'DELETE' }),
      server.fetch('/nothing'),
    ]);
    for (const answer of answers) {
      const headers = Object.fromEntries(answer.headers);
      expect(headers).toMatchObject({
        'strict-transport-security': expect.stringContaining('max-age='),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'x-request-id': expect.stringMatching(/^[A-Za-z0-9._-]{1,64}$/),
      });
      expect(headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers.server).toBeUndefined();
    }
    expect(answers[0].headers.get('cache-control')).toBe('no-store');
    expect(answers[0].headers.get('vary')).toContain('Authorization');
  });

  it('keeps a harmless request id and replaces any other', async () => {
    const idOf = async (given: string): Promise<string | null> =>
      (await server.fetch('/health/live', { headers: { 'x-request-id': given } })).headers.get(
        'x-request-id',
      );

    expect(await idOf('abc-1.2_3')).toBe('abc-1.2_3');
    expect(await idOf('a'.repeat(65))).not.toBe('a'.repeat(65));
    expect(await idOf('a b')).not.toBe('a b');
  });

  it('J1 O10 lets the listed origin read answers, and no look-alike', async () => {
    const acao = async (origin: string, init: RequestInit = {}): Promise<string | null> => {
      const answer = await server.fetch('/api/probe', {
        ...init,
        headers: { origin, ...(init.headers as object) },
      });
      return answer.headers.get('access-control-allow-origin');
    };
    const preflight = { method: 'OPTIONS', headers: { 'access-control-request-method': 'PATCH' } };

    expect(await acao('https://panel.example.test')).toBe('https://panel.example.test');
    expect(await acao('https://panel.example.test', preflight)).toBe('https://panel.example.test');
    for (const origin of [
      'null',
      'https://evil.test',
      'https://panel.example.test.evil.test',
      'https://evilpanel.example.test',
      'http://panel.example.test',
      'https://panel.example.test:444',
      'https://PANEL.example.test.',
      '*',
    ]) {
      expect([origin, await acao(origin), await acao(origin, preflight)]).toEqual([origin, null, null]);
    }
    const answer = await server.fetch('/api/probe', { headers: { origin: 'https://panel.example.test' } });
    expect(answer.headers.get('vary')).toMatch(/Authorization.*Origin/);
    expect(answer.headers.get('access-control-expose-headers')).toMatch(
      /ETag.*Link.*Location.*Retry-After.*X-Total-Count/,
    );
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });
});
