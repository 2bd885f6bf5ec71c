import type { JobState, QueuedJob } from '../job-queue.js';
import { EXPIRED, type JobRow, type PgJobs } from './pg-jobs.repository.js';

/** A job on PostgreSQL, as it was when it was read. */
export class PgJob implements QueuedJob {
  private isDiscarded = false;
  private latestProgress: unknown;

  constructor(
    private readonly jobs: PgJobs,
    readonly row: JobRow,
    private readonly onProgress: (job: PgJob, value: unknown) => void = () => undefined,
  ) {
    this.latestProgress = row.envelope.progress ?? 0;
  }

  get id(): string {
    return this.row.envelope.jobId ?? this.row.id;
  }

  get name(): string {
    return this.row.envelope.name;
  }

  get data(): object {
    return this.row.envelope.data;
  }

  get opts(): JobRow['envelope']['options'] {
    return this.row.envelope.options;
  }

  get attemptsMade(): number {
    const { state, retryCount, failedReason } = this.row;
    const isBetweenAttempts = state === 'failed' || (isWaiting(state) && failedReason !== null);
    return isBetweenAttempts ? retryCount + 1 : retryCount;
  }

  get timestamp(): number {
    return this.row.createdAt.getTime();
  }

  get processedOn(): number | undefined {
    return this.row.startedAt?.getTime();
  }

  get finishedOn(): number | undefined {
    return this.row.finishedAt?.getTime();
  }

  get failedReason(): string | undefined {
    const { failedReason } = this.row;
    return failedReason === EXPIRED ? 'The worker died' : (failedReason ?? undefined);
  }

  /** The attempt before ended without a word of its worker. */
  get isStalled(): boolean {
    return this.row.failedReason === EXPIRED;
  }

  /** Milliseconds until the next attempt when this one fails; null when it was the last. */
  get retryInMs(): number | null {
    const { retryCount, retryLimit } = this.row;
    if (this.isDiscarded || retryCount >= retryLimit) {
      return null;
    }
    const { type, delay } = this.opts.backoff ?? { type: 'fixed', delay: 0 };
    return type === 'fixed' ? delay : (2 ** (retryCount + 1) - 1) * delay;
  }

  progress(): unknown;
  progress(value: unknown): Promise<void>;
  progress(value?: unknown): unknown {
    return value === undefined ? this.latestProgress : this.report(value);
  }

  async getState(): Promise<JobState> {
    const row = await this.jobs.find(this.id);
    if (row === null) {
      return 'stuck';
    }
    return row.state === 'waiting' && (await this.jobs.isPaused()) ? 'paused' : row.state;
  }

  async retry(): Promise<void> {
    if (!(await this.jobs.retry(this.row.id))) {
      throw new Error(`Job ${this.id} has not failed`);
    }
  }

  async remove(): Promise<void> {
    if (!(await this.jobs.remove(this.row.id))) {
      throw new Error(`Could not remove job ${this.id}`);
    }
  }

  discard(): void {
    this.isDiscarded = true;
  }

  private async report(value: unknown): Promise<void> {
    this.latestProgress = value;
    if (await this.jobs.saveProgress(this.row, value)) {
      this.onProgress(this, value);
    }
  }
}

function isWaiting(state: JobRow['state']): boolean {
  return state === 'waiting' || state === 'delayed';
}
