import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DeliveryShop } from '../../../test/support/outgoing/delivery-shop.js';
import { ShopApp, TEST_USER_ID } from '../../../test/support/shop/shop-app.js';

describe('an edit reaches the shop that its record came from (S6)', () => {
  let shop: DeliveryShop;

  beforeAll(async () => {
    shop = await DeliveryShop.start();
  });
  afterAll(async () => {
    await shop.close();
  });
  beforeEach(async () => {
    await shop.calm();
  });

  it('delivers a status that was set over REST, exactly once', async () => {
    const [order] = shop.openOrders();
    expect((await shop.setStatus(order!, 'shipped')).status).toBe(200);

    await shop.deliverAll();
    await shop.app.deliver();

    expect(shop.simulator.world.getOrder(order!).status).toBe('shipped');
    expect(shop.writes('orders', order!)).toEqual([{ status: 'shipped' }]);
    expect(await shop.queue()).toMatchObject([
      {
        source: 'strattera-orders',
        entity: 'orders',
        externalId: String(order),
        fields: { status: 'shipped' },
        state: 'applied',
        attempts: 1,
        conflicts: [],
        error: null,
      },
    ]);
  });

  it('delivers stock and price that a phone pushed, in one write, and its echo changes nothing', async () => {
    const [product] = shop.products();
    const id = await shop.idOf('products', product!);
    const pushed = await shop.push('product', id, { stockQuantity: 77, price: '123.40', minStock: 3 });
    expect(pushed.body.results).toMatchObject([{ status: 'applied' }]);
    const logged = await shop.app.logCount();

    await shop.deliverAll();
    const run = await shop.app.run('strattera-products');

    expect(shop.writes('products', product!)).toEqual([{ stock_quantity: 77, price: '123.40' }]);
    expect(shop.simulator.world.getProduct(product!)).toMatchObject({ stock_quantity: 77, price: '123.4' });
    expect(run.counts).toMatchObject({ created: 0, updated: 0 });
    expect(await shop.app.logCount()).toBe(logged);
    expect((await shop.stored('products', product!)).row).toMatchObject({
      stock_quantity: 77,
      price: 123.4,
      min_stock: 3,
    });
  });

  it('sends the same idempotency key with every attempt of a change, and another with every change', async () => {
    const [, product] = shop.products();
    await shop.setStock(product!, 11);
    shop.simulator.faults.serverError(2, 503, { method: 'PUT' });
    await shop.deliverAll();
    await shop.setStock(product!, 12);
    await shop.deliverAll();

    const keys = shop.simulator.journal
      .filter(({ method }) => method === 'PUT')
      .map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(4);
    expect(new Set(keys.slice(0, 3)).size).toBe(1);
    expect(keys[3]).not.toBe(keys[0]);
  });

  it('does not write again when only the answer was lost', async () => {
    const [, , product] = shop.products();
    shop.simulator.faults.acceptThenReset({ method: 'PUT', times: 1 });
    await shop.setStock(product!, 21);

    await shop.deliverAll();

    expect(shop.simulator.world.getProduct(product!).stock_quantity).toBe(21);
    expect(shop.writes('products', product!)).toHaveLength(1);
    expect(await shop.queue()).toMatchObject([{ state: 'applied', attempts: 2 }]);
  });

  it('keeps what the shop set after a lost answer: the same key does not write twice', async () => {
    const [, , product] = shop.products();
    shop.simulator.faults.acceptThenReset({ method: 'PUT', times: 1 });
    await shop.setStock(product!, 31);
    await shop.app.deliver();
    shop.simulator.world.patchProduct(product!, { stock_quantity: 5 });

    await shop.deliverAll();
    await shop.app.run('strattera-products');

    expect(shop.simulator.world.getProduct(product!).stock_quantity).toBe(5);
    expect((await shop.stored('products', product!)).row).toMatchObject({ stock_quantity: 5 });
  });

  it('E4 waits while the shop is down, without using up what else is queued, and delivers when it is back', async () => {
    const [first, second, third] = shop.products();
    await shop.setStock(first!, 41);
    await shop.setStock(second!, 42);
    await shop.setStock(third!, 43);
    await shop.simulator.refuseConnections();

    const report = await shop.app.deliver();
    const waiting = await shop.queue();
    await shop.simulator.acceptConnections();
    await shop.deliverAll();

    expect(report).toMatchObject({ applied: 0, postponed: 1 });
    expect(waiting.map(({ state, attempts }) => [state, attempts])).toEqual([
      ['queued', 0],
      ['queued', 0],
      ['queued', 1],
    ]);
    expect(waiting[2]).toMatchObject({ errorKind: 'temporary', error: expect.any(String) as unknown });
    expect((await shop.queue()).map(({ state }) => state)).toEqual(['applied', 'applied', 'applied']);
    expect([first, second, third].map((id) => shop.writes('products', id!).length)).toEqual([1, 1, 1]);
  });

  it('E3 honours Retry-After for every process and every run, and costs the change no attempt', async () => {
    const [product] = shop.products();
    shop.simulator.faults.tooManyRequests({ retryAfter: '600', times: 1 }, { method: 'PUT' });
    await shop.setStock(product!, 51);

    await shop.app.deliver();
    const requestCount = shop.simulator.journal.length;
    const again = await shop.app.deliver();

    expect(again).toMatchObject({ applied: 0, postponed: 0 });
    expect(shop.simulator.journal).toHaveLength(requestCount);
    expect(await shop.queue()).toMatchObject([{ state: 'queued', attempts: 0, errorKind: 'rate-limited' }]);
  });

  it('E1 leaves a shop alone that refuses the token, and tries again later', async () => {
    const [product] = shop.products();
    shop.simulator.faults.unauthorized({ times: 1 });
    await shop.setStock(product!, 61);

    await shop.app.deliver();
    const refused = await shop.queue();
    await new Promise((resolve) => setTimeout(resolve, 60));
    await shop.deliverAll();

    expect(refused).toMatchObject([{ state: 'queued', attempts: 0, errorKind: 'unauthorized' }]);
    expect(await shop.queue()).toMatchObject([{ state: 'applied' }]);
  });

  it('delivers the edits of a record in their order, also when the first has to wait', async () => {
    const [, order] = shop.openOrders();
    shop.simulator.faults.serverError(1, 500, { method: 'PUT' });
    await shop.setStatus(order!, 'shipped');
    await shop.setStatus(order!, 'refunded');

    await shop.deliverAll();

    expect(shop.writes('orders', order!)).toEqual([
      { status: 'shipped' },
      { status: 'shipped' },
      { status: 'refunded' },
    ]);
    expect(await shop.queue()).toMatchObject([
      { fields: { status: 'refunded' }, state: 'applied', conflicts: [] },
      { fields: { status: 'shipped' }, state: 'applied', conflicts: [] },
    ]);
  });

  it('does not lose what the shop changed meanwhile in another field', async () => {
    const [product] = shop.products();
    await shop.setStock(product!, 71);
    shop.simulator.world.patchProduct(product!, { price: '999.5' });

    await shop.deliverAll();

    expect(shop.simulator.world.getProduct(product!)).toMatchObject({ stock_quantity: 71, price: '999.5' });
    expect((await shop.stored('products', product!)).row).toMatchObject({
      stock_quantity: 71,
      price: 999.5,
    });
  });

  it('records a conflict in the same field; the person wins, as the field’s policy says', async () => {
    const [, , , product] = shop.products();
    const before = shop.simulator.world.getProduct(product!).stock_quantity;
    await shop.setStock(product!, before + 1_000);
    shop.simulator.world.patchProduct(product!, { stock_quantity: before + 5 });

    await shop.deliverAll();

    expect(shop.simulator.world.getProduct(product!).stock_quantity).toBe(before + 1_000);
    expect(await shop.queue()).toMatchObject([
      {
        state: 'applied',
        conflicts: [{ field: 'stockQuantity', yours: before + 1_000, theirs: before + 5, kept: 'yours' }],
      },
    ]);
  });

  it('sends nothing for what the shop does not take, nor for a record that came from nowhere', async () => {
    const [order] = shop.openOrders();
    await shop.push('order', await shop.idOf('orders', order!), { customerCity: 'Омск' });
    await shop.app.database.query(`INSERT INTO products (id, name, price) VALUES ('own', 'Own', 1)`);
    await shop.push('product', 'own', { price: '2.00' });
    await shop.deliverAll();

    expect(await shop.queue()).toEqual([]);
    expect(shop.simulator.journal).toEqual([]);
  });

  it('S3 delivers a rejected push when a person has corrected it', async () => {
    const [product] = shop.products();
    const id = await shop.idOf('products', product!);
    await shop.app.database.query(
      `INSERT INTO users (id, name, role) VALUES ($1, 'Admin', 2) ON CONFLICT DO NOTHING`,
      [TEST_USER_ID],
    );
    const pushed = await shop.push('product', id, { stockQuantity: -1 });
    expect(pushed.body.results).toMatchObject([{ status: 'rejected', code: 'VALIDATION' }]);
    expect(await shop.queue()).toEqual([]);

    const open = await shop.app.request<{ data: { id: string; payload: object }[] }>(
      'GET',
      '/api/quarantine?kind=push&state=open',
    );
    const [entry] = open.body.data;
    const corrected = await shop.app.request('PATCH', `/api/quarantine/${entry!.id}`, {
      payload: { ...entry!.payload, payload: { stockQuantity: 91 } },
    });
    await shop.deliverAll();

    expect(corrected.body).toMatchObject({ state: 'resolved' });
    expect(shop.writes('products', product!)).toEqual([{ stock_quantity: 91 }]);
  });

  it('stores edit and delivery together or not at all', async () => {
    const [product] = shop.products();
    const id = await shop.idOf('products', product!);
    const refused = await shop.app.request(
      'PUT',
      `/api/products/${id}/stock`,
      { stockQuantity: 81 },
      { 'if-match': '"stale"' },
    );

    expect(refused.status).toBe(412);
    expect(await shop.queue()).toEqual([]);
  });
});

describe('without STRATTERA_WRITE_BACK', () => {
  it('an edit stays here, as an override', async () => {
    const app = await ShopApp.start({ orders: 3, products: 8 });
    try {
      await app.run('strattera-products');
      const [product] = await app.database.query<{ id: string }>('SELECT id FROM products LIMIT 1');
      await app.request('PUT', `/api/products/${product!.id}/stock`, { stockQuantity: 9 });
      await app.deliver();

      expect(await app.database.query('SELECT 1 FROM outgoing_change')).toEqual([]);
      expect(app.simulator.journal.filter(({ method }) => method === 'PUT')).toEqual([]);
    } finally {
      await app.close();
    }
  });
});
