import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ShopApp } from '../../../test/support/shop/shop-app.js';

type Row = Readonly<Record<string, unknown>>;

interface Detail extends Row {
  readonly id: string;
  readonly overrides: Readonly<Record<string, unknown>>;
}

const NAMES = { priced: 'Проба 10 мг', text: 'Bell\u0007 \u001b[31m \u202e <script>alert(1)</script> & 🌿' };

/** Rows of the edge-case matrix (UPSTREAM-APIS §6.1) that the import's own tests do not show, or not by name. */
describe('edge cases of Strattera', () => {
  let shop: ShopApp;

  beforeAll(async () => {
    shop = await ShopApp.start();
    await shop.run('strattera-products');
    await shop.run('strattera-orders');
  });
  afterAll(async () => {
    await shop.close();
  });
  afterEach(() => {
    shop.simulator.faults.clear();
    shop.simulator.knobs.token = 'strattera-simulator-token';
  });

  const stored = async (table: 'orders' | 'products', externalId: number): Promise<Row | undefined> => {
    const [row] = await shop.database.query<Row>(`SELECT * FROM ${table} WHERE external_id = $1`, [
      String(externalId),
    ]);
    return row;
  };

  const count = async (from: string): Promise<number> => {
    const [row] = await shop.database.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${from}`);
    return row!.count;
  };

  it('E3 a token that ends in the middle of a run ends the run, is not tried again, and costs nothing stored', async () => {
    const versions = await shop.rowVersions();
    shop.simulator.faults.serverError(1);
    shop.simulator.knobs.token = 'another-token';
    shop.simulator.clearJournal();

    const run = await shop.run('strattera-orders');
    const asked = shop.simulator.journal.map(({ status }) => status);
    shop.simulator.knobs.token = 'strattera-simulator-token';
    const next = await shop.run('strattera-orders');

    expect(run).toMatchObject({ state: 'failed', error: { kind: 'unauthorized' } });
    expect(asked).toEqual([500, 401]);
    expect(await shop.rowVersions()).toBe(versions);
    expect(next).toMatchObject({ state: 'succeeded', counts: { created: 0, updated: 0 } });
  });

  it.each([
    ['a redirect', () => shop.simulator.faults.redirectToHtml(shop.simulator.controlUrl)],
    ['HTML', () => shop.simulator.faults.htmlWith200()],
    ['cut JSON', () => shop.simulator.faults.truncatedJson({ consistentLength: true })],
  ])('E6 reads nothing of products from %s, and follows nowhere', async (_name, arm) => {
    const versions = await shop.rowVersions();
    arm();
    shop.simulator.clearJournal();

    const run = await shop.run('strattera-products');

    expect(run).toMatchObject({ state: 'failed', counts: { fetched: 0 } });
    expect(shop.simulator.journal.every(({ path }) => path === '/api/v1/products')).toBe(true);
    expect(await shop.rowVersions()).toBe(versions);
  });

  it('E8 of two runs that start at once one runs, and the other caller gets 409 with its id', async () => {
    shop.simulator.faults.add({ match: { path: '/orders' }, delayMs: 300, times: 1 });
    shop.simulator.clearJournal();

    const answers = await Promise.all([
      shop.request<Row>('POST', '/api/sync-orders'),
      shop.request<Row>('POST', '/api/sync-orders'),
    ]);

    const [started, refused] = answers.sort((one, other) => one.status - other.status);
    expect([started.status, refused.status]).toEqual([202, 409]);
    expect(refused.body).toMatchObject({ code: 'RUN_IN_PROGRESS', runId: started.body.runId });
    await shop.waitFor(String(started.body.runId));
    expect(shop.simulator.journal).toHaveLength(1);
  });

  it.each([
    ['in summer, when Moscow was 4 hours ahead', '01.07.2013 12:00:00', '2013-07-01T08:00:00.000Z'],
    ['in summer, since it is 3 hours ahead', '01.07.2025 12:00:00', '2025-07-01T09:00:00.000Z'],
    ['at midnight', '01.01.2025 00:00:00', '2024-12-31T21:00:00.000Z'],
    ['a second before it', '31.12.2024 23:59:59', '2024-12-31T20:59:59.000Z'],
  ])('E11 an order of the wall clock %s', async (_when, wallClock, instant) => {
    const { id } = shop.simulator.world.listOrders()[5]!;
    shop.simulator.faults.changedRecords([{ where: { id }, set: { created_at: wallClock, paid_at: null } }]);

    const run = await shop.run('strattera-orders');

    expect(run).toMatchObject({ state: 'succeeded', counts: { failed: 0 } });
    expect((await stored('orders', id))?.order_date).toEqual(new Date(instant));
  });

  it('E11 a time that was twice is read as one of the two, the same in every run; one that never was is refused', async () => {
    const orders = shop.simulator.world.listOrders();
    const [twice, never] = [orders[6]!.id, orders[7]!.id];
    shop.simulator.faults.changedRecords([
      { where: { id: twice }, set: { created_at: '26.10.2014 01:30:00', paid_at: null } },
      { where: { id: never }, set: { created_at: '27.03.2011 02:30:00', paid_at: null } },
    ]);
    const before = await stored('orders', never);

    const run = await shop.run('strattera-orders');
    const read = (await stored('orders', twice))?.order_date as Date;
    const again = await shop.run('strattera-orders');

    expect(run.counts).toMatchObject({ failed: 1 });
    expect(['2014-10-25T21:30:00.000Z', '2014-10-25T22:30:00.000Z']).toContain(read.toISOString());
    expect(again.counts).toMatchObject({ updated: 0, failed: 1 });
    expect(await stored('orders', never)).toEqual(before);
    const { entries } = await shop.quarantine.list({ state: 'open', sourceKey: 'strattera-orders' }, 10, 0);
    expect(entries.map(({ externalId }) => externalId)).toEqual([String(never)]);
  });

  it.each([
    ['orders', 'status', { status: 'shipped' }, { status: 'overdue' }, 'overdue'],
    ['products', 'price', { price: '450.50' }, { price: '601.0' }, '601.00'],
    ['products', 'stockQuantity', { stockQuantity: 7 }, { stock_quantity: 3 }, 3],
  ] as const)(
    'E17 an override of %s.%s survives imports; once it is cleared, imports write the field again',
    async (table, field, edit, upstream, shown) => {
      const { world } = shop.simulator;
      const item = { quantity: 1, price: '50.5', name: 'Line' };
      const { id: externalId } =
        table === 'orders'
          ? world.insertOrder({ status: 'unpaid', order_items: [item] })
          : world.insertProduct({ name: `${NAMES.priced} ${field}`, price: '500.0', stock_quantity: 10 });
      const runAll = (): Promise<unknown> => shop.run(`strattera-${table}`);
      const patch = (change: object): unknown =>
        table === 'orders' ? world.patchOrder(externalId, change) : world.patchProduct(externalId, change);
      await runAll();
      const { id } = (await stored(table, externalId)) as { readonly id: string };
      const path = `/api/${table}/${id}`;
      const action = { status: 'status', price: 'price', stockQuantity: 'stock' }[field];
      const edited = await shop.request<Detail>('PUT', `${path}/${action}`, edit);

      patch(upstream);
      await runAll();
      await runAll();
      const kept = await shop.request<Detail>('GET', path);
      const cleared = await shop.request<Detail>('DELETE', `${path}/overrides/${field}`);
      patch(table === 'orders' ? { status: 'cancelled' } : { [Object.keys(upstream)[0]!]: 8 });
      await runAll();
      const followed = await shop.request<Detail>('GET', path);

      expect(edited.status).toBe(200);
      expect(kept.body).toMatchObject({ ...edit, overrides: { [field]: { upstream: shown } } });
      expect(cleared.body).toMatchObject({ [field]: shown, overrides: {} });
      expect(followed.body[field]).toBe({ status: 'cancelled', price: '8.00', stockQuantity: 8 }[field]);
    },
  );

  it('E18 prices that are null are categories, a deletion and a restoration are seen, names may be null', async () => {
    const { world } = shop.simulator;
    const category = world.insertProduct({ name: 'Категория', price: null });
    const product = world.insertProduct({ name: NAMES.priced, price: '500.0' });
    const order = world.insertOrder({
      total_amount: '6300.0',
      order_items: [
        { quantity: 3, price: '2100.0', name: null },
        { quantity: 1, price: '0.1', name: NAMES.priced },
      ],
    });
    world.softDeleteProduct(product.id);

    await shop.run('strattera-products');
    await shop.run('strattera-orders');

    expect(await stored('products', category.id)).toBeUndefined();
    const deletedAt = new Date(world.getProduct(product.id).deleted_at!);
    expect(await stored('products', product.id)).toMatchObject({ price: '500.00', deleted_at: deletedAt });
    const { id, total } = (await stored('orders', order.id)) as { readonly id: string; total: string };
    expect(total).toBe('6300.00');
    expect(
      await shop.database.query(
        'SELECT name, price, total FROM order_items WHERE order_id = $1 ORDER BY price',
        [id],
      ),
    ).toEqual([
      { name: NAMES.priced, price: '0.10', total: '0.10' },
      { name: null, price: '2100.00', total: '6300.00' },
    ]);

    world.patchProduct(product.id, { deleted_at: null });
    await shop.run('strattera-products');

    expect(await stored('products', product.id)).toMatchObject({ deleted_at: null });
  });

  it.each([
    ['orders', 'an empty list', () => shop.simulator.faults.emptyList()],
    ['products', 'an empty list', () => shop.simulator.faults.emptyList()],
    ['orders', 'one row of all', () => shop.simulator.faults.onlyOneRow()],
    ['products', 'one row of all', () => shop.simulator.faults.onlyOneRow()],
  ] as const)('E20 %s keep every row and mark none for %s, seen twice', async (table, _name, arm) => {
    const versions = await shop.rowVersions();
    arm();

    await shop.run(`strattera-${table}`);
    await shop.run(`strattera-${table}`);

    expect(await shop.rowVersions()).toBe(versions);
    expect(await count(`${table} WHERE missing_since IS NOT NULL`)).toBe(0);
  });

  it('E21 HTML, emoji and control characters come out of the API as they went in, and a NUL costs one product', async () => {
    const { world } = shop.simulator;
    const kept = world.insertProduct({ name: NAMES.text, description: NAMES.text, price: '1.0' });
    const bad = world.insertProduct({ name: 'Нуль', price: '1.0' });
    shop.simulator.faults.changedRecords([{ where: { id: bad.id }, set: { description: 'a\u0000b' } }]);

    const run = await shop.run('strattera-products');

    expect(run).toMatchObject({ state: 'completed-with-errors', counts: { created: 1, failed: 1 } });
    const { id } = (await stored('products', kept.id)) as { readonly id: string };
    const answer = await shop.request<Row>('GET', `/api/products/${id}`);
    expect(answer.body).toMatchObject({ name: NAMES.text, description: NAMES.text });
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(await stored('products', bad.id)).toBeUndefined();
  });
});
