import type { JobOptions, ListedJobState, QueuedJob } from '../job-queue.js';

/** What was added. */
interface AddedJob {
  readonly name: string;
  readonly data: object;
  readonly options: JobOptions;
}

/** What an {@link InlineJob} asks of its queue. */
interface InlineJobOwner {
  readonly run: (job: InlineJob) => Promise<void>;
  readonly forget: () => void;
  readonly reported: (value: unknown) => void;
}

/** A job in this process's memory. */
export class InlineJob implements QueuedJob {
  state: ListedJobState = 'waiting';
  attemptsMade = 0;
  processedOn: number | undefined;
  finishedOn: number | undefined;
  failedReason: string | undefined;
  private latestProgress: unknown = 0;
  private isDiscarded = false;

  readonly name: string;
  readonly data: object;
  readonly opts: JobOptions;

  constructor(
    readonly id: string,
    { name, data, options }: AddedJob,
    readonly timestamp: number,
    private readonly owner: InlineJobOwner,
  ) {
    this.name = name;
    this.data = data;
    this.opts = options;
  }

  /** Milliseconds until the next attempt of a job that has just failed one; null: it has ended. */
  get retryInMs(): number | null {
    const { attempts = 1, backoff } = this.opts;
    const isOver = this.state !== 'failed' || this.isDiscarded || this.attemptsMade >= attempts;
    if (isOver) {
      return null;
    }
    const { type, delay } = backoff ?? { type: 'fixed', delay: 0 };
    return type === 'fixed' ? delay : (2 ** this.attemptsMade - 1) * delay;
  }

  begin(nowMs: number): void {
    this.state = 'active';
    this.isDiscarded = false;
    this.processedOn = nowMs;
  }

  end(nowMs: number, error: Error | null): void {
    this.state = error === null ? 'completed' : 'failed';
    this.attemptsMade += error === null ? 0 : 1;
    this.failedReason = error?.message;
    this.finishedOn = nowMs;
  }

  progress(): unknown;
  progress(value: unknown): Promise<void>;
  progress(value?: unknown): unknown {
    if (value === undefined) {
      return this.latestProgress;
    }
    this.latestProgress = value;
    this.owner.reported(value);
    return Promise.resolve();
  }

  getState(): Promise<ListedJobState> {
    return Promise.resolve(this.state);
  }

  async retry(): Promise<void> {
    if (this.state !== 'failed') {
      throw new Error(`Job ${this.id} has not failed`);
    }
    await this.owner.run(this);
  }

  remove(): Promise<void> {
    if (this.state === 'active') {
      return Promise.reject(new Error(`Could not remove job ${this.id}`));
    }
    this.owner.forget();
    return Promise.resolve();
  }

  discard(): void {
    this.isDiscarded = true;
  }
}
