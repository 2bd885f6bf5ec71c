import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FakeSource } from '../../../../test/support/external-source/fake-source.js';
import { PipelineApp, type PipelineAnswer } from '../../../../test/support/external-source/pipeline-app.js';

interface Entry {
  readonly id: string;
  readonly externalId: string;
  readonly state: string;
  readonly reason: string;
}

describe('the quarantine by reasons and in batches (D2)', () => {
  let pipeline: PipelineApp;
  let source: FakeSource;
  let runId: string;

  beforeAll(async () => {
    pipeline = await PipelineApp.start();
    ({ source } = pipeline);
  });
  afterAll(() => pipeline.close());
  beforeEach(async () => {
    await pipeline.database.query(
      'TRUNCATE products, product_trends, source_run, source_position, quarantine CASCADE',
    );
    source.products = [
      { id: '1', name: 1, price: '1.00' },
      { id: '2', name: 2, price: '1.00' },
      { id: '3', name: 'Three', price: '-3' },
      { id: '4', name: 'Four', price: '4.00' },
    ];
    runId = String((await call('POST', 'sources/fake/run?wait=true', {})).body.id);
  });

  const call = (method: string, path: string, body?: unknown): Promise<PipelineAnswer> =>
    pipeline.call(method, path, body);
  const entries = async (query = ''): Promise<readonly Entry[]> =>
    (await call('GET', `quarantine?${query}`)).body.data as Entry[];
  /** As if what was wrong had been put right in the stored payloads. */
  const repair = async (): Promise<void> => {
    await pipeline.database.query(`UPDATE quarantine SET payload = payload || '{"name": "Repaired"}'`);
  };

  it('counts what is wrong by its reason, the most frequent first, with an example of each', async () => {
    const { body } = await call('GET', 'quarantine/reasons?state=open');

    expect(body).toEqual({
      reasonCount: 2,
      entryCount: 3,
      reasons: [
        {
          kind: 'record',
          source: 'fake',
          entity: 'products',
          code: 'mapping',
          reason: 'name and price must be texts',
          entryCount: 2,
          deviceCount: 0,
          firstSeenAt: expect.any(String),
          lastSeenAt: expect.any(String),
          sampleId: expect.any(String),
          sampleRecord: expect.stringMatching(/^[12]$/),
        },
        expect.objectContaining({ code: '23514', entryCount: 1, sampleRecord: '3' }),
      ],
    });
    const [{ sampleId }] = body.reasons as [{ sampleId: string }];
    expect((await call('GET', `quarantine/${sampleId}`)).body).toMatchObject({ id: sampleId, state: 'open' });
    expect((await call('GET', 'quarantine/nothing')).status).toBe(404);
    expect((await call('GET', 'quarantine/reasons?source=other')).body).toEqual({
      reasonCount: 0,
      entryCount: 0,
      reasons: [],
    });
    expect((await call('GET', `quarantine/reasons?runId=${runId}`)).body).toMatchObject({ entryCount: 3 });
    expect((await call('GET', 'quarantine/reasons?runId=x')).status).toBe(400);
  });

  it('lists the entries of one reason and of one run', async () => {
    const reason = encodeURIComponent('name and price must be texts');

    expect((await entries(`reason=${reason}`)).map(({ externalId }) => externalId).sort()).toEqual([
      '1',
      '2',
    ]);
    expect(await entries('code=23514')).toHaveLength(1);
    expect(await entries(`runId=${runId}`)).toHaveLength(3);
    expect(await entries('runId=7d0a1b52-2f6e-4c1c-9a55-0d6c7d1f2a10')).toEqual([]);
    expect((await call('GET', 'quarantine?limit=1&page=2')).body.pagination).toMatchObject({ pages: 3 });
  });

  it('retries all of a filter: what is good now is stored, what stays bad stops nobody', async () => {
    await repair();
    const { status, body } = await call('POST', 'quarantine/retry', { filter: { source: 'fake' } });

    expect([status, body]).toEqual([
      200,
      {
        doneCount: 3,
        settledCount: 2,
        leftCount: 0,
        next: null,
        problem: expect.stringContaining('outside what is allowed'),
      },
    ]);
    expect(await entries('state=open')).toMatchObject([{ externalId: '3' }]);
    const stored = await pipeline.database.query<{ id: string }>(
      `SELECT id::text AS id FROM products WHERE name = 'Repaired'`,
    );
    const resolved = (await entries('state=resolved')) as readonly object[];
    expect(resolved.map((entry) => Reflect.get(entry, 'recordId') as unknown).sort()).toEqual(
      stored.map(({ id }) => id).sort(),
    );
  });

  it('goes on behind the last entry, and so ends also when all stay bad', async () => {
    await pipeline.database.query(
      `INSERT INTO quarantine (kind, source_key, entity, payload, reason, code)
       SELECT 'record', 'fake', 'products', '{"name": 7}', 'name and price must be texts', 'mapping'
       FROM generate_series(1, 98)`,
    );
    const filter = { code: 'mapping' };
    const first = (await call('POST', 'quarantine/retry', { filter })).body;
    const second = (await call('POST', 'quarantine/retry', { filter, after: first.next })).body;

    expect(first).toMatchObject({ doneCount: 50, settledCount: 0, leftCount: 50 });
    expect(second).toMatchObject({ doneCount: 50, settledCount: 0, leftCount: 0, next: null });
    const tried = await pipeline.database.query(
      `SELECT 1 FROM quarantine WHERE code = 'mapping' AND attempts = 2`,
    );
    expect(tried).toHaveLength(100);
  });

  it('applies what came first first, whatever the ids', async () => {
    await pipeline.database.query(
      `INSERT INTO quarantine (id, kind, source_key, entity, payload, reason, code, created_at)
       SELECT ('00000000-0000-4000-8000-00000000000' || n)::uuid, 'record', 'fake', 'products',
         jsonb_build_object('id', '9', 'name', 'Word ' || n, 'price', '1.00'), 'not yet', 'test',
         now() - make_interval(mins => n)
       FROM generate_series(1, 3) AS n`,
    );
    const { body } = await call('POST', 'quarantine/retry', { filter: { code: 'test' } });
    const stored = await pipeline.database.query(`SELECT name FROM products WHERE external_id = '9'`);

    expect(body).toMatchObject({ doneCount: 3, settledCount: 3 });
    expect(stored).toEqual([{ name: 'Word 1' }]);
  });

  it('ignores and retries some by their ids, and counts those that it cannot', async () => {
    const [one, two] = (await entries('code=mapping')) as [Entry, Entry];
    const nobody = '7d0a1b52-2f6e-4c1c-9a55-0d6c7d1f2a10';

    const ignored = await call('POST', 'quarantine/ignore', { ids: [one.id, nobody, two.id, one.id] });
    const retried = await call('POST', 'quarantine/retry', { filter: { state: 'ignored' } });

    expect(ignored.body).toMatchObject({
      doneCount: 3,
      settledCount: 2,
      leftCount: 0,
      problem: 'There is no such entry in the quarantine',
    });
    expect(await entries('state=ignored')).toHaveLength(0);
    expect(retried.body).toMatchObject({ doneCount: 2, settledCount: 0 });
  });

  it('H18 wants ids or a filter, and not both', async () => {
    const id = (await entries())[0]!.id;
    for (const body of [
      {},
      { ids: [] },
      { ids: ['x'] },
      { ids: Array.from({ length: 51 }, () => id) },
      { ids: [id], filter: {} },
      { ids: [id], after: id },
      { filter: { state: 'resolved' } },
      { filter: { state: 'lost' } },
      { filter: { unknown: 1 } },
      { filter: [] },
      { filter: {}, after: 'x' },
    ]) {
      const { status } = await call('POST', 'quarantine/retry', body);
      expect([JSON.stringify(body).slice(0, 60), status]).toEqual([JSON.stringify(body).slice(0, 60), 400]);
    }
    expect(await entries('state=open')).toHaveLength(3);
  });
});
