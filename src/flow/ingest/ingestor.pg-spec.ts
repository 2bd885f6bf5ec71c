import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startPipeline, type Pipeline } from '../../../test/support/external-source/pipeline.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/postgres/test-database.js';
import type { Sql } from '../../database/sql.js';
import type { IncomingRecord } from './incoming-record.js';
import { Ingestor } from './ingestor.js';
import type { IngestOutcome } from './page-outcome.js';

describe('Ingestor', () => {
  let testDatabase: TestDatabase;
  let pipeline: Pipeline;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    pipeline = await startPipeline(testDatabase.url, []);
  });
  afterAll(async () => {
    await pipeline.close();
    await testDatabase.drop();
  });
  beforeEach(async () => {
    await pipeline.database.query('TRUNCATE products, orders, order_items, product_trends CASCADE');
    await pipeline.database.query('TRUNCATE change_log');
  });

  const ingest = (table: string, records: IncomingRecord[], insertOnly = false): Promise<IngestOutcome> =>
    pipeline.database.transaction((tx) =>
      pipeline.app.get(Ingestor).ingestPage(tx, { table, records, insertOnly }),
    );
  const product = (id: string, name: string, price = '10.00'): IncomingRecord => ({
    externalId: id,
    fields: { name, price },
  });
  const order = (id: string, lines: Record<string, number>): IncomingRecord => ({
    externalId: id,
    fields: { status: 'paid', total: '5.00', orderDate: new Date('2026-03-01T10:00:00Z') },
    children: {
      order_items: Object.entries(lines).map(([key, quantity]) => ({
        key,
        fields: { name: `Item ${key}`, quantity, price: '2.50', total: '2.50' },
      })),
    },
  });
  const log = (): Promise<{ entity: number; op: string; fields: string[] | null }[]> =>
    pipeline.database.query('SELECT entity, op, fields FROM change_log ORDER BY xid, seq');
  const versions = async (table: string): Promise<string> =>
    JSON.stringify(
      await pipeline.database.query(
        `SELECT id, xmin::text, xmax::text, ctid::text FROM ${table} ORDER BY id`,
      ),
    );

  it('O3 tells created, updated and unchanged rows apart and logs only what changed', async () => {
    await ingest('products', [product('1', 'One'), product('2', 'Two')]);

    const outcome = await ingest('products', [
      product('1', 'One'),
      product('2', 'Zwei'),
      product('3', 'Three'),
    ]);

    expect(outcome.created.map((row) => row.externalId)).toEqual(['3']);
    expect(outcome.updated.map((row) => row.externalId)).toEqual(['2']);
    expect(outcome.unchangedCount).toBe(1);
    const later = (await log()).slice(2);
    expect(later).toHaveLength(2);
    expect(later).toContainEqual({ entity: 8, op: 'U', fields: ['name', 'updatedAt'] });
  });

  it('O3 leaves an unchanged page without a trace: no row version, no lock, no log', async () => {
    const page = [order('1', { a: 1, b: 2 }), order('2', {})];
    await ingest('orders', page);
    const before = [await versions('orders'), await versions('order_items'), (await log()).length];

    const outcome = await ingest('orders', page);

    expect(outcome.unchangedCount).toBe(2);
    expect([await versions('orders'), await versions('order_items'), (await log()).length]).toEqual(before);
  });

  it('O3 sends only the rows that differ, and asks for no savepoint where none does', async () => {
    const page = [product('1', 'One'), product('2', 'Two')];
    await ingest('products', page);
    const sent: string[] = [];
    const ingestRecorded = (records: IncomingRecord[]): Promise<IngestOutcome> =>
      pipeline.database.transaction((tx) => {
        const recorded: Sql = {
          query: (text, values = [], name = '') => {
            sent.push(
              `${/^\s*(\w+)/.exec(text)?.[1] ?? ''} ${JSON.stringify(values[0] ?? '').includes('Two')}`,
            );
            return tx.query(text, values, name);
          },
        };
        return pipeline.app.get(Ingestor).ingestPage(recorded, { table: 'products', records });
      });

    await ingestRecorded(page);
    expect(sent.splice(0)).toEqual(['SELECT false']);

    await ingestRecorded([product('1', 'Uno'), product('2', 'Two')]);
    expect(sent).toEqual(['SELECT false', 'SAVEPOINT false', 'INSERT false']);
  });

  it('O7 keeps a person’s price, tracks the upstream one beside it, and neither logs nor stamps that', async () => {
    await ingest('products', [product('1', 'One', '10.00')]);
    await pipeline.database.query(
      `UPDATE products SET price = 99, overrides = '{"price": {"by": "u1", "at": 1}}' WHERE external_id = '1'`,
    );
    const [before] = await pipeline.database.query<{ updated_at: Date }>('SELECT updated_at FROM products');
    const logged = (await log()).length;

    const outcome = await ingest('products', [product('1', 'One', '12.50')]);

    const [row] = await pipeline.database.query<object>('SELECT price, upstream, updated_at FROM products');
    expect(row).toEqual({
      price: '99.00',
      upstream: { name: 'One', price: '12.50' },
      updated_at: before!.updated_at,
    });
    expect(outcome).toMatchObject({ created: [], updated: [], unchangedCount: 1 });
    expect((await log()).length).toBe(logged);
  });

  it('O7 updates the fields of a row that are not overridden', async () => {
    await ingest('products', [product('1', 'One', '10.00')]);
    await pipeline.database.query(`UPDATE products SET price = 99, overrides = '{"price": {}}'`);

    await ingest('products', [product('1', 'Uno', '12.50')]);

    expect(await pipeline.database.query('SELECT name, price FROM products')).toEqual([
      { name: 'Uno', price: '99.00' },
    ]);
  });

  it('O8 W2 stores the neighbours of bad records and says why each was refused', async () => {
    const page = Array.from({ length: 20 }, (_, index) => product(String(index), `P${index}`));
    page[7] = product('7', 'P7', '-1');
    page[13] = product('13', 'P13', 'no number');

    const outcome = await ingest('products', page);

    expect(outcome.created).toHaveLength(18);
    expect(outcome.refused.map(({ record, reason, code }) => [record.externalId, reason, code])).toEqual([
      ['7', 'A value is outside what is allowed (products_price_check)', '23514'],
      ['13', 'A value has the wrong type', '22P02'],
    ]);
  });

  it('X6 H1 H2 refuses NUL and lone surrogates by record, before any SQL', async () => {
    const outcome = await ingest('products', [
      product('1', 'a\u0000b'),
      product('2', 'half \ud800'),
      product('3', 'ไทย Кирилица 🐢 é'),
    ]);

    expect(outcome.refused.map(({ record, code }) => [record.externalId, code])).toEqual([
      ['1', 'unstorable-text'],
      ['2', 'unstorable-text'],
    ]);
    expect(await pipeline.database.query('SELECT name FROM products')).toEqual([
      { name: 'ไทย Кирилица 🐢 é' },
    ]);
  });

  it('O3 diffs the items of an order: inserts, updates and deletes nothing else', async () => {
    await ingest('orders', [order('1', { a: 1, b: 1, c: 1 }), order('2', { a: 1 })]);
    const logged = (await log()).length;

    const outcome = await ingest('orders', [order('1', { a: 1, b: 7, d: 1 }), order('2', { a: 1 })]);

    expect(outcome.updated.map((row) => row.externalId)).toEqual(['1']);
    expect(outcome.unchangedCount).toBe(1);
    const later = (await log()).slice(logged);
    expect(later.map(({ entity, op }) => `${entity}${op}`).sort()).toEqual(['10D', '10I', '10U']);
    const lines = await pipeline.database.query<{ line_key: string; quantity: number }>(
      `SELECT line_key, quantity FROM order_items JOIN orders ON orders.id = order_id WHERE external_id = '1' ORDER BY 1`,
    );
    expect(lines.map((line) => `${line.line_key}${line.quantity}`)).toEqual(['a1', 'b7', 'd1']);
  });

  it('deletes the items of an order that has none any more', async () => {
    await ingest('orders', [order('1', { a: 1 })]);

    await ingest('orders', [order('1', {})]);

    expect(await pipeline.database.query('SELECT 1 FROM order_items')).toEqual([]);
  });

  it('C4 adds new rows and touches no stored one when asked to insert only', async () => {
    await ingest('orders', [order('1', { a: 1 })]);

    const outcome = await ingest('orders', [order('1', { a: 9 }), order('2', { b: 1 })], true);

    expect(outcome.created.map((row) => row.externalId)).toEqual(['2']);
    expect(outcome).toMatchObject({ updated: [], unchangedCount: 1 });
    expect(await pipeline.database.query('SELECT quantity FROM order_items ORDER BY line_key')).toEqual([
      { quantity: 1 },
      { quantity: 1 },
    ]);
  });

  it('C3 clears missing_since of a row that is back, and that is no synced change', async () => {
    await ingest('products', [product('1', 'One')]);
    await pipeline.database.query('UPDATE products SET missing_since = now()');
    const logged = (await log()).length;

    const outcome = await ingest('products', [product('1', 'One')]);

    expect(await pipeline.database.query('SELECT missing_since FROM products')).toEqual([
      { missing_since: null },
    ]);
    expect(outcome.unchangedCount).toBe(1);
    expect((await log()).length).toBe(logged);
  });

  it('keeps what a record does not mention', async () => {
    await ingest('products', [{ externalId: '1', fields: { name: 'One', price: '1.00', brand: 'Acme' } }]);

    await ingest('products', [product('1', 'Uno', '1.00')]);

    expect(await pipeline.database.query('SELECT name, brand, upstream FROM products')).toEqual([
      { name: 'Uno', brand: 'Acme', upstream: { name: 'Uno', price: '1.00', brand: 'Acme' } },
    ]);
  });

  it('writes first values of people’s fields on new rows only', async () => {
    const record = { ...product('1', 'One'), initialFields: { costPrice: '3.00' } };
    await ingest('products', [record]);
    await pipeline.database.query('UPDATE products SET cost_price = 4');

    await ingest('products', [{ ...record, fields: { name: 'Uno', price: '10.00' } }]);

    expect(await pipeline.database.query('SELECT name, cost_price FROM products')).toEqual([
      { name: 'Uno', cost_price: '4.00' },
    ]);
  });

  it('refuses a connector that maps to a field of ours', async () => {
    const record = { externalId: '1', fields: { name: 'One', price: '1.00', costPrice: '3.00' } };

    await expect(ingest('products', [record])).rejects.toThrow('may not write products.costPrice');
  });

  it('stops halving a page that is bad as a whole', async () => {
    const page = Array.from({ length: 200 }, (_, index) => product(String(index), `P${index}`, 'x'));

    await expect(ingest('products', page)).rejects.toThrow('Too many records');
  });

  it('reads 5,000 unchanged orders with items again without writing', async () => {
    const page = Array.from({ length: 5_000 }, (_, index) => order(String(index), { a: 1, b: 2 }));
    await ingest('orders', page);

    const outcome = await ingest('orders', page);

    expect(outcome.unchangedCount).toBe(5_000);
  });
});
