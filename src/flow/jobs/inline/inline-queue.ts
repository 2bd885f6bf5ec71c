import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import { within } from '../deadline.js';
import { JobError } from '../job-error.js';
import { JobHandlers } from '../job-handlers.js';
import {
  addArguments,
  JOB_DEFAULTS,
  type JobCounts,
  type JobEvent,
  type JobId,
  type JobOptions,
  type JobQueue,
  type ListedJobState,
  type ProcessArguments,
  type QueuedJob,
} from '../job-queue.js';
import { InlineJob } from './inline-job.js';

/** Jobs that are remembered when they have ended. */
const REMEMBERED_MAX = 500;

/**
 * Runs a job in whoever adds it: `add` answers when the job has ended, however (`QUEUE_MODE=inline`, W8). For tests and
 * small installs: nothing outlives the process, a delay is not waited for.
 */
export class InlineQueue implements JobQueue {
  private readonly handlers = new JobHandlers();
  private readonly events = new EventEmitter();
  private readonly jobs = new Map<string, InlineJob>();
  private hasPause = false;

  constructor(
    readonly name: string,
    private readonly clock: Clock,
  ) {
    this.events.on('error', () => undefined);
  }

  async add(
    nameOrData: string | object,
    dataOrOptions?: object,
    ownOptions?: JobOptions,
  ): Promise<QueuedJob> {
    const added = addArguments(nameOrData, dataOrOptions, ownOptions);
    const id = added.options.jobId ?? newId();
    const known = this.jobs.get(id);
    if (known !== undefined) {
      return known;
    }
    const job = new InlineJob(id, added, this.clock.nowMs(), {
      run: (again) => this.carryOut(again),
      forget: () => this.jobs.delete(id),
      reported: (value) => this.events.emit('progress', job, value),
    });
    this.jobs.set(id, job);
    if (!this.hasPause) {
      await this.carryOut(job);
    }
    return job;
  }

  process(...args: ProcessArguments): void {
    this.handlers.register(args);
  }

  getJob(id: JobId): Promise<QueuedJob | null> {
    return Promise.resolve(this.jobs.get(String(id)) ?? null);
  }

  getJobs(states: readonly ListedJobState[], start: number, end: number): Promise<QueuedJob[]> {
    const found = [...this.jobs.values()].reverse().filter(({ state }) => states.includes(state));
    return Promise.resolve(found.slice(start, end + 1));
  }

  getJobCounts(): Promise<JobCounts> {
    const counts = { waiting: 0, delayed: 0, paused: 0, active: 0, completed: 0, failed: 0 };
    for (const { state } of this.jobs.values()) {
      counts[state] += 1;
    }
    return Promise.resolve(counts);
  }

  pause(): Promise<void> {
    this.hasPause = true;
    return Promise.resolve();
  }

  async resume(): Promise<void> {
    this.hasPause = false;
    while (await this.workOnce()) {
      // The next one.
    }
  }

  isPaused(): Promise<boolean> {
    return Promise.resolve(this.hasPause);
  }

  on(event: JobEvent, listener: (...args: never[]) => void): this {
    this.events.on(event, listener as (...args: unknown[]) => void);
    return this;
  }

  /** Every caller works. */
  work(): void {
    return;
  }

  async workOnce(): Promise<boolean> {
    const next = [...this.jobs.values()].find(({ state }) => state === 'waiting');
    if (next !== undefined) {
      await this.carryOut(next);
    }
    return next !== undefined;
  }

  stopTaking(): void {
    return;
  }

  isReachable(): Promise<boolean> {
    return Promise.resolve(true);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async carryOut(job: InlineJob): Promise<void> {
    do {
      job.begin(this.clock.nowMs());
      this.events.emit('active', job);
      const error = await this.attempt(job);
      job.end(this.clock.nowMs(), error);
      this.events.emit(error === null ? 'completed' : 'failed', job, error);
      if (job.retryInMs !== null) {
        await sleep(job.retryInMs);
      }
    } while (job.retryInMs !== null);
    this.forgetOldest();
  }

  private attempt(job: InlineJob): Promise<Error | null> {
    const { timeout = JOB_DEFAULTS.timeout } = job.opts;
    const late = (): Error => new JobError(`The job took longer than ${timeout / 1000} s`);
    return within(this.handlers.run(job), timeout, late).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error : new JobError('unknown error')),
    );
  }

  private forgetOldest(): void {
    for (const [id, { state }] of this.jobs) {
      if (this.jobs.size <= REMEMBERED_MAX) {
        return;
      }
      if (state === 'completed' || state === 'failed') {
        this.jobs.delete(id);
      }
    }
  }
}
