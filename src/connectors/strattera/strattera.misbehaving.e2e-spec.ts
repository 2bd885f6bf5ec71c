import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ShopApp } from '../../../test/support/shop/shop-app.js';

type Row = Readonly<Record<string, unknown>>;

let shop: ShopApp;

beforeAll(async () => {
  shop = await ShopApp.start();
});

afterAll(async () => {
  await shop.close();
});

async function orderRow(externalId: number): Promise<Row> {
  const rows = await shop.database.query<Row>('SELECT * FROM orders WHERE external_id = $1', [
    String(externalId),
  ]);
  return rows[0]!;
}

describe('a shop that misbehaves (O8)', () => {
  const NEIGHBOUR_COUNT = 59;

  beforeAll(async () => {
    await shop.run('strattera-orders');
  });

  afterEach(async () => {
    shop.simulator.faults.clear();
    await shop.run('strattera-orders');
  });

  it.each([
    ['E1 401', () => shop.simulator.faults.unauthorized(), 'unauthorized'],
    ['E1 403', () => shop.simulator.faults.forbidden(), 'unauthorized'],
    ['E2 404 of the list', () => shop.simulator.faults.notFound(), 'source-schema'],
    ['E6 a redirect to a page for people', () => shop.simulator.faults.redirectToHtml(), 'source-schema'],
    ['E8 a page with status 200', () => shop.simulator.faults.htmlWith200(), 'source-schema'],
    ['E8 a wrong content type', () => shop.simulator.faults.wrongContentType(), 'source-schema'],
    ['E8 an empty body', () => shop.simulator.faults.emptyBody(), 'source-schema'],
    ['E8 null', () => shop.simulator.faults.nullBody(), 'source-schema'],
    [
      'E8 an object instead of the array',
      () => shop.simulator.faults.add({ body: { data: [] } })[0]!,
      'source-schema',
    ],
    ['E20 an empty list where rows were', () => shop.simulator.faults.emptyList(), 'source-schema'],
    ['E4 500 without an end', () => shop.simulator.faults.serverError(), 'temporary'],
    ['E5 resets without an end', () => shop.simulator.faults.connectionReset(), 'temporary'],
    [
      'E7 JSON cut short of its length',
      () => shop.simulator.faults.truncatedJson({ consistentLength: false }),
      'temporary',
    ],
    [
      'E7 JSON cut with a consistent length',
      () => shop.simulator.faults.truncatedJson({ consistentLength: true }),
      'temporary',
    ],
  ])('%s fails the run visibly, and the stored orders are still served', async (_name, arm, kind) => {
    const versions = await shop.rowVersions();
    const { lastSuccessAt } = await shop.statuses.get('strattera-orders');
    arm();

    const run = await shop.run('strattera-orders');

    expect(run).toMatchObject({ state: 'failed', error: { kind } });
    expect(await shop.rowVersions()).toBe(versions);
    expect(await shop.statuses.get('strattera-orders')).toMatchObject({
      state: 'failed',
      lastSuccessAt,
      lastError: expect.stringContaining(kind),
    });
    expect(lastSuccessAt).not.toBeNull();
    expect(JSON.stringify(run)).not.toContain(shop.simulator.token);
    const listed = await shop.request<{ pagination: { total: number } }>('GET', '/api/orders');
    expect(listed.body.pagination.total).toBeGreaterThanOrEqual(60);
  });

  it.each([
    ['E4 two 500s', () => shop.simulator.faults.serverError(2)],
    ['E5 one reset', () => shop.simulator.faults.connectionReset('mid-body', { times: 1 })],
    ['E3 429 with seconds', () => shop.simulator.faults.tooManyRequests({ retryAfter: '1', times: 1 })],
    [
      'E3 429 with a date',
      () => shop.simulator.faults.tooManyRequests({ retryAfter: new Date(Date.now() + 1_000), times: 1 }),
    ],
    ['E3 429 without a wish', () => shop.simulator.faults.tooManyRequests({ times: 1 })],
    ['E3 429 with a junk wish', () => shop.simulator.faults.tooManyRequests({ retryAfter: '-5', times: 1 })],
  ])('%s is waited out', async (_name, arm) => {
    arm();

    expect(await shop.run('strattera-orders')).toMatchObject({
      state: 'succeeded',
      error: null,
      counts: { unchanged: 60 },
    });
  });

  it.each([
    ['E12 a total that is null', { set: { total_amount: null } }, 'total_amount'],
    ['E12 a total in words', { set: { total_amount: 'много' } }, 'total_amount'],
    [
      'H4 a day that does not exist',
      { set: { created_at: '31.02.2025 10:00:00', paid_at: null } },
      'created_at',
    ],
    ['H4 another date format', { set: { paid_at: '2025-06-05T10:00:00Z' } }, 'paid_at'],
    ['E12 a renamed status', { set: { status: 'archived' } }, 'status'],
    ['E12 an order without an id', { unset: ['id'] }, 'id'],
    ["E12 a record that lost its lines' type", { set: { order_items: 'none' } }, 'order_items'],
    ['H1 a NUL in the name', { set: { 'user.full_name': 'Анна\u0000' } }, 'customerName'],
    ['H2 half a surrogate in the city', { set: { 'user.city': 'г \ud83d' } }, 'customerCity'],
    ['H3 a number that nobody can hold', { set: { total_amount: { $raw: '1e400' } } }, 'total_amount'],
  ])('%s costs that record alone: it goes to quarantine with the reason', async (_name, mutation, field) => {
    shop.simulator.faults.changedRecords([{ at: 'middle', ...mutation }]);

    const run = await shop.run('strattera-orders');

    expect(run).toMatchObject({
      state: 'completed-with-errors',
      counts: { failed: 1, unchanged: NEIGHBOUR_COUNT },
    });
    const { entries } = await shop.quarantine.list({ state: 'open', sourceKey: 'strattera-orders' }, 10, 0);
    expect(entries).toHaveLength(1);
    expect(entries[0]!.reason).toContain(field);
    expect(JSON.stringify(entries[0]!.payload)).not.toMatch(/bank_card":"[^[]/);

    shop.simulator.faults.clear();
    await shop.run('strattera-orders');
    const settled = await shop.quarantine.list({ state: 'open', sourceKey: 'strattera-orders' }, 10, 0);
    expect(settled.total).toBe(0);
  });

  it.each([
    ['E18 decimals as numbers', { convert: { total_amount: 'number', 'order_items.*.price': 'number' } }],
    [
      'E18 decimals with a comma',
      { convert: { total_amount: 'decimal-comma', 'order_items.*.price': 'decimal-comma' } },
    ],
    ['E12 ids as strings', { convert: { id: 'string' } }],
  ] as const)('%s are the same values: nothing is written', async (_name, mutation) => {
    const versions = await shop.rowVersions();
    shop.simulator.faults.changedRecords([mutation]);

    expect(await shop.run('strattera-orders')).toMatchObject({
      state: 'succeeded',
      counts: { unchanged: 60 },
    });
    expect(await shop.rowVersions()).toBe(versions);
  });

  it('W12 an order corrected in the quarantine keeps its bank: the payload was kept without it', async () => {
    const { id } = shop.simulator.world.listOrders().find((order) => order.bank_card !== null)!;
    const before = await orderRow(id);
    expect(before.bank_card).not.toBeNull();
    shop.simulator.faults.changedRecords([{ where: { id }, set: { total_amount: 'много', bonus: 77 } }]);
    await shop.run('strattera-orders');
    const { entries } = await shop.quarantine.list({ state: 'open', sourceKey: 'strattera-orders' }, 10, 0);
    const url = `/api/quarantine/${entries[0]!.id}`;
    const { payload } = (await shop.request<{ payload: Row }>('GET', url)).body;

    const { body } = await shop.request('PATCH', url, {
      payload: { ...payload, total_amount: before.total },
    });

    expect(body).toMatchObject({ state: 'resolved' });
    expect(await orderRow(id)).toMatchObject({ bonus: 77, bank_card: before.bank_card });
  });

  it('E11 of two copies of an order the last one wins, and it is counted', async () => {
    const { id } = shop.simulator.world.listOrders()[3]!;
    shop.simulator.faults.changedRecords([
      { where: { id }, duplicate: { set: { 'user.city': 'г Второй' } } },
    ]);

    const run = await shop.run('strattera-orders');

    expect(run.counts).toMatchObject({ duplicates: 1 });
    expect(await orderRow(id)).toMatchObject({ customer_city: 'г Второй' });
  });

  it('E12 lists new fields as drift and stores the records', async () => {
    shop.simulator.faults.changedRecords([{ set: { loyalty: 'gold' } }]);

    expect(await shop.run('strattera-orders')).toMatchObject({ state: 'succeeded', drift: ['loyalty'] });
  });

  it('X6 keeps Thai, Cyrillic, emoji and accents as they came', async () => {
    const { id } = shop.simulator.world.listOrders()[4]!;
    shop.simulator.faults.changedRecords([
      { where: { id }, set: { 'user.full_name': 'สมชาย Ёлкина 🌿 Ünïcode <b>' } },
    ]);

    await shop.run('strattera-orders');

    expect(await orderRow(id)).toMatchObject({ customer_name: 'สมชาย Ёлкина 🌿 Ünïcode <b>' });
  });

  it('E18 a product whose price becomes null is skipped, and its stored row stays', async () => {
    await shop.run('strattera-products');
    const product = shop.simulator.world.listProducts().find((one) => Number(one.price ?? 0) > 0)!;
    shop.simulator.faults.changedRecords([{ where: { id: product.id }, set: { price: null } }]);

    const run = await shop.run('strattera-products');

    expect(run.counts).toMatchObject({ failed: 0, updated: 0 });
    const rows = await shop.database.query<Row>('SELECT price FROM products WHERE external_id = $1', [
      String(product.id),
    ]);
    expect(rows).toEqual([{ price: Number(product.price).toFixed(2) }]);
  });
});
