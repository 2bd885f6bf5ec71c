import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ShopApp, TEST_USER_ID } from '../../../test/support/shop/shop-app.js';
import type { ProductDetailResponse } from './dto/product.response.js';

interface List<Item> {
  readonly data: readonly Item[];
  readonly pagination: { readonly total: number };
}

interface Problem {
  readonly code: string;
  readonly errors?: readonly { readonly field: string }[];
}

let shop: ShopApp;
let product: ProductDetailResponse;

beforeAll(async () => {
  shop = await ShopApp.start();
});

afterAll(async () => {
  await shop.close();
});

beforeEach(async () => {
  const { id } = shop.simulator.world.insertProduct({
    name: 'Проба 10 мг',
    price: '500.0',
    stock_quantity: 10,
  });
  await shop.run('strattera-products');
  const found = await list('?limit=200');
  product = found.body.data.find((one) => one.externalId === String(id))!;
});

function list(query = '') {
  return shop.request<List<ProductDetailResponse>>('GET', `/api/products${query}`);
}

function put(path: string, body: object, headers: Record<string, string> = {}) {
  return shop.request<ProductDetailResponse & Problem>(
    'PUT',
    `/api/products/${product.id}${path}`,
    body,
    headers,
  );
}

async function read(): Promise<ProductDetailResponse> {
  return (await shop.request<ProductDetailResponse>('GET', `/api/products/${product.id}`)).body;
}

describe('GET /api/products (O4)', () => {
  it('leaves hidden products out unless they are asked for', async () => {
    const hidden = await shop.request('PATCH', `/api/products/${product.id}/hide`, { isHidden: true });
    const shown = (await list('?limit=200')).body.data.map((one) => one.id);
    const all = (await list('?limit=200&showHidden=true')).body.data.map((one) => one.id);
    await shop.run('strattera-products');

    expect(hidden).toMatchObject({ status: 200, body: { isHidden: true, overrides: {} } });
    expect(shown).not.toContain(product.id);
    expect(all).toContain(product.id);
    expect((await read()).isHidden).toBe(true);
  });

  it('searches and sorts', async () => {
    const found = (await list(`?search=${encodeURIComponent('ПРОБА 10')}&limit=200`)).body.data;
    const prices = (await list('?sort=price&order=desc&limit=200')).body.data.map((one) => Number(one.price));

    expect(found.map((one) => one.id)).toContain(product.id);
    expect(found.every((one) => one.name.startsWith('Проба'))).toBe(true);
    expect(prices).toEqual([...prices].sort((a, b) => b - a));
  });

  it.each([
    ['showHidden=maybe', 'showHidden'],
    ['sort=description', 'sort'],
    ['limit=1000', 'limit'],
    ['search=%00', 'search'],
  ])('refuses ?%s with the field named', async (query, field) => {
    const answer = await shop.request<Problem>('GET', `/api/products?${query}`);

    expect(answer.status).toBe(400);
    expect(answer.body.errors!.map((error) => error.field)).toContain(field);
  });

  it('shows one product with the history of its figures', async () => {
    expect(await read()).toMatchObject({
      name: 'Проба 10 мг',
      price: '500.00',
      stockQuantity: 10,
      trends: [{ avgDailySales30d: '0.0000', daysToZero: null, recommendedQty: 0, trend: 'STABLE' }],
    });
    expect((await shop.request('GET', '/api/products/nobody')).status).toBe(404);
  });
});

