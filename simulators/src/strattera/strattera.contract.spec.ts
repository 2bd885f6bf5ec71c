import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startStratteraSimulator } from './start-strattera-simulator.js';
import type { StratteraSimulator } from './start-strattera-simulator.js';
import type { StratteraOrder, StratteraProduct } from './strattera.payloads.js';

describe('the Strattera API keeps its contract (UPSTREAM-APIS §3.1)', () => {
  let simulator: StratteraSimulator;

  beforeEach(async () => {
    simulator = await startStratteraSimulator();
  });

  afterEach(async () => {
    await simulator.close();
  });

  const get = async (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${simulator.baseUrl}${path}`, {
      headers: { authorization: simulator.token, ...headers },
      redirect: 'manual',
    });
  const listOrders = async (): Promise<StratteraOrder[]> =>
    (await (await get('/orders')).json()) as StratteraOrder[];

  it('answers all orders as one bare array of JSON, newest first', async () => {
    const response = await get('/orders');
    const orders = (await response.json()) as StratteraOrder[];

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(orders).toHaveLength(1_073);
    expect(orders).toEqual(simulator.world.listOrders());
    const sortable = orders.map(
      ({ created_at: at }) => `${at.slice(6, 10)}${at.slice(3, 5)}${at.slice(0, 2)}${at.slice(11)}`,
    );
    expect(sortable).toEqual([...sortable].sort().reverse());
  });

  it('answers all products, with the fields of the sample and in no order', async () => {
    const products = (await (await get('/products')).json()) as StratteraProduct[];

    expect(products).toHaveLength(32);
    expect(Object.keys(products[0]!)).toEqual([
      'id',
      'name',
      'description',
      'price',
      'stock_quantity',
      'created_at',
      'updated_at',
      'deleted_at',
      'ancestry',
      'weight',
      'dosage_form',
      'package_quantity',
      'main_ingredient',
      'brand',
      'old_price',
    ]);
    const ids = products.map(({ id }) => id);
    expect(ids).not.toEqual([...ids].sort((one, other) => one - other));
  });

  it('ignores query parameters: there is no paging', async () => {
    const orders = (await (await get('/orders?page=2&limit=1')).json()) as StratteraOrder[];

    expect(orders).toHaveLength(1_073);
  });

  it.each([
    ['no header', {}],
    ['another token', { authorization: 'strattera-simulator-toke' }],
    ['a scheme before the token', { authorization: 'Bearer strattera-simulator-token' }],
  ])('answers 401 to %s', async (_case, headers) => {
    const response = await fetch(`${simulator.baseUrl}/orders`, { headers });

    expect(response.status).toBe(401);
    expect(await response.text()).toBe('{"error":"Unauthorized"}');
  });

  it.each([
    ['GET', '/order'],
    ['GET', '/orders/'],
    ['GET', '/orders/1073'],
    ['POST', '/orders'],
    ['PUT', '/products/15'],
    ['GET', '/../../elsewhere'],
  ])('redirects %s %s to a page for people', async (method, path) => {
    const response = await fetch(`${simulator.baseUrl}${path}`, {
      method,
      headers: { authorization: simulator.token },
      redirect: 'manual',
    });

    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('https://t.me/sim');
    expect(response.headers.get('content-type')).toContain('text/html');
  });

  it('serves orders from a cache of five virtual minutes, and products as they are', async () => {
    await listOrders();
    simulator.world.patchOrder(1_073, { status: 'refunded' });
    simulator.world.patchProduct(15, { stock_quantity: 1_234 });
    simulator.clock.advance(299_999);

    const stale = await listOrders();
    const products = (await (await get('/products')).json()) as StratteraProduct[];
    simulator.clock.advance(1);
    const fresh = await listOrders();

    expect(stale.find(({ id }) => id === 1_073)?.status).toBe('processing');
    expect(products.find(({ id }) => id === 15)?.stock_quantity).toBe(1_234);
    expect(fresh.find(({ id }) => id === 1_073)?.status).toBe('refunded');
  });

  it('serves every change at once when the cache is turned off', async () => {
    simulator.knobs.ordersCacheMs = 0;
    await listOrders();
    simulator.world.patchOrder(1_073, { status: 'refunded' });

    expect((await listOrders()).find(({ id }) => id === 1_073)?.status).toBe('refunded');
  });

  it('sends an ETag that follows the body, and 304 only behind its knob', async () => {
    const etag = (await get('/products')).headers.get('etag') ?? '';
    const withoutKnob = await get('/products', { 'if-none-match': etag });
    simulator.knobs.conditionalGet = true;
    const unchanged = await get('/products', { 'if-none-match': etag });
    simulator.world.patchProduct(15, { stock_quantity: 0 });
    const changed = await get('/products', { 'if-none-match': etag });

    expect(etag).toMatch(/^W\/"[0-9a-f]{32}"$/u);
    expect([withoutKnob.status, unchanged.status, changed.status]).toEqual([200, 304, 200]);
    expect(changed.headers.get('etag')).not.toBe(etag);
  });

  it('listens on 127.0.0.1 and on no other address', async () => {
    const elsewhere = simulator.baseUrl.replace('127.0.0.1', '127.0.0.2');

    expect(new URL(simulator.baseUrl).hostname).toBe('127.0.0.1');
    await expect(fetch(`${elsewhere}/orders`)).rejects.toThrow();
  });

  it('J3 never writes a token into the journal', async () => {
    await get('/orders?page=1');

    const [entry] = simulator.journal;
    expect(entry).toMatchObject({ ordinal: 1, method: 'GET', path: '/api/v1/orders?page=1', status: 200 });
    expect(entry?.headers.authorization).toBe('[redacted]');
    expect(entry?.bytes).toBe(Buffer.byteLength(JSON.stringify(simulator.world.listOrders())));
    expect(JSON.stringify(simulator.journal)).not.toContain(simulator.token);
  });
});
