import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ShopApp, TEST_USER_ID } from '../../../test/support/shop/shop-app.js';
import type { HistoryEntryResponse } from '../../flow/record-list/record-list.public.js';
import type { OrderDetailResponse } from './dto/order.response.js';
import type { OrderStatsResponse } from './dto/order-stats.response.js';

interface List<Item> {
  readonly data: readonly Item[];
  readonly pagination: {
    readonly page: number;
    readonly limit: number;
    readonly total: number;
    readonly pages: number;
  };
}

interface Problem {
  readonly code: string;
  readonly errors?: readonly { readonly field: string }[];
}

let shop: ShopApp;

beforeAll(async () => {
  shop = await ShopApp.start();
  await shop.run('strattera-products');
  await shop.run('strattera-orders');
});

afterAll(async () => {
  await shop.close();
});

function list(query = '') {
  return shop.request<List<OrderDetailResponse>>('GET', `/api/orders${query}`);
}

async function someOrder(status = 'unpaid'): Promise<OrderDetailResponse> {
  const { id } = shop.simulator.world.insertOrder({
    status: status as 'unpaid',
    order_items: [{ quantity: 2, price: '50.5', name: 'Line' }],
  });
  await shop.run('strattera-orders');
  const found = await list(`?search=${id}&limit=200`);
  return found.body.data.find((order) => order.externalId === String(id))!;
}

describe('GET /api/orders (O4)', () => {
  it('pages through everything once, newest first, and says where it is', async () => {
    const total = shop.simulator.world.orderCount;
    const seen: OrderDetailResponse[] = [];
    for (let page = 1; page <= Math.ceil(total / 25); page += 1) {
      seen.push(...(await list(`?page=${page}&limit=25`)).body.data);
    }
    const first = await list('?page=1&limit=25');

    expect(new Set(seen.map((order) => order.id)).size).toBe(total);
    expect(seen.map((order) => order.orderDate)).toEqual(
      seen
        .map((order) => order.orderDate)
        .sort()
        .reverse(),
    );
    expect(first.body.pagination).toEqual({ page: 1, limit: 25, total, pages: Math.ceil(total / 25) });
    expect(first.headers['x-total-count']).toBe(String(total));
    expect(first.headers.link).toContain('rel="next"');
    expect(first.body.data[0]!.total).toMatch(/^\d+\.\d\d$/);
  });

  it.each([
    ['limit=201', 'limit'],
    ['page=0', 'page'],
    ['status=archived', 'status'],
    ['dateFrom=yesterday', 'dateFrom'],
    ['dateTo=2025-02-31', 'dateTo'],
    ['sort=id;drop', 'sort'],
    ['sortBy=bankCard', 'sortBy'],
    ['sortOrder=sideways', 'sortOrder'],
    ['search=a%00b', 'search'],
    ['unknown=1', 'unknown'],
  ])('refuses ?%s with the field named', async (query, field) => {
    const answer = await shop.request<Problem>('GET', `/api/orders?${query}`);

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'VALIDATION' });
    expect(answer.body.errors!.map((error) => error.field)).toContain(field);
  });

  it('filters by status and by inclusive days of the shop', async () => {
    const { world } = shop.simulator;
    const { id } = world.insertOrder({ status: 'unpaid', created_at: '01.03.2024 00:00:00' });
    const { id: late } = world.insertOrder({ status: 'unpaid', created_at: '02.03.2024 23:59:59' });
    world.insertOrder({ status: 'unpaid', created_at: '03.03.2024 00:00:00' });
    await shop.run('strattera-orders');

    const found = await list('?dateFrom=2024-03-01&dateTo=2024-03-02&status=unpaid&sort=orderDate&order=asc');

    expect(found.body.data.map((order) => order.externalId)).toEqual([String(id), String(late)]);
    expect(
      (await list('?status=shipped&limit=200')).body.data.every((order) => order.status === 'shipped'),
    ).toBe(true);
  });

  it.each([
    ['sort=total&order=asc', (order: OrderDetailResponse) => Number(order.total)],
    ['sortBy=externalId&sortOrder=ASC', (order: OrderDetailResponse) => Number(order.externalId)],
  ])('sorts by ?%s', async (query, valueOf) => {
    const values = (await list(`?${query}&limit=200`)).body.data.map(valueOf);

    expect(values.length).toBeGreaterThan(50);
    expect(values).toEqual([...values].sort((a, b) => a - b));
  });

  it('H12 searches customers and lines in any case, and takes wildcards for plain characters', async () => {
    const { id } = shop.simulator.world.insertOrder({
      order_items: [{ quantity: 1, price: '1.0', name: 'Настойка 100%_Ёж' }],
    });
    await shop.run('strattera-orders');

    const found = await list(`?search=${encodeURIComponent('НАСТОЙКА 100%_ёж')}`);

    expect(found.body.data.map((order) => order.externalId)).toEqual([String(id)]);
    expect((await list(`?search=${encodeURIComponent('100%%')}`)).body.pagination.total).toBe(0);
    expect((await list(`?search=${encodeURIComponent("' OR 1=1 --")}`)).body.pagination.total).toBe(0);
  });
});

