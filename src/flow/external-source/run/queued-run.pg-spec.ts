import { getQueueToken } from '@nestjs/bull';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeSource, hang, temporary } from '../../../../test/support/external-source/fake-source.js';
import { pipelineModules } from '../../../../test/support/external-source/pipeline.js';
import { fakeProducts, until } from '../../../../test/support/external-source/runner-context.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/postgres/test-database.js';
import { Database } from '../../../database/database.js';
import { productSync } from '../../../modules/products/product.sync.js';
import { JobDesk, type JobQueue, JobQueues, type JobSettings } from '../../jobs/jobs.public.js';
import { JobsModule } from '../../jobs/jobs.module.js';
import { SyncedEntities } from '../../synced-entity/synced-entity.public.js';
import { ScheduleTicker } from '../schedule/schedule-ticker.js';
import type { SourceRun } from '../source-run.js';
import { Sources } from '../sources.js';
import { SOURCE_RUNS } from './run-queue.js';
import { SourceRunProcessor } from './source-run.processor.js';
import { SourceRunner } from './source-runner.js';

const MANUAL = { kind: 'manual' } as const;

describe('a run that another process carries out', () => {
  let testDatabase: TestDatabase;
  let source: FakeSource;
  let processes: TestingModule[];

  beforeEach(async () => {
    testDatabase = await createTestDatabase();
    source = new FakeSource('fake');
    source.products = fakeProducts(6);
    source.hasCursors = true;
    processes = [];
  });
  afterEach(async () => {
    await Promise.all(processes.map((process) => process.close()));
    await testDatabase.drop();
  });

  const start = async (
    role: 'api' | 'worker',
    settings: Partial<JobSettings> = {},
  ): Promise<TestingModule> => {
    const isWorker = role === 'worker';
    const process = await Test.createTestingModule({
      imports: [
        JobsModule.forRoot([SOURCE_RUNS], { isWorker, pollMs: 20, stalledCheckMs: 100, ...settings }),
        ...pipelineModules(testDatabase.url, { handsRunsOn: !isWorker }),
      ],
    }).compile();
    process.useLogger(false);
    process.get(SyncedEntities).register(productSync);
    process.get(Sources).register(source.manifest(), source);
    await process.init();
    processes.push(process);
    return process;
  };
  const begin = async (process: TestingModule): Promise<string> =>
    (await process.get(SourceRunner).start('fake', { mode: 'full' }, MANUAL)).runId;
  const runs = (process: TestingModule): Promise<object[]> =>
    process.get(Database).query('SELECT id, state, fence FROM source_run ORDER BY started_at');
  const end = (process: TestingModule, runId: string): Promise<SourceRun> =>
    process.get(SourceRunner).wait(runId);
  const untilCounts = (process: TestingModule, counts: object): Promise<void> =>
    until(async () => {
      const now = await process.get(JobDesk).counts();
      return Object.entries(counts).every(([state, count]) => Reflect.get(now, state) === count);
    });

  it('X2 W1 is written down at once, refuses a second start, and waits for a worker', async () => {
    const api = await start('api');

    const runId = await begin(api);

    await expect(begin(api)).rejects.toMatchObject({
      code: 'RUN_IN_PROGRESS',
      options: { extra: { runId } },
    });
    expect(await runs(api)).toEqual([{ id: runId, state: 'running', fence: 0 }]);
    expect(source.fetchedFrom).toEqual([]);
    const { jobs } = await api.get(JobDesk).list('pending', 10, 0);
    expect(jobs.map(({ data }) => data)).toEqual([{ runId }]);

    await start('worker');
    const run = await end(api, runId);

    expect(run).toMatchObject({ state: 'succeeded', fence: 1, counts: { created: 6 } });
    await untilCounts(api, { completed: 1, pending: 0 });
  });

  it('C4 is carried out once by several workers', async () => {
    await Promise.all([start('worker'), start('worker')]);
    const api = await start('api');

    const run = await end(api, await begin(api));

    expect(run).toMatchObject({ state: 'succeeded', fence: 1, pages: 3 });
    expect(source.fetchedFrom).toEqual([null]);
  });

  it('C2 gets its job again when the queue has lost it', async () => {
    const api = await start('api');
    const runId = await begin(api);
    await api.get(Database).query('DELETE FROM pgboss.job');
    const worker = await start('worker');

    await worker.get(ScheduleTicker).tick();

    expect(await end(api, runId)).toMatchObject({ state: 'succeeded', fence: 1 });
  });

  it('waits while its queue is paused, whoever looks after orphans', async () => {
    const api = await start('api');
    const queue = api.get<JobQueue>(getQueueToken(SOURCE_RUNS));
    await queue.pause();
    const runId = await begin(api);
    const worker = await start('worker');

    await worker.get(ScheduleTicker).tick();
    expect(await runs(api)).toMatchObject([{ state: 'running', fence: 0 }]);
    await queue.resume();

    expect(await end(api, runId)).toMatchObject({ state: 'succeeded' });
  });

  it('is not begun when it was cancelled before', async () => {
    const api = await start('api');
    const runId = await begin(api);

    await api.get(SourceRunner).cancel(runId);
    await start('worker');
    await untilCounts(api, { completed: 1 });

    expect(await api.get(SourceRunner).get(runId)).toMatchObject({ state: 'cancelled' });
    expect(source.fetchedFrom).toEqual([]);
  });

  it('W7 T1 goes on after its last stored page when its worker is stopped', async () => {
    source.beforePage = (page, signal) => (page === 1 ? hang(signal) : undefined);
    const api = await start('api');
    const first = await start('worker');
    const runId = await begin(api);
    await until(async () => (await api.get(SourceRunner).get(runId)).pages === 1);

    processes = processes.filter((process) => process !== first);
    await first.close();
    source.beforePage = () => undefined;
    const second = await start('worker');
    await second.get(ScheduleTicker).tick();
    const run = await end(api, runId);

    expect(run).toMatchObject({ state: 'succeeded', fence: 2, pages: 3 });
    expect(source.fetchedFrom).toEqual([null, '1']);
  });

  it('W7 is left in good order when its job has had its time', async () => {
    source.beforePage = (page, signal) => (page === 1 ? hang(signal) : undefined);
    const api = await start('api');
    const runId = await begin(api);
    const limit = new AbortController();
    const carriedOut = (await start('api')).get(SourceRunner);
    const other = await start('worker', { isWorker: false });

    const outcome = other.get(SourceRunner).carryOut(runId, limit.signal);
    await until(async () => (await api.get(SourceRunner).get(runId)).pages === 1);
    limit.abort();

    expect(await outcome).toMatchObject({ id: runId, state: 'running', pages: 1 });
    source.beforePage = () => undefined;
    expect(await other.get(SourceRunner).carryOut(runId, new AbortController().signal)).toMatchObject({
      id: runId,
      state: 'succeeded',
      fence: 2,
      pages: 3,
    });
    expect(await carriedOut.get(runId)).toMatchObject({ state: 'succeeded' });
  });

  it('W8 shows a failed run as a failed job, and runs the source anew when that is retried', async () => {
    source.beforePage = () => {
      throw temporary();
    };
    const api = await start('api');
    const runId = await begin(api);
    const worker = await start('worker', { isWorker: false });
    const desk = worker.get(JobDesk);
    // Three attempts: the pauses between them are taken away.
    for (const attempt of [1, 2, 3]) {
      await worker.get(Database).query(`UPDATE pgboss.job SET start_after = now() - interval '1 second'`);
      expect([attempt, await desk.work({ once: true })]).toEqual([attempt, 1]);
    }

    const [job] = await desk.listFailed();
    expect(job).toMatchObject({ error: 'temporary: The source is in trouble (HTTP 503)', attemptsMade: 3 });
    expect(await api.get(SourceRunner).get(runId)).toMatchObject({ state: 'failed' });
    source.beforePage = () => undefined;
    await desk.retry(job!.id);
    await desk.work({ once: true });

    expect(await desk.counts()).toMatchObject({ failed: 0, completed: 1 });
    expect((await runs(api)).at(-1)).toMatchObject({ state: 'succeeded' });
  });

  it('does not try again what only a person can cure', async () => {
    const api = await start('api');
    const runId = await begin(api);
    const worker = await start('worker', { isWorker: false });
    const registered = Reflect.get(worker.get(Sources), 'byKey') as Map<string, object>;
    registered.set('fake', {
      manifest: source.manifest({ configured: false, missingVariables: ['FAKE_TOKEN'] }),
      connector: null,
    });

    await worker.get(JobDesk).work({ once: true });

    expect(await api.get(SourceRunner).get(runId)).toMatchObject({
      state: 'failed',
      error: { kind: 'config' },
    });
  });

  it('is carried out on the spot in a process that works, and where jobs run in the caller', async () => {
    const worker = await start('worker', { isInline: true });

    expect(await end(worker, await begin(worker))).toMatchObject({ state: 'succeeded', fence: 1 });
    expect(await worker.get(JobDesk).counts()).toMatchObject({ completed: 0, pending: 0 });
    expect(worker.get(JobQueues).list()).toHaveLength(1);
    expect(worker.get(SourceRunProcessor)).toBeDefined();
  });
});
