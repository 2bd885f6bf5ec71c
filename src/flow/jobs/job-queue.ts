/** What a queue says of a job. `paused`: it waits, and its queue is paused. `stuck`: in no list, as after a flushed Redis. */
export type JobState = 'waiting' | 'delayed' | 'paused' | 'active' | 'completed' | 'failed' | 'stuck';

/** The states that a queue can list and count. */
export type ListedJobState = Exclude<JobState, 'stuck'>;

export type JobCounts = Readonly<Record<ListedJobState, number>>;

export type JobId = string | number;

/** A job's own wishes; what is absent is in {@link JOB_DEFAULTS}. */
export interface JobOptions {
  /** Milliseconds before it may begin. */
  readonly delay?: number;
  /** How often it is tried altogether, when it fails. */
  readonly attempts?: number;
  /** Milliseconds between attempts; `exponential`: delay, 3 delays, 7 delays (Bull's own formula). */
  readonly backoff?: { readonly type: 'fixed' | 'exponential'; readonly delay: number };
  /** A second job of the same id is not added while the first is known, whatever became of it. */
  readonly jobId?: string;
  /** Milliseconds after which an attempt has failed. What it does is not stopped: a handler that can take long ends itself. */
  readonly timeout?: number;
}

/** Three attempts of at most 900 s (W7). */
export const JOB_DEFAULTS = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 10_000 },
  timeout: 900_000,
} as const satisfies JobOptions;

/**
 * A job as its handler and an operator see it: the part of Bull's `Job` that both stores keep. Its data is shown to
 * admins and lies in Redis, so it names things (source keys, options, ids) and contains none of them (FAULTS J3).
 */
export interface QueuedJob<Data extends object = object> {
  readonly id: JobId;
  /** `__default__` unless it was added under a name. */
  readonly name: string;
  readonly data: Data;
  readonly opts: { readonly attempts?: number | undefined };
  /** Attempts that have failed so far. */
  readonly attemptsMade: number;
  /** When it was added; epoch milliseconds, as the next two. */
  readonly timestamp: number;
  readonly processedOn?: number | undefined;
  readonly finishedOn?: number | undefined;
  readonly failedReason?: string | undefined;
  progress(): unknown;
  progress(value: unknown): Promise<void>;
  getState(): Promise<JobState>;
  /** Puts a failed job back, for one more attempt. Rejects for any other. */
  retry(): Promise<void>;
  /** Takes a job out of the queue, so that it never runs. Rejects while it runs. */
  remove(): Promise<void>;
  /** For a handler that is about to throw: this attempt was the last. */
  discard(): unknown;
}

/** Carries out one attempt. What it throws is the reason shown to operators: see {@link JobError}. */
export type JobHandler<Data extends object = object> = (job: QueuedJob<Data>) => Promise<unknown>;

/** As `@Process()` gives them: a name, how many at once, the handler. */
export type ProcessArguments = readonly (string | number | JobHandler)[];

/** Events of the jobs that this process works on. `stalled`: its worker died, it is taken up again. */
export type JobEvent = 'active' | 'completed' | 'failed' | 'stalled' | 'progress' | 'error';

/**
 * A queue of background jobs: what features use of Bull's `Queue`, on Redis, on PostgreSQL, or in the caller. Inject it
 * with `@InjectQueue(name)`, add handlers with `@Processor(name)` and `@Process()`. A job runs at least once: a worker
 * that dies in its middle has a successor, so a handler bears being called again.
 */
export interface JobQueue<Data extends object = object> {
  readonly name: string;

  /** Adds a job, or answers the one that has its id. Rejects with `UNAVAILABLE` when the store does not answer. */
  add(data: Data, options?: JobOptions): Promise<QueuedJob<Data>>;
  add(name: string, data: Data, options?: JobOptions): Promise<QueuedJob<Data>>;

  /** Registers a handler. Nothing is taken before {@link work}. */
  process(...args: ProcessArguments): unknown;

  /** Null when there is none, or none any more. */
  getJob(id: JobId): Promise<QueuedJob<Data> | null>;

  /** Newest first, from place `start` to place `end`, both counted. */
  getJobs(states: readonly ListedJobState[], start: number, end: number): Promise<QueuedJob<Data>[]>;

  getJobCounts(): Promise<JobCounts>;

  /** No process takes a job until {@link resume}; those under way go on. */
  pause(): Promise<unknown>;
  resume(): Promise<unknown>;
  isPaused(): Promise<boolean>;

  on(event: JobEvent, listener: (...args: never[]) => void): unknown;

  /** Begins to take jobs, as many at once as the handlers allow together. */
  work(): void;

  /** Takes the next job that is due and carries it out; false when there is none. */
  workOnce(): Promise<boolean>;

  /** Takes no job any more; those under way go on. */
  stopTaking(): void;

  /** True when jobs can be added now. Never rejects. */
  isReachable(): Promise<boolean>;

  /**
   * Stops taking, waits for what is under way, and lets the store go. What takes longer than the grace is left to
   * other processes.
   */
  close(): Promise<void>;
}

/** The name of jobs that were added without one; Bull's. */
export const DEFAULT_JOB_NAME = '__default__';

/** Sorts out the two forms of {@link JobQueue.add}. */
export function addArguments<Data extends object>(
  nameOrData: string | Data,
  dataOrOptions: Data | JobOptions | undefined,
  options: JobOptions | undefined,
): { readonly name: string; readonly data: Data; readonly options: JobOptions } {
  const isNamed = typeof nameOrData === 'string';
  const [name, data, own] = isNamed
    ? [nameOrData, dataOrOptions as Data, options]
    : [DEFAULT_JOB_NAME, nameOrData, dataOrOptions as JobOptions | undefined];
  return { name, data, options: { ...JOB_DEFAULTS, ...own } };
}
