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

describe('bad records of a run', () => {
  it('O8 E12 quarantines a bad record without its secrets, stores its neighbours, and keeps one entry for it', async () => {
    source.products = [
      ...fakeProducts(3),
      { id: '4', name: 7, price: '1', token: 'hush-hush', extra: 'new' },
    ];
    await here.run('fake');

    const again = await here.run('fake');

    expect(again).toMatchObject({ state: 'completed-with-errors', counts: { failed: 1, unchanged: 3 } });
    expect(
      await context.rows('SELECT external_id, state, attempts, reason, payload FROM quarantine'),
    ).toEqual([
      {
        external_id: '4',
        state: 'open',
        attempts: 2,
        reason: 'name and price must be texts',
        payload: { id: '4', name: 7, price: '1', extra: 'new' },
      },
    ]);
  });

  it('resolves a quarantined record by itself when it arrives in good order', async () => {
    source.products = [...fakeProducts(1), { id: '2', name: 7 }];
    await here.run('fake');

    source.products = fakeProducts(2);
    await here.run('fake');

    expect(await context.rows('SELECT state FROM quarantine')).toEqual([{ state: 'resolved' }]);
  });

  it('lets an ignored record stay ignored', async () => {
    source.products = [...fakeProducts(1), { id: '2', name: 7 }];
    await here.run('fake');
    await here.database.query(`UPDATE quarantine SET state = 'ignored'`);

    await here.run('fake');

    expect(await context.rows('SELECT state, attempts FROM quarantine')).toEqual([
      { state: 'ignored', attempts: 2 },
    ]);
  });

  it('X6 H1 E18 keeps a NUL and a lone surrogate in quarantine as they came, and the run goes on', async () => {
    source.products = [
      { id: '1', name: 'a\u0000b', price: '1' },
      { id: '2', name: 'x\ud800', price: '1' },
      { id: 'n\u0000l', name: 'bad id', price: '1' },
      { id: '3', name: `<script>'; DROP TABLE products; --`, price: '1' },
    ];

    const run = await here.run('fake');

    expect(run.counts).toMatchObject({ failed: 3, created: 1 });
    const stored = await context.rows<{ text: string }>(
      'SELECT payload::text AS text FROM quarantine ORDER BY created_at, reason',
    );
    expect(stored).toHaveLength(3);
    expect(stored.some(({ text }) => text.includes('\\\\u0000'))).toBe(true);
  });

  it('reports unknown keys once, as drift', async () => {
    source.products = fakeProducts(3).map((product) => ({ ...product, extra: 'new' }));

    expect((await here.run('fake')).drift).toEqual(['extra']);
  });

  it('E12 stops when more than 5 % of the records are bad, and sweeps nothing', async () => {
    source.products = fakeProducts(30);
    await here.run('fake');

    source.products = [
      ...fakeProducts(20).slice(0, 5),
      ...fakeProducts(15).map(({ id }) => ({ id: `x${id}`, name: 1 })),
    ];
    source.pageSize = 20;
    const run = await here.run('fake');

    expect(run).toMatchObject({ state: 'failed', error: { kind: 'source-schema' } });
    expect(
      await context.rows(
        'SELECT missing_candidates FROM source_position WHERE missing_candidates <> $$ {} $$',
      ),
    ).toEqual([]);
  });
});
