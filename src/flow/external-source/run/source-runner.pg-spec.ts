import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FakeSource } from '../../../../test/support/external-source/fake-source.js';
import type { Pipeline } from '../../../../test/support/external-source/pipeline.js';
import { fakeProducts, RunnerContext } from '../../../../test/support/external-source/runner-context.js';
import type { SourceRun } from '../source-run.js';

let context: RunnerContext;
let source: FakeSource;
let here: Pipeline;

beforeEach(async () => {
  context = await RunnerContext.start();
  ({ source, here } = context);
});
afterEach(async () => {
  await context.end();
});

describe('SourceRunner', () => {
  it('O3 reads every page, counts what became of each record, and finds nothing to do the second time', async () => {
    source.products = [
      ...fakeProducts(5),
      { id: '9', name: 'category' },
      { id: '1', name: 'Product 1', price: '10.00' },
    ];

    const first = await here.run('fake');
    const again = await here.run('fake');

    expect(first).toMatchObject({
      state: 'succeeded',
      pages: 4,
      counts: {
        fetched: 7,
        created: 5,
        updated: 0,
        unchanged: 1,
        skipped: { category: 1 },
        failed: 0,
        duplicates: 1,
      },
    });
    expect(again.counts).toMatchObject({ created: 0, updated: 0, unchanged: 6 });
    expect(await context.rows('SELECT 1 FROM change_log')).toHaveLength(5);
    expect(await context.rows('SELECT 1 FROM source_run_page')).toEqual([]);
  });

  it('E11 lets the last of two records with one id win, in one page and over pages', async () => {
    source.pageSize = 3;
    source.products = [
      { id: '1', name: 'first', price: '1' },
      { id: '1', name: 'second', price: '1' },
      { id: '2', name: 'other', price: '1' },
      { id: '2', name: 'last', price: '1' },
    ];

    const run = await here.run('fake');

    expect(await context.names()).toEqual(['second', 'last']);
    expect(run.counts.duplicates).toBe(2);
  });

  it('computes a dry run in full and stores nothing of it', async () => {
    source.products = fakeProducts(2);
    await here.run('fake');
    source.products = [...fakeProducts(2, 'Renamed').slice(0, 1), ...fakeProducts(3).slice(1)];

    const run = await here.run('fake', { dryRun: true });

    expect(run).toMatchObject({
      state: 'succeeded',
      counts: { created: 1, updated: 1, unchanged: 1 },
      changes: { created: ['3'], updated: ['1'] },
    });
    expect(await context.names()).toEqual(['Product 1', 'Product 2']);
    expect(await context.rows('SELECT 1 FROM change_log')).toHaveLength(2);
  });

  it('C4 adds only what is new in a new-only run', async () => {
    source.products = fakeProducts(2);
    await here.run('fake');
    source.products = fakeProducts(3, 'Renamed');

    const run = await here.run('fake', { mode: 'new-only' });

    expect(run.counts).toMatchObject({ created: 1, updated: 0, unchanged: 2 });
    expect(await context.names()).toEqual(['Product 1', 'Product 2', 'Renamed 3']);
  });

  it('tells its listeners of a finished run before those who wait, and survives their errors', async () => {
    source.products = fakeProducts(1);
    const heard: SourceRun['state'][] = [];
    here.runner.afterRun(() => {
      throw new Error('a listener’s own trouble');
    });
    here.runner.afterRun((run) => {
      heard.push(run.state);
    });

    await here.run('fake');

    expect(heard).toEqual(['succeeded']);
  });
});
