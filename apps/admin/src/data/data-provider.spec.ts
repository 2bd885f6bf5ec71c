import { describe, expect, it } from '@jest/globals';
import { ApiUnreachable, HttpSession, MemoryTokenStore } from '@sync-hub/sync-client';
import { ApiClient } from '../api/api-client.js';
import { productRoutes } from '../products/product-routes.js';
import { createDataProvider, ETAG, type PanelDataProvider } from './data-provider.js';
import { PanelError } from './panel-error.js';

interface Seen {
  readonly call: string;
  readonly ifMatch: string | null;
  readonly body: unknown;
}

interface Scripted {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** A data provider over a server that gives these answers, one a call. */
function withAnswers(answers: readonly Scripted[]): { provider: PanelDataProvider; seen: Seen[] } {
  const seen: Seen[] = [];
  const session = new HttpSession({
    baseUrl: 'http://panel.test',
    tokens: new MemoryTokenStore({ accessToken: 'a', refreshToken: 'r' }),
    fetch: (url, init) => {
      const text = typeof init.body === 'string' ? init.body : null;
      const headers = new Headers(init.headers);
      const answer = answers[seen.length] ?? {};
      seen.push({
        call: `${init.method ?? ''} ${url.replace('http://panel.test', '')}`,
        ifMatch: headers.get('if-match'),
        body: text === null ? null : (JSON.parse(text) as unknown),
      });
      const body = answer.status === 204 ? null : JSON.stringify(answer.body ?? {});
      return Promise.resolve(
        new Response(body, { status: answer.status ?? 200, headers: answer.headers ?? {} }),
      );
    },
  });
  const routes = { products: productRoutes };
  const translate = (key: string): string => `«${key}»`;
  return { provider: createDataProvider({ api: new ApiClient(session), routes, translate }), seen };
}

const page = (ids: readonly string[], total: number, pages: number): Scripted => ({
  body: { data: ids.map((id) => ({ id })), pagination: { page: 1, limit: 200, total, pages } },
});

describe('the data provider', () => {
  it('asks for a page in the words of the API, without empty filters', async () => {
    const { provider, seen } = withAnswers([page(['1'], 51, 3)]);
    const list = await provider.getList('contacts', {
      pagination: { page: 2, perPage: 25 },
      sort: { field: 'name', order: 'ASC' },
      filter: { q: 'Анна & co', status: '', assignedToUserId: null },
    });
    expect(list).toEqual({ data: [{ id: '1' }], total: 51 });
    const query = 'search=%D0%90%D0%BD%D0%BD%D0%B0%20%26%20co&page=2&limit=25&sort=name&order=asc';
    expect(seen.map(({ call }) => call)).toEqual([`GET /api/contacts?${query}`]);
  });

  it('gets what an export asks for in pages that the API gives', async () => {
    const { provider, seen } = withAnswers([page(['1'], 3, 3), page(['2'], 3, 3), page(['3'], 3, 3)]);
    const list = await provider.getList('contacts', {
      pagination: { page: 1, perPage: 1000 },
      filter: {},
    });
    expect(list.data).toEqual([{ id: '1' }, { id: '2' }, { id: '3' }]);
    expect(seen.at(-1)?.call).toBe('GET /api/contacts?page=3&limit=200');
  });

  it('sends only what was changed, on the version that was read', async () => {
    const { provider, seen } = withAnswers([{ body: { id: '1', name: 'b' }, headers: { etag: '"2"' } }]);
    const previousData = { id: '1', name: 'a', notes: null, company: 'c', [ETAG]: '"1"' };
    const data = { id: '1', name: 'b', notes: '', company: undefined, [ETAG]: '"1"' };
    const saved = await provider.update('contacts', { id: '1', data, previousData });
    expect(seen).toEqual([
      { call: 'PATCH /api/contacts/1', ifMatch: '"1"', body: { name: 'b', company: null } },
    ]);
    expect(saved).toEqual({ data: { id: '1', name: 'b', [ETAG]: '"2"' } });
  });

  it('O6 sets each group of a product’s fields by its route, on the version of the answer before', async () => {
    const { provider, seen } = withAnswers([
      { body: { id: '1' }, headers: { etag: '"2"' } },
      { body: { id: '1' }, headers: { etag: '"3"' } },
    ]);
    const previousData = { id: '1', price: '1.00', costPrice: '0.50', costPriceTry: null, [ETAG]: '"1"' };
    const data = { ...previousData, price: '2.00', costPriceTry: '9.00' };
    await provider.update('products', { id: '1', data, previousData });
    expect(seen).toEqual([
      { call: 'PUT /api/products/1/price', ifMatch: '"1"', body: { price: '2.00' } },
      { call: 'PUT /api/products/1/cost', ifMatch: '"2"', body: { costPrice: '0.50', costPriceTry: '9.00' } },
    ]);
  });

  it('sends nothing when nothing was changed', async () => {
    const { provider, seen } = withAnswers([]);
    const record = { id: '1', name: 'a' };
    expect(await provider.update('contacts', { id: '1', data: record, previousData: record })).toEqual({
      data: record,
    });
    expect(seen).toEqual([]);
  });

  it('leaves out related records that are gone or not for this person', async () => {
    const { provider } = withAnswers([{ body: { id: '1' } }, { status: 404 }, { status: 403 }]);
    expect(await provider.getMany('users', { ids: ['1', '2', '3'] })).toEqual({ data: [{ id: '1' }] });
  });

  it('keeps a record’s id one segment of the path', async () => {
    const { provider, seen } = withAnswers([{ body: { id: '../users' } }]);
    await provider.getOne('contacts', { id: '../users?x' });
    expect(seen[0]?.call).toBe('GET /api/contacts/..%2Fusers%3Fx');
  });

  it('says what went wrong in a sentence, and names the fields of a form', async () => {
    const stale = withAnswers([{ status: 412, body: { code: 'STALE_RECORD', detail: 'x' } }]).provider;
    const errors = [{ field: 'price', message: 'must be a decimal' }];
    const invalid = withAnswers([
      { status: 400, body: { code: 'VALIDATION', detail: 'Bad.', errors } },
    ]).provider;
    const params = { id: '1', data: { id: '1', name: 'b' }, previousData: { id: '1', name: 'a' } };

    await expect(stale.update('contacts', params)).rejects.toMatchObject({
      code: 'STALE_RECORD',
      message: '«app.problem.stale_record»',
    });
    const refused: unknown = await invalid.update('contacts', params).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      message: 'Bad.\nprice: must be a decimal',
      body: { errors: { price: 'must be a decimal' } },
    });
  });

  it('asks a throttled call again after Retry-After, and gives up when that is long', async () => {
    const throttled = (seconds: string): Scripted => ({
      status: 429,
      body: { code: 'THROTTLED', detail: 'x' },
      headers: { 'retry-after': seconds },
    });
    const short = withAnswers([throttled('0'), { body: { id: '1' } }]);
    await short.provider.create('contacts', { data: { name: 'a' } });
    expect(short.seen.map(({ call }) => call)).toEqual(['POST /api/contacts', 'POST /api/contacts']);

    const long = withAnswers([throttled('60')]);
    await expect(long.provider.getOne('contacts', { id: '1' })).rejects.toThrow('«app.problem.throttled»');
    expect(long.seen).toHaveLength(1);
  });

  it('tells a missing connection from a refusal', () => {
    const error = new PanelError(new ApiUnreachable('x', null), (key) => key);
    expect([error.code, error.message, error.status]).toEqual(['UNREACHABLE', 'app.problem.unreachable', 0]);
  });
});
