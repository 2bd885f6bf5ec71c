import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../../kernel/clock.js';
import { SourceError } from '../source-error.js';
import { SourceHttp, type SourceHttpSettings, type SourceRequest } from './source-http.js';

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const TOKEN = 'tok-0123456789-secret';

describe('SourceHttp', () => {
  const open: { server: Server; http: SourceHttp }[] = [];

  afterEach(async () => {
    for (const { server, http } of open.splice(0)) {
      await http.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  const serve = async (
    listener: RequestListener,
    more: Partial<SourceHttpSettings> = {},
  ): Promise<SourceHttp> => {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const http = new SourceHttp(
      {
        baseUrl: `http://127.0.0.1:${port}/api/v1`,
        headers: { authorization: TOKEN },
        deadlineMs: 5_000,
        ...more,
      },
      new SystemClock(),
    );
    open.push({ server, http });
    return http;
  };
  const answer =
    (body: string | Buffer, headers: Record<string, string> = JSON_TYPE, status = 200): RequestListener =>
    (_request, response) => {
      response.writeHead(status, headers).end(body);
    };
  const failure = async (
    http: SourceHttp,
    path = 'orders',
    request: SourceRequest = {},
  ): Promise<SourceError> => {
    const error: unknown = await http
      .send(path, new AbortController().signal, request)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SourceError);
    return error as SourceError;
  };
  const get = async (http: SourceHttp, path: string, request: SourceRequest = {}): Promise<unknown> =>
    (await http.get(path, new AbortController().signal, request)).json;

  it('C2 hands on a number that a float could not hold as its text, where the source wants that', async () => {
    const body =
      '{"a":1.10,"b":[-0.1e-7,12345678901234567890],"c":7,"d":"1.5 \\"2.5\\" \\\\","e":{"3.5":null}}';

    expect(await get(await serve(answer(body), { decimalsAsText: true }), 'orders')).toEqual({
      a: '1.10',
      b: ['-0.1e-7', '12345678901234567890'],
      c: 7,
      d: '1.5 "2.5" \\',
      e: { '3.5': null },
    });
    expect(await get(await serve(answer(body)), 'orders')).toMatchObject({ a: 1.1, c: 7 });
  });

  it('asks for a path below the base URL, with the headers of the source and the query', async () => {
    const http = await serve((request, response) => {
      response.writeHead(200, JSON_TYPE).end(JSON.stringify([request.url, request.headers.authorization]));
    });

    expect(await get(http, '/orders', { query: { page: 2, all: true, none: undefined } })).toEqual([
      '/api/v1/orders?page=2&all=true',
      TOKEN,
    ]);
  });

  it('reads gzip', async () => {
    const http = await serve(answer(gzipSync('[{"id":1}]'), { ...JSON_TYPE, 'content-encoding': 'gzip' }));

    expect(await get(http, 'orders')).toEqual([{ id: 1 }]);
  });

  it('sends a JSON body', async () => {
    const http = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        response.writeHead(200, JSON_TYPE).end(JSON.stringify({ got: Buffer.concat(chunks).toString() }));
      });
    });
    const { json } = await http.send('auth', new AbortController().signal, {
      method: 'POST',
      body: { login: 'x' },
    });

    expect(json).toEqual({ got: '{"login":"x"}' });
  });

  it.each<[string, string | Buffer, Record<string, string>, string]>([
    ['E8 HTML', '<html>Sign in</html>', { 'content-type': 'text/html' }, 'source-schema'],
    ['E8 HTML that claims to be JSON', '<html></html>', JSON_TYPE, 'source-schema'],
    ['E8 no content type', '[]', {}, 'source-schema'],
    ['E8 an empty body', '', JSON_TYPE, 'source-schema'],
    ['E8 null', 'null', JSON_TYPE, 'source-schema'],
    ['E8 a text', '"busy"', JSON_TYPE, 'source-schema'],
    ['E8 a byte order mark', '\uFEFF[]', JSON_TYPE, 'source-schema'],
    [
      'E8 UTF-16',
      Buffer.from('[1]', 'utf16le'),
      { 'content-type': 'application/json; charset=utf-16' },
      'source-schema',
    ],
    ['E8 UTF-16 that claims to be UTF-8', Buffer.from('\uFEFF[1]', 'utf16le'), JSON_TYPE, 'source-schema'],
    ['E8 invalid UTF-8', Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]), JSON_TYPE, 'source-schema'],
    ['E8 junk as brotli', 'xxxxxxxxxxxx', { ...JSON_TYPE, 'content-encoding': 'br' }, 'source-schema'],
    ['E8 junk as gzip', 'xxxxxxxxxxxx', { ...JSON_TYPE, 'content-encoding': 'gzip' }, 'source-schema'],
    ['E8 an unknown encoding', '[]', { ...JSON_TYPE, 'content-encoding': 'zstd' }, 'source-schema'],
    ['E8 trailing junk', '[1] x]', JSON_TYPE, 'source-schema'],
    ['E7 JSON that was cut with a consistent length', '[{"id":1},{"id"', JSON_TYPE, 'temporary'],
    [
      'E7 a cut gzip body',
      gzipSync('[{"id":1}]').subarray(0, 20),
      { ...JSON_TYPE, 'content-encoding': 'gzip' },
      'temporary',
    ],
  ])('%s is an error, never an empty list', async (_name, body, headers, kind) => {
    const error = await failure(await serve(answer(body, headers)));

    expect(error.kind).toBe(kind);
  });

  it('E7 takes a body that is shorter than announced for cut', async () => {
    const http = await serve((_request, response) => {
      response.writeHead(200, { ...JSON_TYPE, 'content-length': '100' });
      response.write('[]');
      setTimeout(() => response.destroy(), 20);
    });

    expect((await failure(http)).kind).toBe('temporary');
  });

  it.each<[string, number, Record<string, string>, string, number | undefined]>([
    ['E1 401', 401, JSON_TYPE, 'unauthorized', undefined],
    ['E1 403', 403, JSON_TYPE, 'unauthorized', undefined],
    ['402', 402, JSON_TYPE, 'unauthorized', undefined],
    ['E2 404 of a list', 404, JSON_TYPE, 'source-schema', undefined],
    ['E2 410', 410, JSON_TYPE, 'source-schema', undefined],
    ['E3 429 without a wish', 429, JSON_TYPE, 'rate-limited', undefined],
    ['E3 429 with seconds', 429, { ...JSON_TYPE, 'retry-after': '120' }, 'rate-limited', 120_000],
    ['E3 429 with junk', 429, { ...JSON_TYPE, 'retry-after': 'soon' }, 'rate-limited', undefined],
    ['E4 500', 500, { 'content-type': 'text/html' }, 'temporary', undefined],
    ['E4 503 with a wish', 503, { 'retry-after': '7' }, 'temporary', 7_000],
    ['E8 J2 302', 302, { location: 'http://127.0.0.1:1/' }, 'source-schema', undefined],
    ['304', 304, {}, 'source-schema', undefined],
  ])('%s', async (_name, status, headers, kind, retryAfterMs) => {
    const error = await failure(await serve(answer(status === 304 ? '' : '{}', headers, status)));

    expect([error.kind, error.details.status, error.details.retryAfterMs]).toEqual([
      kind,
      status,
      retryAfterMs,
    ]);
  });

  it('E17 calls a refused change rejected, and answers a status that the connector expects', async () => {
    const http = await serve(answer('{"error":"gone"}', JSON_TYPE, 409));

    expect((await failure(http, 'orders/1', { method: 'PUT', body: {} })).kind).toBe('rejected');
    const answered = await http.send('orders/1', new AbortController().signal, {
      method: 'PUT',
      body: {},
      expectedStatuses: [409],
    });
    expect(answered).toMatchObject({ status: 409, json: { error: 'gone' } });
  });

  it('E6 ends at the deadline although bytes drip in', async () => {
    const http = await serve(
      (_request, response) => {
        response.writeHead(200, JSON_TYPE);
        const drip = setInterval(() => response.write(' '), 10);
        response.on('close', () => {
          clearInterval(drip);
        });
      },
      { deadlineMs: 150 },
    );

    expect((await failure(http)).kind).toBe('temporary');
  });

  it('E5 ends at the deadline when no answer comes', async () => {
    const http = await serve(() => undefined, { deadlineMs: 100 });

    expect((await failure(http)).kind).toBe('temporary');
  });

  it('E9 stops reading a body that is too large', async () => {
    let sentBytes = 0;
    const http = await serve(
      (_request, response) => {
        response.writeHead(200, JSON_TYPE);
        const chunk = Buffer.alloc(64 * 1024, ' ');
        const pump = (): void => {
          sentBytes += chunk.length;
          if (sentBytes < 300 * 1024 * 1024 && !response.destroyed) {
            response.write(chunk, () => setImmediate(pump));
          }
        };
        pump();
      },
      { bodyBytesMax: 1024 * 1024 },
    );

    expect((await failure(http)).kind).toBe('source-schema');
    expect(sentBytes).toBeLessThan(50 * 1024 * 1024);
  });

  it('E8 stops at a gzip bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024, ' '));
    const http = await serve(answer(bomb, { ...JSON_TYPE, 'content-encoding': 'gzip' }), {
      bodyBytesMax: 1024 * 1024,
    });

    expect((await failure(http)).message).toBe('The answer is larger than 1048576 bytes');
  });

  it('E5 calls a refused connection, a reset and a foreign protocol temporary', async () => {
    const reset = await serve((request) => request.socket.resetAndDestroy());
    const junk = await serve((request) => request.socket.end('SSH-2.0-OpenSSH\r\n'));
    const refused = new SourceHttp({ baseUrl: 'http://127.0.0.1:9/api' }, new SystemClock());

    expect((await failure(reset)).kind).toBe('temporary');
    expect((await failure(junk)).kind).toBe('temporary');
    expect((await failure(refused)).message).toBe('The source refuses connections (ECONNREFUSED)');
    await refused.close();
  });

  it('stops with the caller’s reason when the caller aborts', async () => {
    const http = await serve(() => undefined);
    const controller = new AbortController();
    const asked = http.get('orders', controller.signal);
    controller.abort(new Error('enough'));

    await expect(asked).rejects.toThrow('enough');
  });

  it('E13 J2 does not leave its host, by a next link or otherwise', async () => {
    const http = await serve(answer('[]'));

    for (const path of [
      'http://evil.example/orders',
      '//evil.example/orders',
      'file:///etc/passwd',
      'https://127.0.0.1/x',
    ]) {
      expect((await failure(http, path)).message).toBe('The source points to another host');
    }
  });

  it('J3 shows no secret, address or long number in the sample of an answer', async () => {
    const body = `{"error":"bad ${TOKEN}","password":"hunter22","mail":"ana@example.org","phone":"+54 11 5555 0100","note":"ok"}`;
    const { details, message } = await failure(await serve(answer(body, JSON_TYPE, 401)));

    expect(details.sample).toContain('"note":"ok"');
    for (const hidden of [TOKEN, 'hunter22', 'ana@example', '5555']) {
      expect(`${message} ${details.sample}`).not.toContain(hidden);
    }
  });

  it('E8 keeps at most 2 KB of an answer', async () => {
    const { details } = await failure(
      await serve(answer('ä'.repeat(5_000), { 'content-type': 'text/plain' })),
    );

    expect(Buffer.byteLength(details.sample ?? '')).toBeLessThanOrEqual(2048);
    expect(details.sample).toMatch(/^ä+$/);
  });
});