describe('GET /api/orders/stats and /:id (O4)', () => {
  it('sums exactly, by status and in all', async () => {
    const { body } = await shop.request<OrderStatsResponse>('GET', '/api/orders/stats');
    const kopecks = (text: string): bigint => BigInt(text.replace('.', ''));

    expect(body.totalOrders).toBe(shop.simulator.world.orderCount);
    expect(body.ordersByStatus.reduce((sum, one) => sum + one.count, 0)).toBe(body.totalOrders);
    expect(body.ordersByStatus.reduce((sum, one) => sum + kopecks(one.revenue), 0n)).toBe(
      kopecks(body.totalRevenue),
    );
    expect(body.recentOrders).toHaveLength(5);
  });

  it('shows one order with its lines and an ETag', async () => {
    const order = await someOrder();
    const answer = await shop.request<OrderDetailResponse>('GET', `/api/orders/${order.id}`);

    expect(answer.status).toBe(200);
    expect(answer.headers.etag).toMatch(/^".+"$/);
    expect(answer.body).toMatchObject({
      id: order.id,
      overrides: {},
      items: [{ name: 'Line', quantity: 2, price: '50.50', total: '101.00' }],
    });
  });

  it.each(['nobody', '%00', '1'])('answers 404 for the id %s', async (id) => {
    const answer = await shop.request<Problem>('GET', `/api/orders/${id}`);

    expect(answer.status).toBe(404);
    expect(answer.body.code).toBe('NOT_FOUND');
  });
});

