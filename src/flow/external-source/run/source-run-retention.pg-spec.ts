import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Pipeline, startPipeline } from '../../../../test/support/external-source/pipeline.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/postgres/test-database.js';
import { SourceRunRetention } from './source-run-retention.js';

describe('SourceRunRetention', () => {
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
    await pipeline.database.query('TRUNCATE source_run CASCADE');
  });

  /** Runs that began a day apart, the youngest `youngestDays` ago. */
  const runs = async (
    source: string,
    count: number,
    youngestDays: number,
    state = 'failed',
  ): Promise<void> => {
    const isLive = state === 'running';
    await pipeline.database.query(
      `INSERT INTO source_run (source_key, mode, options, trigger, state, started_at, finished_at)
       SELECT $1, 'full', '{}', 'schedule', $4, at, CASE WHEN NOT $5::boolean THEN at + interval '1 minute' END
       FROM generate_series(0, $2::integer - 1) AS n, make_interval(days => $3::integer + n) AS age,
            LATERAL (SELECT now() - age AS at) AS began`,
      [source, count, youngestDays, state, isLive],
    );
  };
  const left = async (source: string): Promise<{ count: number; oldest: number }> => {
    const [row] = await pipeline.database.query<{ count: number; oldest: number }>(
      `SELECT count(*)::integer AS count, extract(day FROM now() - min(started_at))::integer AS oldest
       FROM source_run WHERE source_key = $1`,
      [source],
    );
    return row!;
  };
  const forget = (): Promise<object | null> => pipeline.app.get(SourceRunRetention).run();

  it('forgets what is older than 90 days, the oldest first', async () => {
    await runs('busy', 200, 0);

    expect(await forget()).toEqual({ forgottenRunCount: 100 });
    expect(await left('busy')).toEqual({ count: 100, oldest: 99 });
  });

  it('keeps everything of 90 days, however much it is', async () => {
    await runs('busy', 80, 0);
    await runs('busy', 80, 0);

    expect(await forget()).toBeNull();
  });

  it('keeps the last 100 runs of each source, however old', async () => {
    await runs('rare', 60, 300);
    await runs('busy', 130, 300);

    await forget();

    expect((await left('rare')).count).toBe(60);
    expect(await left('busy')).toEqual({ count: 100, oldest: 399 });
  });

  it('O8 keeps the last run that went well, and forgets the one before it', async () => {
    await runs('broken', 2, 500, 'succeeded');
    await runs('broken', 120, 0);

    await forget();

    expect(await left('broken')).toEqual({ count: 101, oldest: 500 });
  });

  it('leaves a run alone that is going on, as old as it may be', async () => {
    await runs('stuck', 1, 600, 'running');
    await runs('stuck', 120, 0);

    await forget();

    expect(await left('stuck')).toEqual({ count: 101, oldest: 600 });
  });

  it('D3 forgets at most 1000 runs of a source at once', async () => {
    await runs('busy', 1_200, 100);

    expect(await forget()).toEqual({ forgottenRunCount: 1_000 });
    expect(await forget()).toEqual({ forgottenRunCount: 100 });
  });
});
