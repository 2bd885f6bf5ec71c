import { Logger } from '@nestjs/common';
import Bull from 'bull';
import { AppError } from '../../../kernel/app-error.js';
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
import { type JobSettings, STALLED_MAX } from '../job-settings.js';
import { redisAddress } from './redis-address.js';

const DAY_S = 86_400;

/** Bull on Redis. Nothing waits for a Redis that is away: callers get `UNAVAILABLE`, workers come back by themselves. */
export class BullQueue implements JobQueue {
  private readonly logger = new Logger('Jobs');
  private readonly handlers = new JobHandlers();
  private readonly bull: Bull.Queue<object>;
  private isTaking = false;

  constructor(
    readonly name: string,
    redisUrl: string,
    private readonly settings: JobSettings,
  ) {
    const { leaseMs, stalledCheckMs, redisPrefix } = settings;
    this.bull = new Bull<object>(name, {
      prefix: redisPrefix,
      redis: redisAddress(redisUrl),
      settings: {
        lockDuration: leaseMs,
        stalledInterval: stalledCheckMs,
        maxStalledCount: STALLED_MAX,
        drainDelay: 1,
      },
      defaultJobOptions: {
        stackTraceLimit: 1,
        // Finished jobs are bounded (FAULTS C8).
        removeOnComplete: { age: DAY_S, count: 1_000 },
        removeOnFail: { age: 14 * DAY_S, count: 5_000 },
      },
    });
    this.bull.on('error', (error) => {
      this.logger.debug(`Redis: ${error.message}`);
    });
  }

  /** Bull's own object, for a board that shows it. */
  get library(): Bull.Queue<object> {
    return this.bull;
  }

  async add(
    nameOrData: string | object,
    dataOrOptions?: object,
    ownOptions?: JobOptions,
  ): Promise<QueuedJob> {
    const { name, data, options } = addArguments(nameOrData, dataOrOptions, ownOptions);
    return this.ask(this.bull.add(name, data, options));
  }

  process(...args: ProcessArguments): void {
    this.handlers.register(args);
  }

  async getJob(id: JobId): Promise<QueuedJob | null> {
    try {
      return (await this.ask(this.bull.getJob(id))) ?? null;
    } catch (error) {
      // Bull takes every key below its queue's for a job.
      if (error instanceof Error && error.message.includes('WRONGTYPE')) {
        return null;
      }
      throw error;
    }
  }

  async getJobs(states: readonly ListedJobState[], start: number, end: number): Promise<QueuedJob[]> {
    // Bull orders within a state only, so the first of every state are read and merged; null is one just removed.
    const jobs = (await this.ask(this.bull.getJobs([...states], 0, end))) as (QueuedJob | null)[];
    return jobs
      .filter((job) => job !== null)
      .sort((a, b) => b.timestamp - a.timestamp)
      .slice(start, end + 1);
  }

  async getJobCounts(): Promise<JobCounts> {
    const counts = await this.ask(this.bull.getJobCounts());
    const paused = Number(Reflect.get(counts, 'paused') ?? 0);
    return { ...counts, paused };
  }

  pause(): Promise<void> {
    return this.ask(this.bull.pause(false, true));
  }

  resume(): Promise<void> {
    return this.ask(this.bull.resume());
  }

  isPaused(): Promise<boolean> {
    return this.ask(this.bull.isPaused());
  }

  on(event: JobEvent, listener: (...args: never[]) => void): this {
    this.bull.on(event, listener as (...args: unknown[]) => void);
    return this;
  }

  work(): void {
    this.isTaking = true;
    for (const { name, concurrency } of this.handlers.list()) {
      const attempt = (job: Bull.Job<object>): Promise<void> => this.handlers.run(job) as Promise<void>;
      this.bull.process(name, concurrency, attempt).catch((error: unknown) => {
        if (this.isTaking) {
          this.logger.error(`Jobs of ${this.name} are not worked on: ${describe(error)}`);
        }
      });
    }
  }

  async workOnce(): Promise<boolean> {
    const { waiting } = await this.getJobCounts();
    const job = waiting > 0 ? await this.bull.getNextJob() : undefined;
    // Bull's types leave out the null of an empty queue.
    if (job === undefined || (job as unknown) === null) {
      return false;
    }
    await this.carryOut(job);
    return true;
  }

  stopTaking(): void {
    if (this.isTaking) {
      this.isTaking = false;
      this.bull.pause(true, true).catch(() => undefined);
    }
  }

  async isReachable(): Promise<boolean> {
    return this.ask(this.bull.client.ping()).then(
      () => true,
      () => false,
    );
  }

  async close(): Promise<void> {
    this.isTaking = false;
    const isReachable = await this.isReachable();
    const closed = this.bull.close(!isReachable);
    // What takes longer keeps its lock until that runs out, and another process takes it up.
    const waitMs = isReachable ? this.settings.graceMs : 0;
    await within(closed, waitMs, () => new Error('late')).catch(() => undefined);
    this.disconnect();
  }

  /** Bull's own end waits for a Redis that is away. */
  private disconnect(): void {
    const connections = Reflect.get(this.bull, 'clients') as { disconnect: () => void }[];
    connections.forEach((connection) => {
      connection.disconnect();
    });
  }

  /** One job outside of Bull's own loop, which renews locks and keeps time. */
  private async carryOut(job: Bull.Job<object>): Promise<void> {
    const { leaseMs } = this.settings;
    const { timeout = JOB_DEFAULTS.timeout } = job.opts;
    const renewal = setInterval(() => {
      job.extendLock(leaseMs).catch(() => undefined);
    }, leaseMs / 3);
    try {
      const late = (): Error => new JobError(`The job took longer than ${timeout / 1000} s`);
      await within(this.handlers.run(job), timeout, late);
      await job.moveToCompleted(undefined, false, true);
    } catch (error) {
      await job.moveToFailed(error instanceof Error ? error : { message: 'unknown error' });
    } finally {
      clearInterval(renewal);
    }
  }

  /** Waits for Redis so long and no longer. */
  private ask<T>(answer: Promise<T>): Promise<T> {
    return within(
      answer,
      this.settings.answerMs,
      () =>
        new AppError('UNAVAILABLE', 'The queue does not answer. Try again shortly.', {
          retryAfterSeconds: 5,
        }),
    );
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown error';
}
