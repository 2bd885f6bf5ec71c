import { Injectable } from '@nestjs/common';
import { AppError } from '../../kernel/app-error.js';
import type { JobCounts, JobQueue, ListedJobState, QueuedJob } from './job-queue.js';
import { JobQueues } from './job-queues.js';

/** As operators speak of jobs; `pending` waits for a worker, its time, or the end of a pause. */
export const JOB_VIEW_STATES = ['pending', 'running', 'failed', 'completed'] as const;
export type JobViewState = (typeof JOB_VIEW_STATES)[number];

export type JobViewCounts = Readonly<Record<JobViewState, number>>;

/** One job as an operator sees it. */
export interface JobView {
  /** `<queue>:<id of the job in it>`. */
  readonly id: string;
  readonly queue: string;
  readonly name: string;
  readonly state: JobViewState;
  /** Names things (source keys, options, ids) and holds no secrets. */
  readonly data: object;
  readonly attemptsMade: number;
  readonly attempts: number;
  readonly progress: unknown;
  /** Of the last attempt that failed. */
  readonly error: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** One queue as an operator sees it. */
export interface QueueView extends JobViewCounts {
  readonly name: string;
  /** No process takes a job of it. */
  readonly isPaused: boolean;
}

/** What an operator may see of the queues and do to them (W8): behind the REST routes and the commands. */
@Injectable()
export class JobDesk {
  constructor(private readonly queues: JobQueues) {}

  /** Of all queues together. Throws `UNAVAILABLE` while Redis is away, as everything here. */
  async counts(): Promise<JobViewCounts> {
    const all = await Promise.all(
      this.queues.list().map(async (queue) => viewCounts(await queue.getJobCounts())),
    );
    return all.reduce(addCounts, { pending: 0, running: 0, failed: 0, completed: 0 });
  }

  /** By the queue's name. */
  async countsByQueue(): Promise<Readonly<Record<string, JobViewCounts>>> {
    const entries = this.queues
      .list()
      .map(async (queue) => [queue.name, viewCounts(await queue.getJobCounts())] as const);
    return Object.fromEntries(await Promise.all(entries));
  }

  listQueues(): Promise<QueueView[]> {
    return Promise.all(this.queues.list().map(viewQueue));
  }

  /** For every process, until it is said otherwise; jobs under way go on. Throws `NOT_FOUND`. */
  async setPaused(name: string, isPaused: boolean): Promise<QueueView> {
    const queue = this.queues.find(name);
    if (queue === null) {
      throw new AppError('NOT_FOUND', 'There is no such queue');
    }
    await (isPaused ? queue.pause() : queue.resume());
    return viewQueue(queue);
  }

  /** Newest first, with the number of all in that state. */
  async list(
    state: JobViewState,
    limit: number,
    offset: number,
  ): Promise<{ jobs: JobView[]; total: number }> {
    const counts = await this.counts();
    const newest = await Promise.all(
      this.queues.list().map(async (queue) => {
        const jobs = await queue.getJobs(STORED_STATES[state], 0, offset + limit - 1);
        return jobs.map((job) => toView(queue, job, state));
      }),
    );
    const merged = newest.flat().sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
    return { jobs: merged.slice(offset, offset + limit), total: counts[state] };
  }

  /** The newest failed jobs, at most `limit`. */
  async listFailed(limit = 200): Promise<JobView[]> {
    return (await this.list('failed', limit, 0)).jobs;
  }

  /** One more attempt for a failed job. Throws `NOT_FOUND`, and `CONFLICT` when it has not failed. */
  async retry(id: string): Promise<JobView> {
    const { queue, job } = await this.get(id);
    if ((await job.getState()) !== 'failed') {
      throw new AppError('CONFLICT', 'Only a job that has failed can be retried');
    }
    await job.retry();
    const { job: again } = await this.get(id);
    return toView(queue, again, viewState(await again.getState()));
  }

  /** Puts every failed job back; answers how many. One that changes meanwhile is left out. */
  async retryAll(): Promise<number> {
    let count = 0;
    for (const queue of this.queues.list()) {
      const { failed } = await queue.getJobCounts();
      const jobs = failed > 0 ? await queue.getJobs(['failed'], 0, failed - 1) : [];
      for (const job of jobs) {
        count += await job.retry().then(
          () => 1,
          () => 0,
        );
      }
    }
    return count;
  }

  /**
   * Takes jobs in this process, which need not be a worker: with `once` the next one that is due, else until `signal` is
   * aborted. Answers how many jobs were carried out with `once`, else 0.
   */
  async work({ once, signal }: { readonly once: boolean; readonly signal?: AbortSignal }): Promise<number> {
    if (once) {
      return this.workOnce();
    }
    this.queues.work();
    await new Promise<void>((resolve) => {
      if (signal?.aborted === true) {
        resolve();
      }
      signal?.addEventListener('abort', () => {
        resolve();
      });
    });
    await Promise.all(this.queues.list().map((queue) => queue.close()));
    return 0;
  }

  private async workOnce(): Promise<number> {
    for (const queue of this.queues.list()) {
      if (await queue.workOnce()) {
        return 1;
      }
    }
    return 0;
  }

  private async get(id: string): Promise<{ readonly queue: JobQueue; readonly job: QueuedJob }> {
    const [name = '', ...rest] = id.split(':');
    const queue = this.queues.find(name);
    const job = (await queue?.getJob(rest.join(':'))) ?? null;
    if (queue === null || job === null) {
      throw new AppError('NOT_FOUND', 'There is no such job');
    }
    return { queue, job };
  }
}

const STORED_STATES: Readonly<Record<JobViewState, readonly ListedJobState[]>> = {
  pending: ['waiting', 'delayed', 'paused'],
  running: ['active'],
  failed: ['failed'],
  completed: ['completed'],
};

async function viewQueue(queue: JobQueue): Promise<QueueView> {
  const counts = viewCounts(await queue.getJobCounts());
  return { name: queue.name, isPaused: await queue.isPaused(), ...counts };
}

function viewState(stored: string): JobViewState {
  const found = JOB_VIEW_STATES.find((state) => STORED_STATES[state].some((other) => other === stored));
  return found ?? 'pending';
}

function viewCounts({ waiting, delayed, paused, active, failed, completed }: JobCounts): JobViewCounts {
  return { pending: waiting + delayed + paused, running: active, failed, completed };
}

function addCounts(a: JobViewCounts, b: JobViewCounts): JobViewCounts {
  return {
    pending: a.pending + b.pending,
    running: a.running + b.running,
    failed: a.failed + b.failed,
    completed: a.completed + b.completed,
  };
}

function toView(queue: JobQueue, job: QueuedJob, state: JobViewState): JobView {
  return {
    id: `${queue.name}:${job.id}`,
    queue: queue.name,
    name: job.name,
    state,
    data: job.data,
    attemptsMade: job.attemptsMade,
    attempts: job.opts.attempts ?? 1,
    progress: job.progress(),
    error: job.failedReason ?? null,
    createdAt: new Date(job.timestamp),
    startedAt: instant(job.processedOn),
    finishedAt: instant(job.finishedOn),
  };
}

function instant(epochMs: number | undefined): Date | null {
  return epochMs === undefined ? null : new Date(epochMs);
}
