import { JobHandlers } from '../job-handlers.js';
import {
  addArguments,
  type JobCounts,
  type JobEvent,
  type JobId,
  type JobOptions,
  type JobQueue,
  type ListedJobState,
  type ProcessArguments,
  type QueuedJob,
} from '../job-queue.js';
import type { JobSettings } from '../job-settings.js';
import type { BossStore } from './boss-store.js';
import { PgJob } from './pg-job.js';
import { type JobRow, PgJobs } from './pg-jobs.repository.js';
import { PgWorker } from './pg-worker.js';

/** The queue that needs no Redis: jobs are rows of pg-boss, in the database that everything else is in. */
export class PgQueue implements JobQueue {
  private readonly handlers = new JobHandlers();
  private readonly worker: PgWorker;
  private isTaking = false;

  private constructor(
    readonly name: string,
    private readonly jobs: PgJobs,
    private readonly settings: JobSettings,
  ) {
    this.worker = new PgWorker(jobs, this.handlers, settings);
  }

  /** Makes the queue when it is new. */
  static async open(name: string, store: BossStore, settings: JobSettings): Promise<PgQueue> {
    await store.createQueue(name);
    return new PgQueue(name, new PgJobs(store, name), settings);
  }

  async add(
    nameOrData: string | object,
    dataOrOptions?: object,
    ownOptions?: JobOptions,
  ): Promise<QueuedJob> {
    const { name, data, options } = addArguments(nameOrData, dataOrOptions, ownOptions);
    const { jobId } = options;
    const envelope = { name, data, options, ...(jobId === undefined ? {} : { jobId }) };
    const id = await this.jobs.add(envelope, this.settings.leaseMs);
    const row = await this.jobs.find(id);
    if (this.isTaking) {
      this.worker.nudge();
    }
    return this.toJob(row ?? newRow(id, envelope));
  }

  process(...args: ProcessArguments): void {
    this.handlers.register(args);
  }

  async getJob(id: JobId): Promise<QueuedJob | null> {
    const row = await this.jobs.find(id);
    return row === null ? null : this.toJob(row);
  }

  async getJobs(states: readonly ListedJobState[], start: number, end: number): Promise<QueuedJob[]> {
    const isPaused = await this.jobs.isPaused();
    const wanted = isPaused ? states.filter((state) => state !== 'waiting') : states;
    const stored = wanted.map((state) => (state === 'paused' ? (isPaused ? 'waiting' : 'stuck') : state));
    const rows = await this.jobs.list(stored, start, end - start + 1);
    return rows.map((row) => this.toJob(row));
  }

  async getJobCounts(): Promise<JobCounts> {
    const counts = await this.jobs.count();
    const isPaused = await this.jobs.isPaused();
    return isPaused ? { ...counts, waiting: 0, paused: counts.waiting } : { ...counts, paused: 0 };
  }

  async pause(): Promise<void> {
    await this.jobs.setPaused(true);
  }

  async resume(): Promise<void> {
    await this.jobs.setPaused(false);
    this.worker.nudge();
  }

  isPaused(): Promise<boolean> {
    return this.jobs.isPaused();
  }

  on(event: JobEvent, listener: (...args: never[]) => void): this {
    this.worker.events.on(event, listener as (...args: unknown[]) => void);
    return this;
  }

  work(): void {
    this.isTaking = true;
    this.worker.start();
  }

  workOnce(): Promise<boolean> {
    return this.worker.workOnce();
  }

  stopTaking(): void {
    this.isTaking = false;
    this.worker.stopTaking();
  }

  /** The database has a probe of its own. */
  isReachable(): Promise<boolean> {
    return Promise.resolve(true);
  }

  async close(): Promise<void> {
    this.isTaking = false;
    await this.worker.close();
  }

  private toJob(row: JobRow): PgJob {
    return new PgJob(this.jobs, row);
  }
}

/** A job that was taken, done and cleared away before it could be read. */
function newRow(id: string, envelope: JobRow['envelope']): JobRow {
  return {
    id,
    envelope,
    state: 'waiting',
    retryCount: 0,
    retryLimit: 0,
    createdAt: new Date(0),
    startedAt: null,
    finishedAt: null,
    failedReason: null,
  };
}
