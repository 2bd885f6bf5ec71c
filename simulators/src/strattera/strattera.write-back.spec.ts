import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startStratteraSimulator } from './start-strattera-simulator.js';
import type { StratteraSimulator } from './start-strattera-simulator.js';

describe('the write-back of the Strattera simulator (DESIGN §6)', () => {
  let simulator: StratteraSimulator;

  beforeEach(async () => {
    simulator = await startStratteraSimulator({ writeBack: true });
  });

  afterEach(async () => {
    await simulator.close();
  });

  const put = async (
    path: string,
    body: unknown,
    key: string | null = 'key-1',
    token = simulator.token,
  ): Promise<Response> =>
    fetch(`${simulator.baseUrl}${path}`, {
      method: 'PUT',
      headers: { authorization: token, ...(key === null ? {} : { 'idempotency-key': key }) },
      body: JSON.stringify(body),
    });

  it('takes an order status and answers the order', async () => {
    const response = await put('/orders/1073', { status: 'shipped' });

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(simulator.world.getOrder(1_073));
    expect(simulator.world.getOrder(1_073)).toMatchObject({
      status: 'shipped',
      shipped_at: '05.06.2025 22:00:00',
    });
  });

  it('takes stock and price of a product', async () => {
    const response = await put('/products/15', { stock_quantity: 3, price: '4100.50' });

    expect(response.status).toBe(200);
    expect(simulator.world.getProduct(15)).toMatchObject({ stock_quantity: 3, price: '4100.5' });
  });

  it('answers a repeated write with the first answer and changes nothing', async () => {
    const first = await put('/orders/1073', { status: 'shipped' });
    simulator.world.moveOrder(1_073, 'refunded');
    const again = await put('/orders/1073', { status: 'shipped' });

    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await again.json()).toEqual(await first.json());
    expect(simulator.world.getOrder(1_073).status).toBe('refunded');
  });

  it('O3 has done the write whose answer was lost, once', async () => {
    simulator.faults.acceptThenReset({ method: 'PUT', times: 1 });
    const stock = simulator.world.getProduct(15).stock_quantity;

    await expect(put('/products/15', { stock_quantity: stock + 7 })).rejects.toThrow();
    expect(simulator.world.getProduct(15).stock_quantity).toBe(stock + 7);
    const again = await put('/products/15', { stock_quantity: stock + 7 });

    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });

  it('E4 leaves the world alone when the write is answered with a fault', async () => {
    simulator.faults.serverError(1, 503);

    expect((await put('/orders/1073', { status: 'shipped' })).status).toBe(503);
    expect(simulator.world.getOrder(1_073).status).toBe('processing');
  });

  it('E17 can refuse a write on demand', async () => {
    simulator.faults.writeRefused(412);

    expect((await put('/orders/1073', { status: 'shipped' })).status).toBe(412);
  });

  it.each([
    [400, '/orders/1073', { status: 'shipped' }, null],
    [400, '/orders/1073', ['shipped'], 'k'],
    [404, '/orders/99999', { status: 'shipped' }, 'k'],
    [404, '/products/9', { price: '1.0' }, 'k'],
    [422, '/orders/1073', { status: 'teleported' }, 'k'],
    [422, '/orders/1073', { status: 'shipped', bonus: 5 }, 'k'],
    [422, '/products/15', { price: '4100,00' }, 'k'],
    [422, '/products/15', { price: 4_100 }, 'k'],
    [422, '/products/15', { stock_quantity: -1 }, 'k'],
    [422, '/products/15', {}, 'k'],
  ])('refuses with %i: PUT %s %j (key %s)', async (status, path, body, key) => {
    const before = [simulator.world.listOrders(), simulator.world.listProducts()];

    expect((await put(path, body, key)).status).toBe(status);
    expect([simulator.world.listOrders(), simulator.world.listProducts()]).toEqual(before);
  });

  it('refuses a key that was used for another write', async () => {
    await put('/orders/1073', { status: 'shipped' });

    expect((await put('/orders/1073', { status: 'refunded' })).status).toBe(422);
    expect((await put('/orders/1072', { status: 'shipped' })).status).toBe(422);
  });

  it('wants the token, and shows single records for reading back', async () => {
    expect((await put('/orders/1073', { status: 'shipped' }, 'k', 'wrong')).status).toBe(401);

    const read = await fetch(`${simulator.baseUrl}/orders/1073`, {
      headers: { authorization: simulator.token },
    });
    expect(await read.json()).toEqual(simulator.world.getOrder(1_073));
  });

  it('keeps the body of a write in the journal', async () => {
    await put('/orders/1073', { status: 'shipped' }, 'key-9');

    expect(simulator.journal[0]).toMatchObject({
      method: 'PUT',
      requestBody: '{"status":"shipped"}',
      headers: { 'idempotency-key': 'key-9' },
    });
  });
});
