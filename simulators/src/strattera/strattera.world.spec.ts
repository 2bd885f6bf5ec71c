import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { startStratteraSimulator } from './start-strattera-simulator.js';
import type { StratteraSimulator, StratteraSimulatorOptions } from './start-strattera-simulator.js';
import { parseDotted } from './moscow-time.js';
import { STRATTERA_STATUSES } from './strattera.payloads.js';
import type { StratteraProduct } from './strattera.payloads.js';

const NOW_MS = Date.parse('2025-06-05T22:00:00+03:00');
const DAY_MS = 86_400_000;

describe('the Strattera world', () => {
  let simulator: StratteraSimulator;
  const others: StratteraSimulator[] = [];

  beforeEach(async () => {
    simulator = await startStratteraSimulator();
  });

  afterEach(async () => {
    await Promise.all([simulator, ...others.splice(0)].map((one) => one.close()));
  });

  const startAnother = async (options: StratteraSimulatorOptions): Promise<StratteraSimulator> => {
    const another = await startStratteraSimulator(options);
    others.push(another);
    return another;
  };
  const bodies = async (one: StratteraSimulator): Promise<string[]> =>
    Promise.all(
      ['/orders', '/products'].map(async (path) =>
        (await fetch(`${one.baseUrl}${path}`, { headers: { authorization: one.token } })).text(),
      ),
    );

  it('is the same byte for byte on every start, and on every machine', async () => {
    const again = await startAnother({});

    expect(await bodies(again)).toEqual(await bodies(simulator));
    const hash = createHash('sha256')
      .update((await bodies(simulator)).join('\n'))
      .digest('hex');
    expect(hash).toMatchInlineSnapshot(`"dbeb714b81e0bf43bb84d4a6f647f804318012bb668c2c4315473bef859bf94a"`);
  });

  it('is another one for another seed', async () => {
    const other = await startAnother({ seed: 7 });

    expect(await bodies(other)).not.toEqual(await bodies(simulator));
  });

  it('has totals of items plus delivery minus bonus, as decimals in strings', () => {
    for (const order of simulator.world.listOrders()) {
      const items = order.order_items.reduce((sum, item) => sum + item.quantity * Number(item.price), 0);
      expect(Number(order.total_amount)).toBeCloseTo(items + order.delivery_cost - order.bonus, 5);
      expect(order.total_amount).toMatch(/^\d+\.\d{1,2}$/u);
      expect([0, 500]).toContain(order.delivery_cost);
      expect(order.order_items.length).toBeGreaterThan(0);
    }
  });

  it('has orders in every status, with the dates that belong to it', () => {
    const orders = simulator.world.listOrders();

    expect(new Set(orders.map(({ status }) => status))).toEqual(new Set(STRATTERA_STATUSES));
    expect(orders.every(({ status, paid_at: at }) => status !== 'processing' || at !== null)).toBe(true);
    expect(orders.every(({ status, shipped_at: at }) => status !== 'shipped' || at !== null)).toBe(true);
    expect(orders.some(({ status, paid_at: at }) => status === 'paid' && at === null)).toBe(true);
  });

  it('spreads orders over fourteen months until now, in Moscow time', () => {
    const ages = simulator.world
      .listOrders()
      .map(({ created_at: at }) => (NOW_MS - parseDotted(at)!) / DAY_MS);

    expect(Math.min(...ages)).toBeGreaterThan(0);
    expect(Math.max(...ages)).toBeGreaterThan(400);
    expect(ages.filter((age) => age <= 30).length).toBeGreaterThan(60);
  });

  it('E18 has every oddity that the real data has', () => {
    const orders = simulator.world.listOrders();
    const products = simulator.world.listProducts();
    const count = (odd: (order: (typeof orders)[number]) => boolean): number => orders.filter(odd).length;

    expect(count(({ user }) => user.full_name === '  ')).toBeGreaterThan(5);
    expect(count(({ user }) => /^ \S/u.test(user.full_name))).toBeGreaterThan(50);
    expect(count(({ user }) => user.city === null)).toBeGreaterThan(10);
    expect(count(({ order_items: items }) => items.some(({ name }) => name === null))).toBeGreaterThan(10);
    expect(count(({ bank_card: card }) => card !== null)).toBeGreaterThan(100);
    expect(count(({ user }) => user.full_name.includes('🌸'))).toBeGreaterThan(0);
    expect(
      count(
        ({ id }, index = orders.findIndex((one) => one.id === id)) =>
          (orders[index - 1]?.id ?? Infinity) < id,
      ),
    ).toBeGreaterThan(5);
    expect(products.filter(({ price }) => price === null)).toHaveLength(5);
    expect(products.filter(({ deleted_at: at }) => at !== null)).toHaveLength(4);
    expect(products.filter(({ price }) => price === '0.0')).toHaveLength(1);
    expect(products.some(({ description }) => description?.includes('<p>') === true)).toBe(true);
    expect(products.some(({ name }) => name.includes('🌿'))).toBe(true);
  });

  it('takes the stock down when a paid order is processed, and stamps paid_at again on every save', () => {
    const { world, clock } = simulator;
    const { id, order_items: items } = world
      .listOrders()
      .find(
        ({ status, order_items: [first] }) => status === 'unpaid' && first?.name?.endsWith('мг') === true,
      )!;
    const [line] = items;
    const findProduct = (): StratteraProduct => world.listProducts().find(({ name }) => name === line?.name)!;
    const before = world.patchProduct(findProduct().id, { stock_quantity: 100 });
    world.moveOrder(id, 'paid');

    clock.advance(60_000);
    const processed = world.moveOrder(id, 'processing');
    clock.advance(60_000);
    const saved = world.saveOrder(id);

    expect(findProduct().stock_quantity).toBe(100 - line!.quantity);
    expect(findProduct().updated_at > before.updated_at).toBe(true);
    expect(processed.paid_at).toBe('05.06.2025 22:01:00');
    expect(saved.paid_at).toBe('05.06.2025 22:02:00');
  });

  it('stamps created_at again while unpaid and shipped_at when shipped', () => {
    const { world, clock } = simulator;
    const { id } = world.insertOrder();
    clock.advance(3_600_000);

    expect(world.moveOrder(id, 'unpaid').created_at).toBe('05.06.2025 23:00:00');
    expect(world.moveOrder(id, 'shipped').shipped_at).toBe('05.06.2025 23:00:00');
  });

  it('moves on by itself in the same way each time, and starts again on reset', async () => {
    const again = await startAnother({});
    const untouched = await bodies(simulator);
    const progress = simulator.world.advanceWorld(40);

    expect(again.world.advanceWorld(40)).toEqual(progress);
    expect(await bodies(again)).toEqual(await bodies(simulator));
    expect(new Set(progress.moved.map(({ to }) => to)).size).toBeGreaterThan(4);
    expect(progress.insertedOrderIds.length).toBeGreaterThan(3);
    expect(await bodies(simulator)).not.toEqual(untouched);
    simulator.reset();
    expect(await bodies(simulator)).toEqual(untouched);
    expect(simulator.world.advanceWorld(40)).toEqual(progress);
  });

  it('renames old orders with their product, and leaves them nameless without it', () => {
    const { world } = simulator;
    const name = world.getProduct(15).name;
    const { id } = world.listOrders().find(({ order_items: items }) => items[0]?.name === name)!;

    world.patchProduct(15, { name: 'Переименован' });
    expect(world.getOrder(id).order_items[0]?.name).toBe('Переименован');
    world.removeProduct(15);
    expect(world.getOrder(id).order_items[0]?.name).toBeNull();
  });

  it('refuses a patch that no shop could store, and changes nothing', () => {
    const before = simulator.world.getOrder(5);

    expect(() => simulator.world.patchOrder(5, { bonus: 1, created_at: '31.02.2025 10:00:00' })).toThrow(
      'is not a Moscow time',
    );
    expect(() => simulator.world.patchOrder(99_999, {})).toThrow('There is no order 99999.');
    expect(simulator.world.getOrder(5)).toEqual(before);
  });

  it('grows to 20,000 orders on demand, and can lie before another now', async () => {
    const big = await startAnother({ orders: 20_000, products: 200, now: '2026-01-10T12:00:00+03:00' });

    expect(JSON.parse((await bodies(big))[0]!)).toHaveLength(20_000);
    expect(big.world.productCount).toBe(200);
    expect(big.world.listOrders()[0]?.created_at).toMatch(/^10\.01\.2026 /u);
  });
});
