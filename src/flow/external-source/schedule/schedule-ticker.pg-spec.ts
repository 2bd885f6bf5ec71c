import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeSource, fullSchedule, hang } from '../../../../test/support/external-source/fake-source.js';
import { type Pipeline, startPipeline } from '../../../../test/support/external-source/pipeline.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/postgres/test-database.js';
import { SourcesDesk } from '../api/sources-desk.js';
import type { ManifestSchedule, SourceManifest } from '../source-manifest.js';
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
      'TRUNCATE source_run, source_run_page, source_position, source_schedule, source_hold, products, product_trends CASCADE',
    );
    await first.app.get(ScheduleTicker).open();
  });
  afterEach(async () => {
    await Promise.all(pipelines.map((pipeline) => pipeline.close()));
  });

  const begin = async (
    manifest: Partial<SourceManifest> = {},
    isScheduler = false,
    more: readonly (readonly [FakeSource, Partial<SourceManifest>])[] = [],
  ): Promise<Pipeline> => {
    const schedules = [fullSchedule(EVERY_FIVE_MINUTES)];
    const sources = [...more, [source, { schedules, ...manifest }] as const];
    const pipeline = await startPipeline(testDatabase.url, sources, { isScheduler });
    pipelines.push(pipeline);
    return pipeline;
  };
  /** Another process, of a version with these schedules, that has written them down. */
  const beginWith = async (schedules: readonly ManifestSchedule[]): Promise<Pipeline> => {
    const pipeline = await begin({ schedules });
    await pipeline.app.get(ScheduleTicker).open();
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

    const other = await begin({ runAtStart: true });
    await other.app.get(ScheduleTicker).open();

    expect((await other.app.get(SourceStatuses).get('fake')).state).toBe('paused');
    expect(await runs()).toEqual([]);
  });

  it('O1 runs at start, and then by itself', async () => {
    await begin({ runAtStart: true }, true);
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
      `INSERT INTO source_schedule (source_key, name, cron, time_zone, next_run_at)
       VALUES ('gone', 'full', '* * * * *', 'UTC', now()), ('fake', 'of-a-newer-version', '* * * * *', 'UTC', now())`,
    );

    await tick();

    expect(await runs()).toEqual([]);
    expect(
      await first().database.query(`SELECT FROM source_schedule WHERE next_run_at <= now()`),
    ).toHaveLength(2);
  });

  describe('with several schedules of one source', () => {
    const firings = (): Promise<{ schedule: string | null; options: object; state: string }[]> =>
      first().database.query('SELECT schedule, options, state FROM source_run ORDER BY started_at');
    const yesterday: ManifestSchedule = {
      name: 'yesterday',
      cron: '0 2 * * *',
      run: (now) => {
        const day = new Date(now.getTime() - 86_400_000).toISOString().slice(0, 10);
        return { mode: 'range', from: day, to: day };
      },
    };

    it('A11 a firing asks for what its schedule says, as of that moment', async () => {
      const pipeline = await beginWith([yesterday]);
      const [row] = await first().database.query<{ day: string }>(
        `SELECT to_char((now() - interval '1 day') AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day`,
      );
      await makeDue();

      await tick(pipeline);
      await idle();

      const options = { mode: 'range', from: row!.day, to: row!.day };
      expect(await firings()).toEqual([{ schedule: 'yesterday', options, state: 'succeeded' }]);
    });

    it('C7 two schedules that fall on one instant both have their run, one after the other', async () => {
      const newOnly: ManifestSchedule = {
        name: 'new-only',
        cron: '0 6 * * *',
        run: () => ({ mode: 'new-only' }),
      };
      const pipeline = await beginWith([fullSchedule('0 6 * * 0'), newOnly]);
      await makeDue();
      let letGo = (): void => undefined;
      source.beforePage = (page) =>
        page === 0
          ? new Promise(
              (resolve) =>
                (letGo = (): void => {
                  resolve(undefined);
                }),
            )
          : undefined;

      await tick(pipeline);
      await tick(pipeline);
      expect(await firings()).toMatchObject([{ schedule: 'full', state: 'running' }]);
      source.beforePage = () => undefined;
      letGo();
      await idle();
      await tick(pipeline);
      await idle();

      expect(await firings()).toMatchObject([
        { schedule: 'full', options: { mode: 'full' }, state: 'succeeded' },
        { schedule: 'new-only', options: { mode: 'new-only' }, state: 'succeeded' },
      ]);
      await tick(pipeline);
      expect(await runs()).toHaveLength(2);
    });

    it('shows each, and the earliest as the next run; a pause is for all of them', async () => {
      const schedules = [fullSchedule('0 2 * * 0'), fullSchedule('0 6 * * *', 'daily')];
      const desk = (await beginWith(schedules)).app.get(SourcesDesk);

      const shown = await desk.get('fake');
      const nextRuns = shown.schedules.map(({ nextRunAt }) => nextRunAt!);
      expect(shown.schedules).toMatchObject([
        { name: 'full', cron: '0 2 * * 0' },
        { name: 'daily', cron: '0 6 * * *' },
      ]);
      expect([shown.schedule, shown.nextRunAt]).toEqual(['0 2 * * 0', Math.min(...nextRuns)]);

      await desk.setPaused('fake', true);
      await makeDue();
      await tick();
      const paused = await desk.get('fake');
      expect(paused.schedules.map(({ nextRunAt }) => nextRunAt)).toEqual([null, null]);
      expect(await runs()).toEqual([]);

      const resumed = await desk.setPaused('fake', false);
      expect(resumed.schedules.map(({ nextRunAt }) => nextRunAt)).toEqual(nextRuns);
    });

    it('keeps the slot of a schedule that has not changed, and forgets one that is gone', async () => {
      await beginWith([fullSchedule('0 2 * * 0', 'weekly'), fullSchedule('0 6 * * *', 'daily')]);
      await makeDue();
      const due = await nextRunAt();

      await beginWith([fullSchedule('0 6 * * *', 'daily')]);

      const rows = await first().database.query('SELECT name, next_run_at AS at FROM source_schedule');
      expect(rows).toEqual([{ name: 'daily', at: due }]);
    });

    it('a source that cannot be started keeps no other from its slot', async () => {
      const broken: ManifestSchedule = {
        ...fullSchedule(EVERY_FIVE_MINUTES),
        run: () => {
          throw new Error('no range today');
        },
      };
      const pipeline = await begin({}, false, [[new FakeSource('broken'), { schedules: [broken] }]]);
      await pipeline.app.get(ScheduleTicker).open();
      await makeDue();

      await tick(pipeline);
      await idle();

      expect(await runs()).toMatchObject([{ trigger: 'schedule', state: 'succeeded' }]);
    });
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
