import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/postgres/test-database.js';
import { textArray } from '../../database/text-array.js';
import { appointmentSync } from '../../modules/appointments/appointment.sync.js';
import { usersSync } from '../../modules/auth/users/users.sync.js';
import { clientSync } from '../../modules/clients/client.sync.js';
import { orderSync } from '../../modules/orders/order.sync.js';
import { productSync } from '../../modules/products/product.sync.js';
import type { SyncedEntity } from '../synced-entity/synced-entity.public.js';
import { toStoreStatement } from './to-store-statement.js';

const IMPORTED = [usersSync, productSync, orderSync, clientSync, appointmentSync];

describe('toStoreStatement', () => {
  let database: TestDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });
  beforeEach(async () => {
    await client.query('TRUNCATE products, orders CASCADE');
  });

  const namesOf = (entity: SyncedEntity): string[] =>
    Object.entries(entity.fields)
      .filter(([, { writtenBy }]) => writtenBy === 'source' || writtenBy === 'both')
      .map(([name]) => name);
  /** Which of the ids are to be stored. */
  const toStore = async (
    entity: SyncedEntity,
    records: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ): Promise<string[]> => {
    const ids = Object.keys(records);
    const fields = Object.keys(Object.values(records)[0] ?? {});
    const { rows } = await client.query<{ place: number }>(
      toStoreStatement(entity, { fields, initialFields: [] }),
      [textArray(ids), textArray(Object.values(records).map((said) => JSON.stringify(said)))],
    );
    return rows.map(({ place }) => ids[place - 1] ?? '?').sort();
  };
  const store = async (id: string, more: Readonly<Record<string, unknown>> = {}): Promise<void> => {
    const row = {
      ...{ id: `p${id}`, external_id: id, name: 'One', price: '10.00', overrides: {} },
      upstream: { name: 'One', price: '10.00', brand: null },
      ...more,
    };
    const columns = Object.keys(row);
    await client.query(
      `INSERT INTO products (${columns.join(', ')})
       SELECT ${columns.join(', ')} FROM jsonb_populate_record(NULL::products, $1)`,
      [JSON.stringify(row)],
    );
  };
  const ONE = { name: 'One', price: '10.00', brand: null };

  it.each(IMPORTED.map((entity) => [entity.table, entity] as const))(
    'O3 can be asked of %s, with every field that a source writes',
    async (_table, entity) => {
      const said = Object.fromEntries(namesOf(entity).map((name) => [name, null]));

      expect(await toStore(entity, { unheard: said })).toEqual(['unheard']);
    },
  );

  it('O3 passes over what is stored as it came, and names what is new or different', async () => {
    await store('same');
    await store('renamed');
    await store('emptied');

    expect(
      await toStore(productSync, {
        same: ONE,
        renamed: { ...ONE, name: 'Uno' },
        emptied: { ...ONE, name: null },
        unheard: ONE,
      }),
    ).toEqual(['emptied', 'renamed', 'unheard']);
  });

  it('C3 names a row that was missing, and one that never came from a source', async () => {
    await store('missing', { missing_since: '2026-03-01T10:00:00Z' });
    await store('adopted', { upstream: null });

    expect(await toStore(productSync, { missing: ONE, adopted: ONE })).toEqual(['adopted', 'missing']);
  });

  it('names a row whose column shows something else than the source said', async () => {
    await store('astray', { price: '11.00' });

    expect(await toStore(productSync, { astray: ONE })).toEqual(['astray']);
  });

  it('O7 passes over a person’s value, and names the row when the source says something new', async () => {
    await store('kept', { price: '99.00', overrides: { price: {} } });
    await store('tracked', { price: '99.00', overrides: { price: {} } });

    expect(await toStore(productSync, { kept: ONE, tracked: { ...ONE, price: '12.50' } })).toEqual([
      'tracked',
    ]);
  });

  it('names a record of which a field is mentioned for the first time', async () => {
    await store('brief', { upstream: { name: 'One', price: '10.00' } });

    expect(await toStore(productSync, { brief: ONE })).toEqual(['brief']);
  });

  it('compares a decimal as its column rounds it, and an instant as its column does', async () => {
    await store('rounded', { price: '10.01', upstream: { ...ONE, price: '10.005' } });
    await client.query(
      `INSERT INTO orders (id, external_id, status, total, order_date, upstream)
       VALUES ('o1', 'late', 'paid', 5, '2026-03-01T10:00:00.124Z', '{"orderDate": "2026-03-01T10:00:00.1239Z"}')`,
    );

    expect(await toStore(productSync, { rounded: { ...ONE, price: '10.005' } })).toEqual([]);
    expect(await toStore(orderSync, { late: { orderDate: '2026-03-01T10:00:00.1239Z' } })).toEqual([]);
  });

  it('O8 is no victim of a value that its column could not hold', async () => {
    await store('wrong');

    expect(await toStore(productSync, { wrong: { ...ONE, price: 'no number' } })).toEqual(['wrong']);
  });
});