describe('price, cost and figures (O6, O7)', () => {
  it("O7 a price that a person set survives imports, and the release shows the shop's at once", async () => {
    const edited = await put('/price', { price: '450.50' });
    shop.simulator.world.patchProduct(Number(product.externalId), { price: '600.0' });
    await shop.run('strattera-products');
    const kept = await read();
    const released = await shop.request<ProductDetailResponse>(
      'DELETE',
      `/api/products/${product.id}/overrides/price`,
    );

    expect(edited).toMatchObject({ status: 200, body: { price: '450.50' } });
    expect(kept.price).toBe('450.50');
    expect(kept.overrides.price).toMatchObject({ by: TEST_USER_ID, upstream: '600.00' });
    expect(released).toMatchObject({ status: 200, body: { price: '600.00', overrides: {} } });
  });

  it('O6 keeps costs to ourselves: no import touches them, and they are no override', async () => {
    const edited = await put('/cost', { costPrice: '300.00', costPriceTry: 120.5 });
    await shop.run('strattera-products');

    expect(edited.body).toMatchObject({ costPrice: '300.00', costPriceTry: '120.50', overrides: {} });
    expect(await read()).toMatchObject({ costPrice: '300.00', costPriceTry: '120.50' });
  });

  it('O7 a figure that a person set stays, the computed one is tracked, and the release shows it', async () => {
    await put('/analytics', { avgDailySales30d: '2', trend: 'GROWING', minStock: 7, inTransit: 3 });
    await shop.run('strattera-products');
    const kept = await read();
    const released = await shop.request<ProductDetailResponse>(
      'DELETE',
      `/api/products/${product.id}/overrides/trend`,
    );

    expect(kept).toMatchObject({
      avgDailySales30d: '2.0000',
      trend: 'GROWING',
      minStock: 7,
      inTransit: 3,
      // From the person's pace: 10 in stock last 5 days; 2 × 14 + 7 − 10 − 3.
      daysToZero: 5,
      recommendedQty: 22,
      overrides: { trend: { upstream: 'STABLE' }, avgDailySales30d: { upstream: '0.0000' } },
    });
    expect(released.body).toMatchObject({ trend: 'STABLE' });
  });

  it.each([
    ['a negative price', '/price', { price: '-1' }, 'price'],
    ['a price in words', '/price', { price: 'cheap' }, 'price'],
    ['three digits after the point', '/price', { price: '1.005' }, 'price'],
    ['no price', '/price', {}, 'price'],
    ['a null price', '/price', { price: null }, 'price'],
    ['H11 more than the price', '/price', { price: '1', name: 'x' }, 'name'],
    ['no cost', '/cost', {}, 'costPrice'],
    ['a bad trend', '/analytics', { trend: 'UP' }, 'trend'],
    ['half a minimum', '/analytics', { minStock: 1.5 }, 'minStock'],
    ['no figure', '/analytics', {}, 'body'],
    ['a negative stock', '/stock', { stockQuantity: -1 }, 'stockQuantity'],
    ['no stock', '/stock', {}, 'stockQuantity'],
    ['a move without a direction', '/stock', { quantity: 1 }, 'operation'],
    ['a move without a quantity', '/stock', { operation: 'add' }, 'quantity'],
    ['a move of nothing', '/stock', { quantity: 0, operation: 'add' }, 'quantity'],
    ['both forms', '/stock', { stockQuantity: 1, quantity: 1, operation: 'add' }, 'stockQuantity'],
    ['H3 too many pieces', '/stock', { quantity: 2_147_483_647, operation: 'add' }, 'quantity'],
    ['more than there is', '/stock', { quantity: 11, operation: 'subtract' }, 'quantity'],
  ])('O6 refuses %s with the field named', async (_name, path, body, field) => {
    const answer = await put(path, body);

    expect(answer.status).toBe(400);
    expect(answer.body.errors!.map((error) => error.field)).toContain(field);
    expect(await read()).toMatchObject({ price: '500.00', stockQuantity: 10 });
  });

  it.each(['/price', '/stock'])('O6 answers 404 for an unknown product: %s', async (path) => {
    const body = path === '/price' ? { price: '1' } : { quantity: 1, operation: 'add' };

    expect((await shop.request('PUT', `/api/products/nobody${path}`, body)).status).toBe(404);
  });
});

describe('the stock (O6, O7)', () => {
  it('is set, added to and subtracted from, and no import takes it back', async () => {
    expect((await put('/stock', { stockQuantity: 40 })).body.stockQuantity).toBe(40);
    expect((await put('/stock', { quantity: 5, operation: 'add' })).body.stockQuantity).toBe(45);
    expect((await put('/stock', { quantity: 45, operation: 'subtract' })).body.stockQuantity).toBe(0);
    shop.simulator.world.patchProduct(Number(product.externalId), { stock_quantity: 99 });
    await shop.run('strattera-products');

    expect(await read()).toMatchObject({ stockQuantity: 0, overrides: { stockQuantity: { upstream: 99 } } });
  });

  it('loses none of many changes at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        put('/stock', { quantity: 1, operation: index % 4 === 0 ? 'subtract' : 'add' }),
      ),
    );

    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 16 }, () => 200));
    expect((await read()).stockQuantity).toBe(10 + 12 - 4);
  });

  it('never sells the last piece twice', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => put('/stock', { quantity: 4, operation: 'subtract' })),
    );

    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(2);
    expect(answers.filter((answer) => answer.status === 400)).toHaveLength(4);
    expect((await read()).stockQuantity).toBe(2);
  });

  it('is not changed under a caller who brings an old ETag', async () => {
    const { headers } = await shop.request('GET', `/api/products/${product.id}`);
    await put('/stock', { quantity: 1, operation: 'add' });

    const answer = await put('/stock', { quantity: 1, operation: 'add' }, { 'if-match': headers.etag! });

    expect(answer.status).toBe(412);
    expect((await read()).stockQuantity).toBe(11);
  });
});

describe('POST /api/sync-products and the history (O5)', () => {
  it('answers the counts when the caller waits', async () => {
    const answer = await shop.request('POST', '/api/sync-products?wait=true');

    expect(answer).toMatchObject({
      status: 200,
      body: { state: 'succeeded', counts: { created: 0, updated: 0 } },
    });
  });

  it('tells who changed the price', async () => {
    await put('/price', { price: '1' });

    const { body } = await shop.request<List<object>>('GET', `/api/products/${product.id}/history?limit=1`);

    expect(body.data).toMatchObject([
      { op: 'update', fields: expect.arrayContaining(['price']), actor: TEST_USER_ID },
    ]);
  });
});
