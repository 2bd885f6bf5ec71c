import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fakeProducts, RunnerContext } from '../../../../test/support/external-source/runner-context.js';
import { changesBetween, Rehearsals } from './rehearsals.js';

describe('what a dry run would change', () => {
  let context: RunnerContext;

  beforeAll(async () => {
    context = await RunnerContext.start();
  });
  afterAll(() => context.end());
  beforeEach(async () => {
    await context.rows('TRUNCATE products, product_trends, source_run CASCADE');
    context.source.products = fakeProducts(3);
    await context.here.run('fake');
  });

  const rehearse = async (): Promise<object[]> => {
    const { id } = await context.here.run('fake', { dryRun: true });
    const changes = await context.here.app.get(Rehearsals).list(id);
    return changes.toSorted((a, b) => a.externalId.localeCompare(b.externalId));
  };
  const stored = (): Promise<object[]> =>
    context.rows('SELECT external_id, name, price FROM products ORDER BY external_id');

  it('tells fields with both values, and stores none of them', async () => {
    const before = await stored();
    context.source.products = [
      { id: '1', name: 'Another name', price: '10.00' },
      { id: '2', name: 'Product 2', price: '10.50' },
      ...fakeProducts(4).slice(2),
    ];

    expect(await rehearse()).toEqual([
      update('1', { field: 'name', type: 'string', before: 'Product 1', after: 'Another name' }),
      update('2', { field: 'price', type: 'decimal', before: '10.00', after: '10.50' }),
      {
        ...{ entity: 'products', externalId: '4', operation: 'create' },
        fields: [
          { line: null, field: 'name', type: 'string', before: null, after: 'Product 4' },
          { line: null, field: 'price', type: 'decimal', before: null, after: '10.00' },
        ],
        omittedCount: 0,
      },
    ]);
    expect(await stored()).toEqual(before);
  });

  it('S3 hides what may be personal, and says that it would change', async () => {
    context.source.products[0] = { id: '1', name: 'Call +58 412 555 01 23', price: '10.00' };

    expect(await rehearse()).toEqual([
      update('1', { field: 'name', type: 'string', before: 'Product 1', after: '[hidden]' }),
    ]);
    expect(JSON.stringify(await context.rows('SELECT * FROM source_run_change'))).not.toContain('555');
  });

  it('is empty when nothing would change', async () => {
    expect(await rehearse()).toEqual([]);
  });

  it('keeps some fields of a record with very many lines, and says how many more there are', () => {
    const record = { id: 'a', externalId: '1' };
    const lines = Array.from({ length: 70 }, (_, line) => {
      const image = { line: `order_items ${line}`, field: 'name', type: 'string', value: 'new' };
      return [image.line, image] as const;
    });
    const shown = { created: [record], updated: [] };

    const [change] = changesBetween('orders', shown, new Map(), new Map([['a', new Map(lines)]]));

    expect([change!.fields.length, change!.omittedCount]).toEqual([60, 10]);
  });

  it('keeps the first hundred of each kind', async () => {
    context.source.pageSize = 60;
    context.source.products = fakeProducts(150, 'Other');

    const changes = await rehearse();

    expect(changes).toHaveLength(103);
  });
});

function update(externalId: string, change: object): object {
  return {
    entity: 'products',
    externalId,
    operation: 'update',
    fields: [{ line: null, ...change }],
    omittedCount: 0,
  };
}
