import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeSource, hang } from '../../../../test/support/external-source/fake-source.js';
import { type Pipeline, startPipeline } from '../../../../test/support/external-source/pipeline.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/postgres/test-database.js';
import { SourcesDesk } from '../api/sources-desk.js';
import { SourceStatuses } from '../source-statuses.js';
import { ScheduleTicker } from './schedule-ticker.js';

const EVERY_FIVE_MINUTES = '*/5 * * * *';

describe('ScheduleTicker', () => {
  let testDatabase: TestDatabase;
  let source: FakeSource;
  let pipelines: Pipeline[];

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
  });
  afterAll(async () => {
    await testDatabase.drop();
  });
  beforeEach(async () => {
    source = new FakeSource('fake');
    source.products = [{ id: '1', name: 'One', price: '1.00' }];
    pipelines = [];
    const first = await begin();
    await first.database.query(
      'TRUNCATE source_run, source_run_page, source_position, source_schedule, products, product_trends',
    );
    await first.app.get(ScheduleTicker).open();
  });
  afterEach(async () => {
    await Promise.all(pipelines.map((pipeline) => pipeline.close()));
  });

  const begin = async (runAtStart = false, isScheduler = false): Promise<Pipeline> => {
    const pipeline = await startPipeline(
      testDatabase.url,
      [[source, { schedule: EVERY_FIVE_MINUTES, runAtStart }]],
      {
        isScheduler,
      },
    );
    pipelines.push(pipeline);
    return pipeline;
  };
  const first = (): Pipeline => pipelines[0]!;
  const tick = (pipeline: Pipeline = first()): Promise<void> => pipeline.app.get(ScheduleTicker).tick();
  const runs = (): Promise<{ trigger: string; slot: Date | null; state: string }[]> =>
    first().database.query('SELECT trigger, slot, state FROM source_run ORDER BY started_at, slot');
  const nextRunAt = async (): Promise<Date> =>
    (await first().database.query<{ next_run_at: Date }>('SELECT next_run_at FROM source_schedule'))[0]!
      .next_run_at;
  const makeDue = (interval = '0 minutes'): Promise<object[]> =>
    first().database.query(
      `UPDATE source_schedule SET next_run_at = date_bin('5 minutes', now(), 'epoch') - $1::interval`,
      [interval],
    );
  const idle = (): Promise<void> =>
    until(async () => (await runs()).every(({ state }) => state !== 'running'));

  it('fires nothing before its slot', async () => {
    await tick();

    expect(await runs()).toEqual([]);
    expect((await nextRunAt()).getTime()).toBeGreaterThan(Date.now());
  });

  it('D1 fires a slot once, however many processes look', async () => {
    const others = [await begin(), await begin()];
    await makeDue();
    const slot = await nextRunAt();

    await Promise.all([first(), ...others].flatMap((pipeline) => [tick(pipeline), tick(pipeline)]));
    await idle();

    expect(await runs()).toEqual([{ trigger: 'schedule', slot, state: 'succeeded' }]);
    expect((await nextRunAt()).getTime()).toBeGreaterThan(slot.getTime());
  });

  it('D2 fires no slot again when the clock went back', async () => {
    await makeDue();
    await tick();
    await idle();
    await makeDue();

    await tick();
    await idle();

    expect(await runs()).toHaveLength(1);
  });

  it('D3 comes back from a slot that lies years ahead', async () => {
    await first().database.query(`UPDATE source_schedule SET next_run_at = now() + interval '10 years'`);

    await tick();

    expect((await nextRunAt()).getTime()).toBeLessThan(Date.now() + 600_000);
  });

  it('makes one run of the slots that a downtime missed', async () => {
    await makeDue('3 days');

    await tick();
    await tick();
    await idle();

    expect(await runs()).toHaveLength(1);
  });

  it('O1 skips a slot while a run is going on', async () => {
    source.beforePage = (_page, signal) => hang(signal);
    const { runId } = await first().runner.start('fake', { mode: 'full' }, { kind: 'manual' });
    await makeDue();

    await tick();

    expect(await runs()).toHaveLength(1);
    expect((await nextRunAt()).getTime()).toBeGreaterThan(Date.now());
    await first().runner.cancel(runId);
  });

  it('fires nothing while it is paused, shows that, and begins with the next slot when it is resumed', async () => {
    const desk = first().app.get(SourcesDesk);
    await makeDue();
    const paused = await desk.setPaused('fake', true);
    await tick();
    expect([paused.state, paused.nextRunAt, await runs()]).toEqual(['paused', null, []]);

    const resumed = await desk.setPaused('fake', false);

    expect(resumed.state).toBe('never-run');
    expect(resumed.nextRunAt).toBeGreaterThan(Date.now());
  });

  it('keeps a pause when a process starts', async () => {
    await first().app.get(SourcesDesk).setPaused('fake', true);

    const other = await begin(true);
    await other.app.get(ScheduleTicker).open();

    expect((await other.app.get(SourceStatuses).get('fake')).state).toBe('paused');
    expect(await runs()).toEqual([]);
  });

  it('O1 runs at start, and then by itself', async () => {
    await begin(true, true);
    await until(async () =>
      (await runs()).some(({ trigger, state }) => trigger === 'start' && state === 'succeeded'),
    );
    await makeDue();

    await until(async () =>
      (await runs()).some(({ trigger, state }) => trigger === 'schedule' && state === 'succeeded'),
    );
  });

  it('leaves sources alone that are not configured', async () => {
    await first().database.query(
      `INSERT INTO source_schedule (source_key, cron, time_zone, next_run_at) VALUES ('gone', '* * * * *', 'UTC', now())`,
    );

    await tick();

    expect(await runs()).toEqual([]);
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + 10_000;
  while (!(await condition())) {
    if (performance.now() > deadlineMs) {
      throw new Error('It did not come to pass within 10 s');
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
