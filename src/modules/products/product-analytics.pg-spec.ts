import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { Database } from '../../database/database.js';
import { Clock } from '../../kernel/clock.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/postgres/test-database.js';
import { ProductAnalytics } from './product-analytics.js';

const NOW = new Date('2025-06-05T19:00:00.000Z');

class FixedClock extends Clock {
  constructor(public instant: Date) {
    super();
  }

  now(): Date {
    return this.instant;
  }
}

describe('the analytics of products (O9)', () => {
  let testDatabase: TestDatabase;
  let pool: pg.Pool;
  let database: Database;
  const clock = new FixedClock(NOW);
  let analytics: ProductAnalytics;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    pool = new pg.Pool({ connectionString: testDatabase.url, max: 4 });
    database = new Database(pool);
    analytics = new ProductAnalytics(database, clock);
  });

  afterAll(async () => {
    await pool.end();
    await testDatabase.drop();
  });

  beforeEach(async () => {
    clock.instant = NOW;
    await database.query('TRUNCATE products, orders, order_items, product_trends CASCADE');
    await database.query('TRUNCATE change_log');
  });

  async function product(name: string, stock: number, rest: Record<string, unknown> = {}): Promise<string> {
    const rows = await database.query<{ id: string }>(
      `INSERT INTO products (external_id, name, price, stock_quantity, deleted_at)
       VALUES ($1, $2, 100, $3, $4) RETURNING id`,
      [rest.externalId ?? null, name, stock, rest.deletedAt ?? null],
    );
    return rows[0]!.id;
  }

  async function sale(name: string, quantity: number, daysAgo: number, status = 'shipped'): Promise<string> {
    const orders = await database.query<{ id: string }>(
      `INSERT INTO orders (status, total, order_date) VALUES ($1, 1, $2) RETURNING id`,
      [status, new Date(NOW.getTime() - daysAgo * 86_400_000)],
    );
    await database.query(
      `INSERT INTO order_items (order_id, line_key, name, quantity, price, total) VALUES ($1, 'k', $2, $3, 1, 1)`,
      [orders[0]!.id, name, quantity],
    );
    return orders[0]!.id;
  }

  async function figures(id: string): Promise<Record<string, unknown>> {
    const rows = await database.query<Record<string, unknown>>(
      `SELECT avg_daily_sales_30d AS average, days_to_zero, recommended_qty, trend, last_purchase_date, upstream
       FROM products WHERE id = $1`,
      [id],
    );
    return rows[0]!;
  }

  async function logCount(): Promise<number> {
    const rows = await database.query<{ count: number }>('SELECT count(*)::integer AS count FROM change_log');
    return rows[0]!.count;
  }

  it('O9 takes pace, stock and delivery time together', async () => {
    const id = await product('A', 20);
    await sale('A', 30, 2);
    await sale('A', 30, 20, 'processing');

    await analytics.compute();

    // 60 pieces in 30 days; 20 last 10 days; 14 days of delivery and 5 in reserve: 2 × 14 + 5 − 20.
    expect(await figures(id)).toMatchObject({
      average: '2.0000',
      days_to_zero: 10,
      recommended_qty: 13,
      trend: 'STABLE',
      last_purchase_date: new Date(NOW.getTime() - 2 * 86_400_000),
    });
  });

  it.each([
    [10, 10, 'STABLE'],
    [12, 10, 'STABLE'],
    [13, 10, 'GROWING'],
    [8, 10, 'STABLE'],
    [7, 10, 'DECLINING'],
    [1, 0, 'GROWING'],
    [0, 1, 'DECLINING'],
  ])('O9 compares %d pieces lately with %d before: %s', async (lately, before, trend) => {
    const id = await product('A', 20);
    if (lately > 0) {
      await sale('A', lately, 3);
    }
    if (before > 0) {
      await sale('A', before, 16);
    }

    await analytics.compute();

    expect(await figures(id)).toMatchObject({ trend });
  });

  it.each(['initialized', 'unpaid', 'cancelled', 'overdue', 'refunded'])(
    'O9 counts no %s order',
    async (status) => {
      const id = await product('A', 20);
      await sale('A', 5, 1, status);

      await analytics.compute();

      expect(await figures(id)).toMatchObject({
        average: '0.0000',
        days_to_zero: null,
        last_purchase_date: null,
      });
    },
  );

  it('O9 looks back 30 days and not into the future', async () => {
    const id = await product('A', 20);
    await sale('A', 3, 29.9);
    await sale('A', 100, 30.1);
    await sale('A', 100, -1);

    await analytics.compute();

    expect(await figures(id)).toMatchObject({ average: '0.1000' });
  });

  it('O9 takes the present product of two with one name', async () => {
    const gone = await product('A', 1, { externalId: '3', deletedAt: NOW });
    const second = await product('A', 1, { externalId: '12' });
    const first = await product('A', 1, { externalId: '4' });
    await sale('A', 30, 1);

    await analytics.compute();

    expect(await figures(first)).toMatchObject({ average: '1.0000' });
    expect(await figures(second)).toMatchObject({ average: '0.0000' });
    expect(await figures(gone)).toMatchObject({ average: '0.0000' });
  });

  it('O9 takes an empty or negative stock for zero days', async () => {
    const empty = await product('A', 0);
    const negative = await product('B', -3);
    await sale('A', 30, 1);
    await sale('B', 30, 1);

    await analytics.compute();

    expect(await figures(empty)).toMatchObject({ days_to_zero: 0, recommended_qty: 19 });
    expect(await figures(negative)).toMatchObject({ days_to_zero: 0, recommended_qty: 19 });
  });

  it("O7 leaves a person's figure alone and tracks the computed one beside it", async () => {
    const id = await product('A', 20);
    await sale('A', 60, 2);
    await database.query(
      `UPDATE products SET avg_daily_sales_30d = 4, trend = 'DECLINING',
         overrides = '{"avgDailySales30d": {"by": "u", "at": "x"}, "trend": {"by": "u", "at": "x"}}' WHERE id = $1`,
      [id],
    );

    await analytics.compute();

    expect(await figures(id)).toMatchObject({
      average: '4.0000',
      trend: 'DECLINING',
      // The person's pace counts for what follows from it.
      days_to_zero: 5,
      upstream: { avgDailySales30d: '2.0000', trend: 'GROWING', daysToZero: 5 },
    });
  });

  it('O9 writes nothing when nothing changed, not even a log entry', async () => {
    const id = await product('A', 20);
    await product('Never sold', 3);
    await sale('A', 60, 2);
    await analytics.compute();
    const before = await logCount();

    clock.instant = new Date(NOW.getTime() + 300_000);
    const again = await analytics.compute();

    expect(again).toEqual({ linkedItemCount: 0, changedProductCount: 0, changedPointCount: 0 });
    expect(await logCount()).toBe(before);
    expect(await figures(id)).toMatchObject({ average: '2.0000' });
  });

  it('O9 keeps one point a product and day of the shop', async () => {
    const id = await product('A', 20);
    await analytics.compute();
    await sale('A', 60, 2);
    await analytics.compute();
    // 22:00 UTC: in Moscow the next day has begun.
    clock.instant = new Date('2025-06-05T22:00:00.000Z');
    await analytics.compute();

    const points = await database.query(
      `SELECT computed_on::text AS day, avg_daily_sales_30d AS average FROM product_trends
       WHERE product_id = $1 ORDER BY computed_on`,
      [id],
    );
    expect(points).toEqual([
      { day: '2025-06-05', average: '2.0000' },
      { day: '2025-06-06', average: '2.0000' },
    ]);
  });

  it('O9 follows a refund: the sale no longer counts', async () => {
    const id = await product('A', 20);
    const order = await sale('A', 60, 2);
    await analytics.compute();

    await database.query(`UPDATE orders SET status = 'refunded' WHERE id = $1`, [order]);
    await analytics.compute();

    expect(await figures(id)).toMatchObject({
      average: '0.0000',
      days_to_zero: null,
      last_purchase_date: null,
    });
  });
});
