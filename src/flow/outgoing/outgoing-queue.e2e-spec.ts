import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DeliveryShop } from '../../../test/support/outgoing/delivery-shop.js';
import { TEST_USER_ID } from '../../../test/support/shop/shop-app.js';

describe('the outgoing queue in the hands of people (S6, D2)', () => {
  let shop: DeliveryShop;
  let product: number;
  let other: number;

  beforeAll(async () => {
    shop = await DeliveryShop.start();
    [product, other] = shop.products() as [number, number];
  });
  afterAll(async () => {
    await shop.close();
  });
  beforeEach(async () => {
    await shop.calm();
  });

  const act = (id: string, action: 'retry' | 'discard'): ReturnType<DeliveryShop['setStock']> =>
    shop.app.request('POST', `/api/outgoing/${id}/${action}`);
  const status = async (): Promise<unknown> =>
    (await shop.app.request('GET', '/api/sync/status')).body.outgoing;
  const newest = async (): Promise<string> => (await shop.queue())[0]!.id;

  it('gives a change up after ten attempts; a retry delivers it after all', async () => {
    shop.simulator.faults.serverError(undefined, 500, { method: 'PUT' });
    await shop.setStock(product, 101);
    await shop.deliverAll();

    expect(await shop.queue()).toMatchObject([
      { state: 'rejected', attempts: 10, errorKind: 'temporary', error: expect.stringContaining('HTTP 500') },
    ]);
    expect(shop.writes('products', product)).toHaveLength(10);
    expect(await status()).toMatchObject({ queued: 0, rejected: 1, oldestQueuedAt: null });

    shop.simulator.faults.clear();
    const retried = await act(await newest(), 'retry');
    await shop.deliverAll();

    expect(retried).toMatchObject({ status: 200, body: { state: 'queued', attempts: 0 } });
    expect(shop.simulator.world.getProduct(product).stock_quantity).toBe(101);
    expect(await shop.queue()).toMatchObject([{ state: 'applied', attempts: 1, error: null }]);
  });

  it('gives up at once what the shop refuses for good, and nobody waits for it', async () => {
    shop.simulator.faults.add({ match: { method: 'PUT' }, status: 400, times: 1 });
    await shop.setStock(product, 111);
    await shop.setStock(product, 112);
    await shop.deliverAll();

    expect(await shop.queue()).toMatchObject([
      { fields: { stockQuantity: 112 }, state: 'applied' },
      { fields: { stockQuantity: 111 }, state: 'rejected', attempts: 1, errorKind: 'rejected' },
    ]);
  });

  it('does not let a retried change overtake a later one of the same field', async () => {
    shop.simulator.faults.add({ match: { method: 'PUT' }, status: 400, times: 1 });
    await shop.setStock(product, 121);
    await shop.setStock(product, 122);
    await shop.deliverAll();
    const [, refused] = await shop.queue();

    expect(await act(refused!.id, 'retry')).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    expect(await act(refused!.id, 'discard')).toMatchObject({ status: 200, body: { state: 'discarded' } });
    expect(shop.simulator.world.getProduct(product).stock_quantity).toBe(122);
  });

  it('D2 counts the changes of every state, of a record too, and shows one', async () => {
    shop.simulator.faults.add({ match: { method: 'PUT' }, status: 400, times: 1 });
    await shop.setStock(product, 125);
    await shop.setStock(other, 126);
    await shop.deliverAll();
    const none = { queued: 0, applying: 0, applied: 0, conflicted: 0, rejected: 0, discarded: 0 };
    const [change] = await shop.queue('state=rejected');
    const counts = async (query: string): Promise<unknown> =>
      (await shop.app.request('GET', `/api/outgoing/counts?${query}`)).body;

    expect(await counts('')).toEqual({ ...none, applied: 1, rejected: 1 });
    expect(await counts(`entity=products&recordId=${change!.recordId}`)).toEqual({ ...none, rejected: 1 });
    expect(await counts('source=strattera-orders')).toEqual(none);
    expect((await shop.app.request('GET', `/api/outgoing/${change!.id}`)).body).toMatchObject({
      id: change!.id,
      state: 'rejected',
    });
    expect((await shop.app.request('GET', '/api/outgoing/nothing')).status).toBe(404);
    expect((await shop.app.request('GET', '/api/outgoing/counts?state=queued')).status).toBe(400);
  });

  it('S6 retries at once all that was given up, but for what was overtaken and what needs a person', async () => {
    const third = shop.products()[2]!;
    shop.simulator.faults.add({ match: { method: 'PUT' }, status: 400, times: 2 });
    await shop.setStock(product, 131);
    await shop.setStock(other, 141);
    await shop.deliverAll();
    await shop.setStock(product, 132);
    await shop.deliverAll();
    shop.simulator.faults.add({ match: { method: 'PUT' }, status: 409, times: 1 });
    await shop.setStock(third, 151);
    await shop.deliverAll();

    const retried = await shop.app.request('POST', '/api/outgoing/retry-all');
    const again = await shop.app.request('POST', '/api/outgoing/retry-all');
    await shop.deliverAll();

    expect([retried, again]).toMatchObject([
      { status: 200, body: { retried: 1 } },
      { status: 200, body: { retried: 0 } },
    ]);
    expect(
      (await shop.queue()).map(({ fields, state, attempts }) => [fields.stockQuantity, state, attempts]),
    ).toEqual([
      [151, 'conflicted', 1],
      [132, 'applied', 1],
      [141, 'applied', 1],
      [131, 'rejected', 1],
    ]);
    expect(shop.simulator.world.getProduct(other).stock_quantity).toBe(141);
    expect(shop.simulator.world.getProduct(product).stock_quantity).toBe(132);
  });

  it.each([409, 412, 422] as const)(
    'E17 shows a refusal with %i as a conflict: the record’s queue waits for a person, others flow',
    async (refusal) => {
      shop.simulator.faults.add({ match: { method: 'PUT' }, status: refusal, times: 1 });
      await shop.setStock(product, 1_000 + refusal);
      await shop.setStock(product, 2_000 + refusal);
      await shop.setStock(other, 3_000 + refusal);
      await shop.app.deliver();
      await shop.app.deliver();

      expect((await shop.queue()).map(({ state }) => state)).toEqual(['applied', 'queued', 'conflicted']);
      expect(await status()).toMatchObject({ queued: 1, conflicted: 1, oldestQueuedAt: expect.any(Number) });

      const [, , conflicted] = await shop.queue();
      await act(conflicted!.id, refusal === 409 ? 'discard' : 'retry');
      await shop.deliverAll();

      expect(shop.simulator.world.getProduct(product).stock_quantity).toBe(2_000 + refusal);
      expect((await shop.queue()).map(({ state }) => state)).toEqual([
        'applied',
        'applied',
        refusal === 409 ? 'discarded' : 'applied',
      ]);
    },
  );

  it('takes a discarded change off the queue; here the value stays, as an override', async () => {
    const before = shop.simulator.world.getProduct(product).stock_quantity;
    await shop.setStock(product, 131);
    const discarded = await act(await newest(), 'discard');
    await shop.deliverAll();
    await shop.app.run('strattera-products');

    expect(discarded).toMatchObject({ status: 200, body: { state: 'discarded' } });
    expect(shop.simulator.world.getProduct(product).stock_quantity).toBe(before);
    expect(await shop.stored('products', product)).toMatchObject({
      row: { stock_quantity: 131 },
      overrides: { stockQuantity: { by: TEST_USER_ID } },
      upstream: { stockQuantity: before },
    });
    expect((await act(await newest(), 'discard')).status).toBe(409);
    expect((await act(await newest(), 'retry')).status).toBe(409);
  });

  it('delivers nothing of an edit whose override was released before', async () => {
    const [order] = shop.openOrders();
    await shop.setStatus(order!, 'shipped');
    const id = await shop.idOf('orders', order!);
    expect((await shop.app.request('DELETE', `/api/orders/${id}/overrides/status`)).status).toBe(200);

    await shop.deliverAll();

    expect(shop.writes('orders', order!)).toEqual([]);
    expect(await shop.queue()).toMatchObject([{ state: 'discarded', errorKind: 'withdrawn' }]);
  });

  it('lets the override go when the shop has the value, so that its next change shows', async () => {
    await shop.setStock(product, 141);
    await shop.deliverAll();
    await shop.app.deliver();

    expect(await shop.stored('products', product)).toMatchObject({
      row: { stock_quantity: 141 },
      overrides: {},
      upstream: { stockQuantity: 141 },
    });
    shop.simulator.world.patchProduct(product, { stock_quantity: 140 });
    await shop.app.run('strattera-products');
    expect((await shop.stored('products', product)).row).toMatchObject({ stock_quantity: 140 });
  });

  it('keeps the override of an order while the shop’s cached list may be older than the delivery', async () => {
    shop.simulator.knobs.ordersCacheMs = 300_000;
    const [, order] = shop.openOrders();
    const before = shop.simulator.world.getOrder(order!).status;
    await shop.app.run('strattera-orders');
    await shop.setStatus(order!, 'shipped');
    await shop.deliverAll();
    await shop.app.run('strattera-orders');
    await shop.app.deliver();

    expect(await shop.stored('orders', order!)).toMatchObject({
      row: { status: 'shipped' },
      overrides: { status: { by: TEST_USER_ID } },
      upstream: { status: before },
    });

    // Five minutes later: a list that is read now is newer than the delivery, and whatever it says counts.
    await shop.app.database.query(
      `UPDATE outgoing_change SET fresh_after = now(), release_at = now() WHERE state = 'applied'`,
    );
    await shop.app.deliver();
    expect((await shop.stored('orders', order!)).row).toMatchObject({ status: 'shipped' });
    shop.simulator.knobs.ordersCacheMs = 0;
    shop.simulator.world.moveOrder(order!, 'refunded');
    await shop.app.run('strattera-orders');
    await shop.app.database.query(
      `UPDATE outgoing_change SET release_at = now() WHERE release_at IS NOT NULL`,
    );
    await shop.app.deliver();

    expect(await shop.stored('orders', order!)).toMatchObject({
      row: { status: 'refunded' },
      overrides: {},
    });
  });

  it('does not let the override of a later edit go with the earlier delivery', async () => {
    await shop.setStock(product, 151);
    await shop.app.deliver();
    shop.simulator.faults.serverError(undefined, 500, { method: 'PUT' });
    await shop.setStock(product, 152);
    await shop.app.deliver();

    expect(await shop.stored('products', product)).toMatchObject({
      row: { stock_quantity: 152 },
      overrides: { stockQuantity: { by: TEST_USER_ID } },
    });
  });

  it('gives up a change of a record that the shop no longer has', async () => {
    shop.simulator.faults.notFound({ method: 'GET', path: `/products/${product}` });
    await shop.setStock(product, 161);
    await shop.deliverAll();

    expect(await shop.queue()).toMatchObject([
      { state: 'rejected', error: 'The vendor no longer has this record' },
    ]);
  });

  it('lists by state, source, entity and record, in pages', async () => {
    await shop.setStock(product, 171);
    await shop.setStock(other, 172);
    const recordId = await shop.idOf('products', other);
    await act(await newest(), 'discard');

    expect((await shop.queue('state=queued')).map(({ fields }) => fields)).toEqual([{ stockQuantity: 171 }]);
    expect(await shop.queue(`recordId=${recordId}`)).toHaveLength(1);
    expect(await shop.queue('source=strattera-orders')).toEqual([]);
    expect(await shop.queue('entity=products&limit=1&page=2')).toMatchObject([
      { fields: { stockQuantity: 171 } },
    ]);
    expect(await shop.app.request('GET', '/api/outgoing?limit=1')).toMatchObject({
      status: 200,
      headers: { 'x-total-count': '2' },
      body: { pagination: { total: 2, pages: 2 } },
    });
    expect((await shop.app.request('GET', '/api/outgoing?state=lost')).status).toBe(400);
  });

  it('D2 lists those of which the vendor had changed a field too', async () => {
    shop.simulator.world.patchProduct(product, { stock_quantity: 901 });
    await shop.setStock(product, 181);
    await shop.setStock(other, 182);
    await shop.deliverAll();
    const met = await shop.queue('hasConflicts=true');
    const unmet = await shop.queue('hasConflicts=false');
    expect(met.map(({ fields }) => fields.stockQuantity)).toEqual([181]);
    expect(unmet.map(({ fields }) => fields.stockQuantity)).toEqual([182]);
    expect((await shop.app.request('GET', '/api/outgoing?hasConflicts=maybe')).status).toBe(400);
  });

  it.each(['0', '999999999999999999', 'abc', '-1', '1e3', '99999999999999999999999'])(
    'knows no change %s',
    async (id) => {
      expect(await act(id, 'retry')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
      expect(await act(id, 'discard')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    },
  );

  it('J3 keeps the shop’s token out of the queue', async () => {
    shop.simulator.faults.add({
      match: { method: 'PUT' },
      status: 400,
      body: { error: `bad ${shop.simulator.token}` },
    });
    await shop.setStock(product, 181);
    await shop.deliverAll();

    expect(JSON.stringify(await shop.queue())).not.toContain(shop.simulator.token);
  });
});
