/** Injection token of the {@link JobSettings}. */
export const JOB_SETTINGS = Symbol('JobSettings');

/** Where jobs are kept and how patient their workers are. The defaults are for production; tests take less. */
export interface JobSettings {
  /** Bull on this Redis; null: the queue on PostgreSQL. */
  readonly redisUrl: string | null;
  /** What our keys in Redis begin with. */
  readonly redisPrefix: string;
  /** Jobs run in whoever adds them, at once (`QUEUE_MODE=inline`, W8). */
  readonly isInline: boolean;
  /** This process takes jobs by itself from its start on; another adds them and takes one only when told to. */
  readonly isWorker: boolean;
  /** A worker that says nothing for so long is taken for dead, and its job is given to another. */
  readonly leaseMs: number;
  /** How often PostgreSQL is asked for jobs of other processes. */
  readonly pollMs: number;
  /** How often jobs of dead workers are looked for. */
  readonly stalledCheckMs: number;
  /** How long jobs under way may take to end when the process is stopped. */
  readonly graceMs: number;
  /** An answer of Redis that takes longer is not waited for. */
  readonly answerMs: number;
}

export const JOB_SETTINGS_DEFAULTS: JobSettings = {
  redisUrl: null,
  redisPrefix: 'sync-hub',
  isInline: false,
  isWorker: true,
  leaseMs: 30_000,
  pollMs: 1_000,
  stalledCheckMs: 10_000,
  graceMs: 20_000,
  answerMs: 3_000,
};

/** How many workers a job may kill before it has failed for good (FAULTS C7). */
export const STALLED_MAX = 2;
