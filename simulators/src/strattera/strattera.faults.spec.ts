import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { startStratteraSimulator } from './start-strattera-simulator.js';
import type { StratteraSimulator } from './start-strattera-simulator.js';
import type { StratteraOrder, StratteraProduct } from './strattera.payloads.js';

const MEBIBYTE = 1_048_576;

/** An answer as it came over the wire: nothing decoded, cut short or not. */
interface WireAnswer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly error: string | null;
}

describe('the fault scripts strike as FAULTS E wants them', () => {
  let simulator: StratteraSimulator;

  beforeEach(async () => {
    simulator = await startStratteraSimulator({ orders: 40, products: 12 });
  });

  afterEach(async () => {
    await simulator.close();
  });

  const get = async (path = '/orders', signal?: AbortSignal): Promise<Response> =>
    fetch(`${simulator.baseUrl}${path}`, {
      headers: { authorization: simulator.token },
      redirect: 'manual',
      ...(signal === undefined ? {} : { signal }),
    });
  const orders = async (): Promise<StratteraOrder[]> => (await (await get()).json()) as StratteraOrder[];
  const statuses = async (count: number): Promise<number[]> => {
    const seen: number[] = [];
    for (let index = 0; index < count; index += 1) {
      const response = await get();
      await response.arrayBuffer();
      seen.push(response.status);
    }
    return seen;
  };
  const getOverWire = async (): Promise<WireAnswer> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: simulator.token };
      let error: string | null = null;
      const note = (cause: NodeJS.ErrnoException): void => {
        error ??= cause.code ?? cause.message;
      };
      const request = httpRequest(`${simulator.baseUrl}/orders`, { headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        request.off('error', reject).on('error', note);
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', note);
        response.on('close', () => {
          const { statusCode: status, headers: received } = response;
          resolve({ status, headers: received, body: Buffer.concat(chunks), error });
        });
      });
      request.on('error', reject).end();
    });

  it('E1 refuses the token until the fault is cleared', async () => {
    simulator.faults.unauthorized();
    expect(await statuses(3)).toEqual([401, 401, 401]);

    simulator.faults.clear();
    simulator.faults.forbidden({ times: 1 });
    expect(await statuses(2)).toEqual([403, 200]);
  });

  it('E1 lets a token expire in the middle of a run', async () => {
    simulator.faults.unauthorized({ nth: 2 });

    expect(await statuses(3)).toEqual([200, 401, 200]);
  });

  it('E2 has lost one list and still serves the other', async () => {
    simulator.faults.notFound({ path: '/orders' });

    expect((await get('/orders')).status).toBe(404);
    expect((await get('/products')).status).toBe(200);
    simulator.faults.clear();
    simulator.faults.gone();
    expect((await get('/products')).status).toBe(410);
  });

  it.each([
    ['seconds', '2', '2'],
    ['an HTTP date', new Date('2025-06-05T19:00:30Z'), 'Thu, 05 Jun 2025 19:00:30 GMT'],
    ['junk', 'abc', 'abc'],
    ['a negative number', '-5', '-5'],
    ['nothing', undefined, null],
  ])('E3 answers 429 with %s in Retry-After, then 200', async (_case, retryAfter, header) => {
    simulator.faults.tooManyRequests({ retryAfter, times: 1 });

    const refused = await get();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe(header);
    expect(await statuses(1)).toEqual([200]);
    expect(simulator.journal.map(({ status }) => status)).toEqual([429, 200]);
  });

  it('E4 fails twice, is too busy once, and heals', async () => {
    simulator.faults.serverError(2);
    simulator.faults.tooManyRequests({ times: 1 });

    expect(await statuses(4)).toEqual([500, 500, 429, 200]);
  });

  it('E5 resets before the headers or in the middle of the body', async () => {
    simulator.faults.connectionReset('before-headers', { times: 1 });
    await expect(getOverWire()).rejects.toMatchObject({ code: 'ECONNRESET' });

    simulator.faults.connectionReset('mid-body', { times: 1 });
    const cut = await getOverWire();
    expect(cut).toMatchObject({ status: 200, error: 'ECONNRESET' });
    expect(cut.body.length).toBeLessThan(Number(cut.headers['content-length']));
    expect(cut.body.length).toBeGreaterThan(0);
    expect(simulator.journal.map(({ outcome }) => outcome)).toEqual(['reset', 'reset']);
  });

  it('E5 refuses connections during an outage and comes back on the same port', async () => {
    await statuses(1);
    await simulator.refuseConnections();
    await expect(get()).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });

    await simulator.acceptConnections();
    expect(await statuses(1)).toEqual([200]);
  });

  it('E5 hangs before the headers until the client leaves, and close ends what still hangs', async () => {
    simulator.faults.timeout();
    await expect(get('/orders', AbortSignal.timeout(100))).rejects.toThrow();

    const hanging = expect(get()).rejects.toThrow();
    while (simulator.journal.length < 2) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await simulator.close();
    await hanging;
    expect(simulator.journal[0]).toMatchObject({ status: null, outcome: 'client-left', bytes: 0 });
  });

  it('E6 drips so slowly that only a deadline ends it', async () => {
    simulator.faults.slowDrip(200);

    const response = await get('/orders', AbortSignal.timeout(300));
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });

  it('E6 delays the answer and then gives it whole', async () => {
    simulator.faults.add({ delayMs: 50, times: 1 });

    expect(await orders()).toHaveLength(40);
  });

  it('E7 cuts the JSON with a length that does not agree', async () => {
    simulator.faults.truncatedJson({ consistentLength: false, atBytes: 700 });

    const cut = await getOverWire();
    expect(cut.body).toHaveLength(700);
    expect(Number(cut.headers['content-length'])).toBeGreaterThan(700);
    expect(cut.error).not.toBeNull();
  });

  it('E7 cuts the JSON with a length that agrees', async () => {
    simulator.faults.truncatedJson({ consistentLength: true, atBytes: 700 });

    const cut = await getOverWire();
    expect(cut).toMatchObject({ status: 200, error: null });
    expect(cut.headers['content-length']).toBe('700');
    expect(() => JSON.parse(cut.body.toString('utf8')) as unknown).toThrow(SyntaxError);
  });

  it('E8 sends HTML, another content type, nothing, null, or a redirect to a page', async () => {
    simulator.faults.htmlWith200({ times: 1 });
    const html = await getOverWire();
    expect([html.status, html.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);

    simulator.faults.wrongContentType('text/plain', { times: 1 });
    const plain = await getOverWire();
    expect(plain.headers['content-type']).toBe('text/plain');
    expect(JSON.parse(plain.body.toString())).toHaveLength(40);

    simulator.faults.emptyBody({ times: 1 });
    expect(await getOverWire()).toMatchObject({ status: 200, headers: { 'content-length': '0' } });
    simulator.faults.nullBody({ times: 1 });
    expect((await getOverWire()).body.toString()).toBe('null');
    simulator.faults.redirectToHtml();
    expect(await getOverWire()).toMatchObject({ status: 302, headers: { location: 'https://t.me/sim' } });
  });

  it('E8 sends a BOM, UTF-16 and brotli that is none', async () => {
    simulator.faults.add([
      { encoding: 'utf-8-bom', times: 1 },
      { encoding: 'utf-16le', times: 1 },
      { encoding: 'br-junk', times: 1 },
    ]);

    expect((await getOverWire()).body.subarray(0, 4).toString('hex')).toBe('efbbbf5b');
    expect((await getOverWire()).body.subarray(0, 4).toString('hex')).toBe('fffe5b00');
    expect((await getOverWire()).headers['content-encoding']).toBe('br');
  });

  it('E8 sends a gzip bomb: small on the wire, large inside', async () => {
    simulator.faults.gzipBomb(20);

    const unpacked = await (await get()).arrayBuffer();
    expect(unpacked.byteLength).toBe(20 * MEBIBYTE);
    expect(simulator.journal[0]?.bytes).toBeLessThan(100_000);
  });

  it('E9 streams valid JSON of any size', async () => {
    simulator.faults.hugeBody(5);

    const text = await (await get()).text();
    expect(Buffer.byteLength(text)).toBe(5 * MEBIBYTE);
    expect((JSON.parse(text) as unknown[]).length).toBeGreaterThan(1_000);
  });

  it('E9 stops streaming when the client has had enough', async () => {
    simulator.faults.hugeBody(300);
    const giveUp = new AbortController();
    const response = await get('/orders', giveUp.signal);
    await response.body?.getReader().read();
    giveUp.abort();

    while (simulator.journal[0]?.outcome === 'open') {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(simulator.journal[0]?.outcome).toBe('client-left');
    expect(simulator.journal[0]?.bytes).toBeLessThan(300 * MEBIBYTE);
  });

  it('E10 changes the world between two requests', async () => {
    simulator.knobs.ordersCacheMs = 0;
    simulator.faults.add({ nth: 1, thenChangeWorld: { do: 'removeOrder', id: 7 } });

    expect([(await orders()).length, (await orders()).length]).toEqual([40, 39]);
  });

  it('E11 sends an id twice, with other content', async () => {
    simulator.faults.changedRecords([{ where: { id: 40 }, duplicate: { set: { total_amount: '1.0' } } }]);

    const twice = (await orders()).filter(({ id }) => id === 40);
    expect(twice.map(({ total_amount: total }) => total)).toEqual([
      expect.not.stringMatching(/^1\.0$/u),
      '1.0',
    ]);
  });

  it('E12 sends nulls, missing and new fields, other types and renamed values, one record at a time', async () => {
    simulator.faults.changedRecords([
      { at: 0, set: { user: null } },
      { at: 1, unset: ['status'] },
      { at: 2, set: { surprise: { deep: true } } },
      { at: 3, convert: { total_amount: 'number', id: 'string' } },
      { at: 4, set: { status: 'PAID_V2', created_at: '31.02.2025 25:61:00' } },
      { at: 5, convert: { total_amount: 'decimal-comma', 'order_items.*.price': 'decimal-comma' } },
      { at: 6, rename: { total_amount: 'total' } },
    ]);
    const honest = simulator.world.listOrders();
    const sent = (await orders()) as unknown as Record<string, unknown>[];

    expect(sent[0]?.user).toBeNull();
    expect(sent[1]).not.toHaveProperty('status');
    expect(sent[2]).toHaveProperty('surprise.deep', true);
    expect(sent[3]).toMatchObject({
      total_amount: Number(honest[3]!.total_amount),
      id: String(honest[3]!.id),
    });
    expect(sent[4]).toMatchObject({ status: 'PAID_V2', created_at: '31.02.2025 25:61:00' });
    expect(sent[5]?.total_amount).toMatch(/^\d+,\d{2}$/u);
    expect(sent[5]).toHaveProperty('order_items.0.price', expect.stringMatching(/^\d+,\d{2}$/u));
    expect(sent[6]).toMatchObject({ total: honest[6]!.total_amount });
    expect(sent[6]).not.toHaveProperty('total_amount');
    expect(sent.slice(7)).toEqual(honest.slice(7));
    expect(simulator.world.listOrders()).toEqual(honest);
  });

  it('E14 sends a revision that went backwards', async () => {
    simulator.faults.changedRecords(
      [{ where: { id: 15 }, set: { updated_at: '2001-01-01T00:00:00.000+03:00' } }],
      {
        path: '/products',
      },
    );

    const products = (await (await get('/products')).json()) as StratteraProduct[];
    expect(products.find(({ id }) => id === 15)?.updated_at).toBe('2001-01-01T00:00:00.000+03:00');
  });

  it('E15 shows an empty list, and then a single row, while the world keeps all', async () => {
    simulator.faults.emptyList({ times: 1 });
    expect(await orders()).toEqual([]);

    simulator.faults.onlyOneRow({ times: 1 });
    expect(await orders()).toHaveLength(1);
    expect(simulator.world.orderCount).toBe(40);
    expect(await orders()).toHaveLength(40);
  });

  it('E18 sends NUL, a lone surrogate, formulas and numbers that no JavaScript number can hold', async () => {
    simulator.faults.changedRecords([
      { at: 'first', set: { 'user.full_name': 'a\u0000b\ud800c', 'order_items.0.name': '=1+1' } },
      { at: 'last', set: { id: { $raw: '9007199254740993' }, bonus: { $raw: '1e400' } } },
    ]);

    const text = (await getOverWire()).body.toString('utf8');
    expect(text).toContain('"a\\u0000b\\ud800c"');
    expect(text).toContain('"id":9007199254740993');
    expect(text).toContain('"bonus":1e400');
    expect((JSON.parse(text) as StratteraOrder[])[0]?.user.full_name).toBe('a\u0000b\ud800c');
  });

  it('adds up scripts that only change records, also under one that changes the transport', async () => {
    simulator.faults.changedRecords([{ at: 'first', set: { bonus: -1 } }]);
    simulator.faults.changedRecords([{ at: 'last', set: { bonus: -2 } }]);
    const wrongType = simulator.faults.wrongContentType();
    simulator.faults.serverError(1);

    const response = await get();
    const sent = (await response.json()) as StratteraOrder[];
    expect([response.status, sent[0]?.bonus, sent.at(-1)?.bonus]).toEqual([200, -1, -2]);
    expect(simulator.journal[0]?.faultIds).toEqual(['fault-1', 'fault-2', wrongType]);
    simulator.faults.clear(wrongType);
    expect(await statuses(2)).toEqual([500, 200]);
  });

  it.each([
    [{ nth: 2 }, [200, 500, 200, 200, 200]],
    [{ nth: 2, times: 3 }, [200, 500, 500, 500, 200]],
    [{ nth: [1, 4] }, [500, 200, 200, 500, 200]],
    [{ nth: [1, 4], times: 1 }, [500, 200, 200, 200, 200]],
    [{ nth: 'every' as const, times: 4 }, [500, 500, 500, 500, 200]],
    [{ match: { path: '/products' } }, [200, 200, 200, 200, 200]],
    [{ match: { path: '^/api/v\\d/orders$' } }, [500, 500, 500, 500, 500]],
    [{ match: { path: '/api/v1/orders', method: 'put' } }, [200, 200, 200, 200, 200]],
    [{ match: { query: { page: '2' } } }, [200, 200, 200, 200, 200]],
  ])('%j strikes at the right requests', async (script, expected) => {
    simulator.faults.add({ ...script, status: 500 });

    expect(await statuses(5)).toEqual(expected);
  });

  it('refuses a script with a misspelt field or a bad value', () => {
    expect(() => simulator.faults.add({ statsu: 500 } as never)).toThrow('faults[0].statsu');
    expect(() => simulator.faults.add([{ status: 500 }, { status: 42 }])).toThrow('faults[1].status');
    expect(() => simulator.faults.add({ match: { path: '^(' }, status: 500 })).toThrow(
      'not a regular expression',
    );
    expect(simulator.faults.list()).toEqual([]);
  });
});