describe('edits of orders (O6, O7)', () => {
  let order: OrderDetailResponse;

  beforeEach(async () => {
    order = await someOrder();
  });

  it('O7 a status that a person set survives imports, and the release shows the upstream one at once', async () => {
    const edited = await shop.request<OrderDetailResponse>('PUT', `/api/orders/${order.id}/status`, {
      status: 'shipped',
    });
    shop.simulator.world.patchOrder(Number(order.externalId), { status: 'overdue' });
    await shop.run('strattera-orders');

    const kept = await shop.request<OrderDetailResponse>('GET', `/api/orders/${order.id}`);
    const released = await shop.request<OrderDetailResponse>(
      'DELETE',
      `/api/orders/${order.id}/overrides/status`,
    );

    expect(edited).toMatchObject({ status: 200, body: { status: 'shipped' } });
    expect(kept.body.status).toBe('shipped');
    expect(kept.body.overrides.status).toEqual({
      by: TEST_USER_ID,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      upstream: 'overdue',
    });
    expect(released).toMatchObject({ status: 200, body: { status: 'overdue', overrides: {} } });
  });

  it('O6 sets the fields that people may set, and null empties one', async () => {
    const edited = await shop.request<OrderDetailResponse>('PUT', `/api/orders/${order.id}`, {
      customerEmail: 'anna@example.com',
      customerCity: null,
    });

    expect(edited.body).toMatchObject({ customerEmail: 'anna@example.com', customerCity: null });
    await shop.run('strattera-orders');
    const kept = await shop.request<OrderDetailResponse>('GET', `/api/orders/${order.id}`);
    expect(kept.body).toMatchObject({ customerEmail: 'anna@example.com', customerCity: null });
  });

  it.each([
    ['an unknown status', 'PUT', '/status', { status: 'archived' }, 'status'],
    ['no status', 'PUT', '/status', {}, 'status'],
    ['H11 the total', 'PUT', '', { total: '1.00' }, 'total'],
    ['H11 the id', 'PUT', '', { id: 'x' }, 'id'],
    ['H11 the overrides', 'PUT', '', { overrides: {} }, 'overrides'],
    ['nothing', 'PUT', '', {}, 'body'],
    ['a wrong address', 'PUT', '', { customerEmail: 'nobody' }, 'customerEmail'],
    ['a name that is a number', 'PUT', '', { customerName: 5 }, 'customerName'],
    ['H1 a NUL', 'PUT', '', { customerName: 'a\u0000' }, 'customerName'],
    ['a null status', 'PUT', '', { status: null }, 'status'],
  ] as const)('O6 refuses %s with the field named', async (_name, method, path, body, field) => {
    const answer = await shop.request<Problem>(method, `/api/orders/${order.id}${path}`, body);

    expect(answer.status).toBe(400);
    expect(answer.body.errors!.map((error) => error.field)).toContain(field);
  });

  it('O6 answers 404 for an unknown order, and for an override that is none', async () => {
    const edit = await shop.request<Problem>('PUT', '/api/orders/nobody/status', { status: 'paid' });
    const release = await shop.request<Problem>('DELETE', `/api/orders/${order.id}/overrides/status`);
    const history = await shop.request<Problem>('GET', '/api/orders/nobody/history');

    expect([edit.status, release.status, history.status]).toEqual([404, 404, 404]);
  });

  it('refuses an edit of an order that has changed meanwhile', async () => {
    const { headers } = await shop.request('GET', `/api/orders/${order.id}`);
    const etag = headers.etag!;
    const first = await shop.request(
      'PUT',
      `/api/orders/${order.id}/status`,
      { status: 'paid' },
      { 'if-match': etag },
    );
    const second = await shop.request<Problem>(
      'PUT',
      `/api/orders/${order.id}/status`,
      { status: 'cancelled' },
      { 'if-match': etag },
    );

    expect(first.status).toBe(200);
    expect(second).toMatchObject({ status: 412, body: { code: 'STALE_RECORD' } });
  });

  it('tells the history of an order: who changed what, newest first', async () => {
    await shop.request('PUT', `/api/orders/${order.id}/status`, { status: 'paid' });

    const { body } = await shop.request<List<HistoryEntryResponse>>('GET', `/api/orders/${order.id}/history`);

    expect(body.pagination.total).toBe(2);
    expect(body.data).toMatchObject([
      { op: 'update', fields: expect.arrayContaining(['status']), actor: TEST_USER_ID },
      { op: 'create', fields: null },
    ]);
  });
});

describe('POST /api/sync-orders (O5)', () => {
  it('answers 202 with the run and where to watch it', async () => {
    const answer = await shop.request<{ runId: string }>('POST', '/api/sync-orders');

    expect(answer.status).toBe(202);
    expect(Object.keys(answer.body)).toEqual(['runId']);
    expect(answer.headers.location).toBe(`/api/runs/${answer.body.runId}`);
    await shop.waitFor(answer.body.runId);
  });

  it('answers the counts when the caller waits', async () => {
    const answer = await shop.request('POST', '/api/sync-orders?wait=true');

    expect(answer).toMatchObject({
      status: 200,
      body: {
        state: 'succeeded',
        error: null,
        counts: { created: 0, unchanged: shop.simulator.world.orderCount },
      },
    });
  });

  it('E16 answers 409 with the run that is under way', async () => {
    shop.simulator.faults.add({ delayMs: 400, times: 1 });
    const first = await shop.request<{ runId: string }>('POST', '/api/sync-orders');

    const second = await shop.request('POST', '/api/sync-orders');

    expect(second).toMatchObject({ status: 409, body: { code: 'RUN_IN_PROGRESS', runId: first.body.runId } });
    await shop.waitFor(first.body.runId);
  });
});
