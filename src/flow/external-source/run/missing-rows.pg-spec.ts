import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FakeSource } from '../../../../test/support/external-source/fake-source.js';
import type { Pipeline } from '../../../../test/support/external-source/pipeline.js';
import { fakeProducts, RunnerContext } from '../../../../test/support/external-source/runner-context.js';

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

describe('missing rows', () => {
  beforeEach(async () => {
    source.products = fakeProducts(20);
    await here.run('fake');
  });

  it('E10 C3 marks a row as missing when two listings agree, deletes nothing, and clears the mark when it is back', async () => {
    source.products = fakeProducts(19);
    await here.run('fake');
    expect(await context.missing()).toEqual([]);

    await here.run('fake');
    expect(await context.missing()).toEqual(['20']);
    expect(await context.names()).toHaveLength(20);

    source.products = fakeProducts(20);
    await here.run('fake');
    expect(await context.missing()).toEqual([]);
    expect(await context.rows(`SELECT 1 FROM change_log WHERE op <> 'I'`)).toEqual([]);
  });

  it('E15 marks nothing when more than 10 % are gone, until an admin confirms it', async () => {
    source.products = fakeProducts(1);
    await here.run('fake');
    const blocked = await here.run('fake');
    expect(blocked.state).toBe('completed-with-errors');
    expect(blocked.counts.missing).toBe(19);
    expect(blocked.warnings).toEqual([
      'products: 19 of 20 rows are missing upstream: nothing is marked until an admin confirms it',
    ]);
    expect(await context.missing()).toEqual([]);

    await here.run('fake', { confirmMissing: true });
    expect(await context.missing()).toHaveLength(19);
  });

  it('E2 takes an empty listing for a fault of the source, not for an empty source', async () => {
    source.products = [];

    const run = await here.run('fake');

    expect(run).toMatchObject({ state: 'failed', error: { kind: 'source-schema' } });
    expect(await context.missing()).toEqual([]);
  });

  it('E7 believes no listing that has fewer records than it announced', async () => {
    source.products = fakeProducts(19);
    source.totalCount = 20;
    await here.run('fake');

    const run = await here.run('fake');

    expect(run.warnings).toEqual(['products: The source announced 20 records and sent 19']);
    expect(await context.missing()).toEqual([]);
  });

  it('W9 marks nothing after a run that was cut short', async () => {
    await here.run('fake', { maxPages: 1, pageSize: 19 });
    const run = await here.run('fake', { maxPages: 1, pageSize: 19 });

    expect(run).toMatchObject({ pages: 1, state: 'succeeded', counts: { fetched: 19, missing: 0 } });
    expect(await context.missing()).toEqual([]);
  });

  it('counts a bad record as present', async () => {
    source.products = [...fakeProducts(19), { id: '20', name: 7 }];
    await here.run('fake');
    await here.run('fake');

    expect(await context.missing()).toEqual([]);
  });
});
