import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { within } from '../deadline.js';
import { JobError } from '../job-error.js';
import type { JobHandlers } from '../job-handlers.js';
import { JOB_DEFAULTS } from '../job-queue.js';
import type { JobSettings } from '../job-settings.js';
import { PgJob } from './pg-job.js';
import type { JobRow, PgJobs } from './pg-jobs.repository.js';

/**
 * Takes the jobs of one queue and carries them out, in this process. A job is its worker's for a lease that it renews;
 * a worker that dies leaves it to whoever finds the lease run out.
 */
export class PgWorker {
  /** See `JobEvent`. */
  readonly events = new EventEmitter();
  private readonly logger = new Logger('Jobs');
  private readonly stopping = new AbortController();
  private readonly active = new Map<PgJob, Promise<void>>();
  private readonly renewals = new Set<NodeJS.Timeout>();
  private wake = new AbortController();
  private looping: Promise<void> | null = null;
  private stalledCheck: NodeJS.Timeout | null = null;

  constructor(
    private readonly jobs: PgJobs,
    private readonly handlers: JobHandlers,
    private readonly settings: JobSettings,
  ) {
    // An 'error' that nobody listens to would end the process.
    this.events.on('error', () => undefined);
  }

  start(): void {
    this.looping ??= this.loop();
    this.stalledCheck ??= setInterval(() => {
      this.jobs.expire().catch((error: unknown) => {
        this.complain('Jobs of dead workers were not looked for', error);
      });
    }, this.settings.stalledCheckMs);
  }

  /** There may be something to take. */
  nudge(): void {
    this.wake.abort();
  }

  stopTaking(): void {
    this.stopping.abort();
    clearInterval(this.stalledCheck ?? undefined);
    this.nudge();
  }

  /** Waits for what is under way; what takes longer than the grace is handed on to others. */
  async close(): Promise<void> {
    this.stopTaking();
    await this.looping;
    const ended = Promise.all(this.active.values());
    await Promise.race([ended, sleep(this.settings.graceMs, undefined, { ref: false })]);
    this.renewals.forEach((timer) => {
      clearInterval(timer);
    });
    for (const job of this.active.keys()) {
      await this.jobs.handOn(job.row).catch((error: unknown) => {
        this.complain(`Job ${job.id} was not handed on`, error);
      });
    }
  }

  /** Carries out the next job that is due; false when there is none. */
  async workOnce(): Promise<boolean> {
    const [row] = await this.take(1);
    if (row === undefined) {
      return false;
    }
    await this.begin(row);
    return true;
  }

  private async loop(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      this.wake = new AbortController();
      const freeCount = this.handlers.concurrency - this.active.size;
      const rows = freeCount > 0 ? await this.take(freeCount) : [];
      for (const row of rows) {
        void this.begin(row);
      }
      if (rows.length === 0) {
        await sleep(this.settings.pollMs, undefined, { signal: this.wake.signal }).catch(() => undefined);
      }
    }
  }

  private async take(limit: number): Promise<JobRow[]> {
    try {
      return (await this.jobs.isPaused()) ? [] : await this.jobs.take(limit);
    } catch (error) {
      this.complain('No job could be taken', error);
      return [];
    }
  }

  private async begin(row: JobRow): Promise<void> {
    const job = new PgJob(this.jobs, row, (reporter, value) => this.events.emit('progress', reporter, value));
    const ended = this.carryOut(job)
      .catch((error: unknown) => {
        // Its lease runs out, and it is taken up again.
        this.complain(`The end of job ${job.id} could not be written`, error);
      })
      .finally(() => {
        this.active.delete(job);
        this.nudge();
      });
    this.active.set(job, ended);
    await ended;
  }

  private async carryOut(job: PgJob): Promise<void> {
    const stopRenewing = await this.holdLease(job);
    try {
      if (job.isStalled) {
        this.events.emit('stalled', job);
      }
      this.events.emit('active', job);
      const error = await this.attempt(job).then(
        () => null,
        (reason: unknown) => (reason instanceof Error ? reason : new JobError('unknown error')),
      );
      const isOurs =
        error === null
          ? await this.jobs.complete(job.row)
          : await this.jobs.fail(job.row, error.message, job.retryInMs);
      if (isOurs) {
        this.events.emit(error === null ? 'completed' : 'failed', job, error);
      }
    } finally {
      stopRenewing();
    }
  }

  private attempt(job: PgJob): Promise<unknown> {
    const { timeout = JOB_DEFAULTS.timeout } = job.opts;
    return within(
      this.handlers.run(job),
      timeout,
      () => new JobError(`The job took longer than ${timeout / 1000} s`),
    );
  }

  private async holdLease({ id, row }: PgJob): Promise<() => void> {
    const { leaseMs } = this.settings;
    await this.jobs.extend(row, leaseMs);
    const timer = setInterval(() => {
      this.jobs.extend(row, leaseMs).catch((error: unknown) => {
        this.complain(`The lease of job ${id} was not renewed`, error);
      });
    }, leaseMs / 3);
    this.renewals.add(timer);
    return () => {
      clearInterval(timer);
      this.renewals.delete(timer);
    };
  }

  private complain(what: string, error: unknown): void {
    this.logger.warn(`${what}: ${error instanceof Error ? error.message : 'unknown error'}`);
  }
}
