import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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

async function itemRows(externalId: number): Promise<Row[]> {
  return shop.database.query<Row>(
    `SELECT item.* FROM order_items AS item JOIN orders ON orders.id = order_id
     WHERE external_id = $1 ORDER BY name, item.price, line_key`,
    [String(externalId)],
  );
}

describe('the import of the shop', () => {
  it('O2 stores what the shop has: every order with its lines, every product with a price', async () => {
    const products = await shop.run('strattera-products');
    const orders = await shop.run('strattera-orders');

    const { world } = shop.simulator;
    const theirs = world.listOrders();
    const priced = world.listProducts().filter((product) => Number(product.price ?? 0) > 0);
    expect(products).toMatchObject({
      state: 'succeeded',
      error: null,
      counts: {
        created: priced.length,
        skipped: { category: world.productCount - priced.length },
        failed: 0,
      },
    });
    expect(orders).toMatchObject({
      state: 'succeeded',
      error: null,
      drift: [],
      counts: { created: 60, failed: 0 },
    });
    const [stored] = await shop.database.query<Row>(
      `SELECT sum(total)::text AS total, (SELECT count(*)::integer FROM order_items) AS items FROM orders`,
    );
    const kopecks = theirs.reduce((sum, order) => sum + Math.round(Number(order.total_amount) * 100), 0);
    expect(stored).toEqual({
      total: (kopecks / 100).toFixed(2),
      items: theirs.flatMap((order) => order.order_items).length,
    });
  });

  it('O2 never stores the name on a bank card', async () => {
    const cards = shop.simulator.world.listOrders().flatMap((order) => order.bank_card ?? []);
    const surnames = cards.map((card) => card.split(' ').at(-1)!);
    const rows = await shop.database.query<{ all: string }>(
      `SELECT string_agg(concat(bank_card, upstream ->> 'bankCard'), ' ') AS all FROM orders`,
    );

    expect(surnames.length).toBeGreaterThan(5);
    expect(surnames.filter((surname) => rows[0]!.all.includes(surname))).toEqual([]);
  });

  it('O3, E7 writes no row and no log entry when nothing changed', async () => {
    await shop.run('strattera-products');
    await shop.run('strattera-orders');
    const [versions, logged] = [await shop.rowVersions(), await shop.logCount()];

    const products = await shop.run('strattera-products');
    const orders = await shop.run('strattera-orders');

    expect(products.counts).toMatchObject({ created: 0, updated: 0 });
    expect(orders.counts).toMatchObject({ created: 0, updated: 0, unchanged: 60 });
    expect(await shop.rowVersions()).toBe(versions);
    expect(await shop.logCount()).toBe(logged);
  });

  it('O3 sees the refund of an old order, and logs that one change', async () => {
    const { world } = shop.simulator;
    const oldest = world.listOrders().at(-1)!;
    world.patchOrder(oldest.id, { status: oldest.status === 'refunded' ? 'cancelled' : 'refunded' });
    const wanted = world.getOrder(oldest.id).status;
    const logged = await shop.database.query<Row>('SELECT max(seq)::text AS seq FROM change_log');

    const run = await shop.run('strattera-orders');

    expect(run.counts).toMatchObject({ updated: 1, unchanged: 59 });
    expect(await orderRow(oldest.id)).toMatchObject({ status: wanted });
    const entries = await shop.database.query<Row>(
      `SELECT op, fields FROM change_log WHERE entity = 9 AND seq > $1::bigint`,
      [logged[0]!.seq],
    );
    expect(entries).toEqual([{ op: 'U', fields: expect.arrayContaining(['status', 'updatedAt']) }]);
  });

  it('O3 compares lines: a kept line keeps its row, a new one comes, a vanished one goes', async () => {
    const { world } = shop.simulator;
    const { id } = world.listOrders()[0]!;
    world.patchOrder(id, {
      order_items: [
        { quantity: 1, price: '100.0', name: 'Line A' },
        { quantity: 1, price: '200.0', name: 'Line B' },
        { quantity: 1, price: '5.5', name: null },
      ],
    });
    await shop.run('strattera-orders');
    const before = await itemRows(id);
    world.patchOrder(id, {
      order_items: [
        { quantity: 4, price: '100.0', name: 'Line A' },
        { quantity: 1, price: '300.0', name: 'Line C' },
        { quantity: 1, price: '5.5', name: null },
      ],
    });

    const run = await shop.run('strattera-orders');

    const after = await itemRows(id);
    expect(run.counts).toMatchObject({ updated: 1 });
    expect(after).toMatchObject([
      { id: before[0]!.id, name: 'Line A', quantity: 4, total: '400.00' },
      { name: 'Line C', quantity: 1 },
      { id: before[2]!.id, name: null, price: '5.50' },
    ]);
  });

  it('O9 names the product of each line and computes its figures after the run', async () => {
    const rows = await shop.database.query<Row>(
      `SELECT item.name FROM order_items AS item JOIN products USING (name) WHERE item.product_id IS NULL`,
    );
    const [figures] = await shop.database.query<{ selling: number; points: number }>(
      `SELECT count(*) FILTER (WHERE avg_daily_sales_30d > 0)::integer AS selling,
              (SELECT count(*)::integer FROM product_trends) AS points FROM products`,
    );

    expect(rows).toEqual([]);
    expect(figures!.selling).toBeGreaterThan(0);
    expect(figures!.points).toBeGreaterThan(0);
  });
});
