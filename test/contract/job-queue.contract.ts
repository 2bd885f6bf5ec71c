import { randomUUID } from 'node:crypto';
import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { JobError } from '../../src/flow/jobs/jobs.public.js';
import type { JobQueue, QueuedJob } from '../../src/flow/jobs/jobs.public.js';
import type { JobSettings } from '../../src/flow/jobs/job-settings.js';
import { type JobStore, type OpenedQueue, openQueue } from '../support/jobs/job-store.js';

export interface StartedJobStore {
  readonly store: JobStore;
  readonly stop: () => Promise<void>;
}

const ONCE = { attempts: 1 } as const;

/** Every store of jobs runs these: feature code cannot tell one from the other. */
export function describeJobQueue(name: string, start: () => Promise<StartedJobStore>): void {
  describe(`${name} keeps the contract of a job queue`, () => {
    let started: StartedJobStore;
    let queueName: string;
    let opened: OpenedQueue[] = [];
    let child: ChildProcess | null = null;

    beforeAll(async () => {
      Logger.overrideLogger(false);
      started = await start();
    });
    beforeEach(() => {
      queueName = `test-${randomUUID().slice(0, 8)}`;
    });
    afterEach(async () => {
      child?.kill('SIGKILL');
      child = null;
      await Promise.all(opened.map(({ close }) => close()));
      opened = [];
    });
    afterAll(async () => {
      await started.stop();
    });

    /** The queue as another process has it. */
    const open = async (settings: Partial<JobSettings> = {}): Promise<JobQueue> => {
      const one = await openQueue(started.store, queueName, settings);
      opened.push(one);
      return one.queue;
    };
    /** A process that works. */
    const worker = async (
      handler: (job: QueuedJob) => Promise<unknown>,
      settings: Partial<JobSettings> = {},
    ): Promise<JobQueue> => {
      const queue = await open(settings);
      queue.process(2, handler);
      queue.work();
      return queue;
    };
    const stateOf = async (queue: JobQueue, { id }: QueuedJob): Promise<string> =>
      (await (await queue.getJob(id))?.getState()) ?? 'gone';
    const untilState = (queue: JobQueue, job: QueuedJob, state: string): Promise<void> =>
      until(async () => (await stateOf(queue, job)) === state);

    it('W8 carries out what another process has added, and counts it by state', async () => {
      const producer = await open();
      const job = await producer.add({ source: 'fake' });
      expect(await producer.getJobCounts()).toMatchObject({ waiting: 1, completed: 0 });
      const seen: object[] = [];

      await worker((taken) => Promise.resolve(seen.push(taken.data)));
      await untilState(producer, job, 'completed');

      expect(seen).toEqual([{ source: 'fake' }]);
      expect(await producer.getJobCounts()).toEqual({
        waiting: 0,
        delayed: 0,
        paused: 0,
        active: 0,
        completed: 1,
        failed: 0,
      });
      const [listed] = await producer.getJobs(['completed'], 0, 9);
      expect(listed).toMatchObject({ id: job.id, data: { source: 'fake' }, attemptsMade: 0 });
      expect(listed!.finishedOn).toBeGreaterThanOrEqual(listed!.timestamp);
    });

    it('hands jobs to the handler of their name', async () => {
      const queue = await open();
      const seen: string[] = [];
      queue.process('import', (job) => Promise.resolve(seen.push(`import ${job.name}`)));
      queue.process('count', 1, (job) => Promise.resolve(seen.push(`count ${job.name}`)));
      queue.work();

      await untilState(queue, await queue.add('count', {}), 'completed');
      await untilState(queue, await queue.add('import', {}), 'completed');

      expect(seen).toEqual(['count count', 'import import']);
    });

    it('lists the newest first, in pages', async () => {
      const queue = await open();
      const ids: (string | number)[] = [];
      for (const n of [1, 2, 3]) {
        ids.unshift((await queue.add({ n })).id);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }

      const first = await queue.getJobs(['waiting', 'delayed'], 0, 1);
      const second = await queue.getJobs(['waiting', 'delayed'], 2, 3);

      expect([...first, ...second].map(({ id }) => id)).toEqual(ids);
      expect(first).toHaveLength(2);
    });

    it('does not begin a delayed job before its time', async () => {
      const queue = await open();
      const job = await queue.add({}, { delay: 600 });
      expect(await stateOf(queue, job)).toBe('delayed');
      expect(await queue.getJobCounts()).toMatchObject({ delayed: 1, waiting: 0 });

      await worker(() => Promise.resolve());
      await untilState(queue, job, 'completed');

      const done = await queue.getJob(job.id);
      expect(done!.processedOn! - done!.timestamp).toBeGreaterThanOrEqual(590);
    });

    it('W7 tries again after the backoff, three times by default, and keeps why it failed', async () => {
      const made: number[] = [];
      const queue = await worker((job) => {
        made.push(job.attemptsMade);
        return Promise.reject(new JobError(`No luck ${made.length}`));
      });
      const job = await queue.add({}, { backoff: { type: 'fixed', delay: 400 } });

      await untilState(queue, job, 'delayed');
      expect(await queue.getJob(job.id)).toMatchObject({ attemptsMade: 1 });
      await untilState(queue, job, 'failed');

      expect(made).toEqual([0, 1, 2]);
      expect(await queue.getJob(job.id)).toMatchObject({ attemptsMade: 3, failedReason: 'No luck 3' });
      expect(await queue.getJobCounts()).toMatchObject({ failed: 1, delayed: 0, waiting: 0 });
    });

    it('W8 gives a failed job one more attempt on request, and only a failed one', async () => {
      let isBroken = true;
      const queue = await worker(() => (isBroken ? Promise.reject(new JobError('No')) : Promise.resolve()));
      const job = await queue.add({}, ONCE);
      await untilState(queue, job, 'failed');
      isBroken = false;

      await (await queue.getJob(job.id))!.retry();
      await untilState(queue, job, 'completed');

      await expect((await queue.getJob(job.id))!.retry()).rejects.toThrow();
    });

    it('does not try again what is final', async () => {
      let count = 0;
      const queue = await worker(() => {
        count += 1;
        return Promise.reject(new JobError('The source is not configured', { isFinal: true }));
      });
      const job = await queue.add({}, { backoff: { type: 'fixed', delay: 0 } });

      await untilState(queue, job, 'failed');

      expect(count).toBe(1);
    });

    it('J3 keeps no word of an error that nobody wrote for people', async () => {
      const queue = await worker(() => Promise.reject(new Error('secret token abc')));
      const job = await queue.add({}, ONCE);

      await untilState(queue, job, 'failed');

      const failed = await queue.getJob(job.id);
      expect(failed!.failedReason).toBe('The job met an error of the program');
      expect(JSON.stringify(Reflect.get(failed!, 'stacktrace') ?? null)).not.toContain('abc');
    });

    it('C4 runs a job once that is added fifty times under one id', async () => {
      const other = await open();
      const queue = await open();
      const jobId = randomUUID();
      const added = await Promise.all(
        Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? queue : other).add({ n }, { jobId })),
      );
      expect(new Set(added.map(({ id }) => id))).toEqual(new Set([jobId]));
      let count = 0;
      await worker(() => Promise.resolve((count += 1)));

      await untilState(queue, added[0]!, 'completed');
      await queue.add({ n: 51 }, { jobId });
      await untilState(queue, await queue.add({ n: 52 }), 'completed');

      expect(count).toBe(2);
    });

    it('knows a job by an id that is no UUID', async () => {
      const queue = await open();

      await queue.add({ n: 1 }, { jobId: 'nightly:2030-01-01' });
      await queue.add({ n: 2 }, { jobId: 'nightly:2030-01-01' });

      expect(await queue.getJobCounts()).toMatchObject({ waiting: 1 });
      expect(await queue.getJob('nightly:2030-01-01')).toMatchObject({
        id: 'nightly:2030-01-01',
        data: { n: 1 },
      });
      expect(await queue.getJob('another')).toBeNull();
    });

    it('shows progress to other processes, and tells this one', async () => {
      let go: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        go = resolve;
      });
      const told: unknown[] = [];
      const queue = await worker(async (job) => {
        await job.progress({ pages: 10 });
        await held;
      });
      queue.on('progress', (_job: QueuedJob, value: unknown) => told.push(value));
      const job = await queue.add({});
      const other = await open();

      await until(async () => JSON.stringify((await other.getJob(job.id))?.progress()) === '{"pages":10}');
      go();
      await untilState(queue, job, 'completed');

      expect(told).toEqual([{ pages: 10 }]);
      expect((await other.getJob(job.id))!.progress()).toEqual({ pages: 10 });
    });

    it('pauses for all processes, and goes on where it was', async () => {
      let count = 0;
      await worker(() => Promise.resolve((count += 1)));
      const operator = await open();
      await operator.pause();
      const job = await operator.add({});

      await new Promise((resolve) => setTimeout(resolve, 300));
      expect([count, await operator.isPaused(), await stateOf(operator, job)]).toEqual([0, true, 'paused']);
      expect(await operator.getJobCounts()).toMatchObject({ paused: 1, waiting: 0 });
      expect(await operator.getJobs(['paused'], 0, 9)).toHaveLength(1);
      await operator.resume();

      await untilState(operator, job, 'completed');
    });

    it('never runs a job that was taken out, and refuses to take out one that runs', async () => {
      const seen: object[] = [];
      let go: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        go = resolve;
      });
      const queue = await open();
      const unwanted = await queue.add({ n: 1 });
      await unwanted.remove();
      const wanted = await queue.add({ n: 2 });
      await worker((job) => {
        seen.push(job.data);
        return held;
      });

      await untilState(queue, wanted, 'active');
      await expect((await queue.getJob(wanted.id))!.remove()).rejects.toThrow();
      go();
      await untilState(queue, wanted, 'completed');

      expect(seen).toEqual([{ n: 2 }]);
      expect(await queue.getJob(unwanted.id)).toBeNull();
    });

    it('W7 ends an attempt that takes longer than its limit', async () => {
      const queue = await worker(() => new Promise((resolve) => setTimeout(resolve, 1_000)));
      const job = await queue.add({}, { ...ONCE, timeout: 100 });

      await untilState(queue, job, 'failed');
    });

    it('renews its hold on a job that takes longer than the lease', async () => {
      let count = 0;
      const run = async (): Promise<void> => {
        count += 1;
        await new Promise((resolve) => setTimeout(resolve, 2_500));
      };
      const queue = await worker(run, { leaseMs: 1_000 });
      await worker(run, { leaseMs: 1_000 });
      const job = await queue.add({});

      await untilState(queue, job, 'completed');

      expect(count).toBe(1);
    });

    it('A1 C6 gives the job of a killed worker to another', async () => {
      const queue = await open();
      const job = await queue.add({ n: 1 });
      child = spawnHangingWorker(started.store, queueName);
      const ended = new Promise((resolve) => child?.once('exit', resolve));
      await until(async () => (await queue.getJob(job.id))?.progress() === 'hanging', 40_000);

      child.kill('SIGKILL');
      await ended;
      const stalled: unknown[] = [];
      const survivor = await worker((taken) => Promise.resolve(taken.data));
      survivor.on('stalled', (lost: QueuedJob | string) =>
        stalled.push(typeof lost === 'string' ? lost : lost.id),
      );

      await untilState(queue, job, 'completed');
      await until(() => Promise.resolve(stalled.length > 0));
      expect(stalled).toEqual([job.id]);
    });

    it('T1 finishes what runs when it is closed, and takes nothing new', async () => {
      let go: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        go = resolve;
      });
      const queue = await worker(() => held);
      const other = await open();
      const running = [await other.add({ n: 1 }), await other.add({ n: 2 })];
      await until(async () => (await other.getJobCounts()).active === 2);
      const late = await other.add({ n: 3 });

      queue.stopTaking();
      const closed = queue.close();
      go();
      await closed;

      expect(await Promise.all(running.map((job) => stateOf(other, job)))).toEqual([
        'completed',
        'completed',
      ]);
      expect(await stateOf(other, late)).toBe('waiting');
    });

    it('T1 leaves to another process what does not end within the grace', async () => {
      let isStuck = true;
      const handler = (): Promise<unknown> => (isStuck ? new Promise(() => undefined) : Promise.resolve());
      const queue = await worker(handler, { graceMs: 100, leaseMs: 1_000 });
      const other = await open();
      const job = await other.add({});
      await untilState(other, job, 'active');

      await queue.close();
      isStuck = false;
      await worker(handler);

      await untilState(other, job, 'completed');
    });

    it('W8 takes one job at a time when told to, and none by itself', async () => {
      const seen: object[] = [];
      const queue = await open();
      queue.process((job) => Promise.resolve(seen.push(job.data)));
      expect(await queue.workOnce()).toBe(false);
      await queue.add({ n: 1 });
      await queue.add({ n: 2 });

      expect(await queue.workOnce()).toBe(true);

      expect(seen).toEqual([{ n: 1 }]);
      expect(await queue.getJobCounts()).toMatchObject({ waiting: 1, completed: 1 });
    });

    it('keeps how a job failed that was taken by hand', async () => {
      const queue = await open();
      queue.process(() => Promise.reject(new JobError('No luck')));
      const job = await queue.add({}, ONCE);

      expect(await queue.workOnce()).toBe(true);

      expect(await queue.getJob(job.id)).toMatchObject({ failedReason: 'No luck', attemptsMade: 1 });
      expect(await stateOf(queue, job)).toBe('failed');
    });

    it('says that it is there', async () => {
      expect(await (await open()).isReachable()).toBe(true);
    });
  });
}

function spawnHangingWorker(store: JobStore, queueName: string): ChildProcess {
  const args = [
    '--experimental-vm-modules',
    'node_modules/jest/bin/jest.js',
    '--runInBand',
    '--testMatch',
    '**/hanging-job.child.ts',
  ];
  const env = { ...process.env, JOB_STORE: JSON.stringify(store), JOB_QUEUE: queueName };
  return spawn(process.execPath, args, { stdio: 'ignore', env });
}

async function until(condition: () => Promise<boolean>, patienceMs = 20_000): Promise<void> {
  const deadlineMs = performance.now() + patienceMs;
  while (!(await condition())) {
    if (performance.now() > deadlineMs) {
      throw new Error('It did not come to pass in time');
    }
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
