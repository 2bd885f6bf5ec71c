import { createHash } from 'node:crypto';
import type { Sql } from '../../../database/sql.js';
import { isUuid } from '../../../kernel/ids.js';
import {
  type JobCounts,
  type JobId,
  type JobOptions,
  type JobState,
  type ListedJobState,
} from '../job-queue.js';
import type { BossStore } from './boss-store.js';

/** What pg-boss keeps as a job's data: the job's own beside what Bull keeps in fields that pg-boss has none for. */
export interface JobEnvelope {
  readonly name: string;
  readonly data: object;
  /** The id that the job was added under, when that was no UUID. */
  readonly jobId?: string;
  readonly options: JobOptions;
  readonly progress?: unknown;
}

/** One row of pg-boss. */
export interface JobRow {
  readonly id: string;
  readonly envelope: JobEnvelope;
  readonly state: Exclude<JobState, 'paused' | 'stuck'>;
  /** How often it was begun before; also tells one worker of it from the next. */
  readonly retryCount: number;
  /** How often it may be begun again. */
  readonly retryLimit: number;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly failedReason: string | null;
}

/** Every statement on the jobs of one queue. Writes of a worker are refused when the job is no longer its own (T2). */
export class PgJobs {
  constructor(
    private readonly store: BossStore,
    private readonly queue: string,
  ) {}

  /** Answers the id of the job, whether it is new or was there before. */
  async add(envelope: JobEnvelope, leaseMs: number): Promise<string> {
    const { jobId, delay = 0, attempts = 1 } = envelope.options;
    const id = jobId === undefined ? undefined : uuidOf(this.queue, jobId);
    const sent = await this.store.boss.send(this.queue, envelope, {
      ...(id === undefined ? {} : { id }),
      ...(delay > 0 ? { startAfter: delay / 1000 } : {}),
      retryLimit: attempts - 1,
      retryDelay: 0,
      expireInSeconds: Math.max(1, leaseMs / 1000),
    });
    const known = sent ?? id;
    if (known === undefined) {
      throw new Error(`The queue ${this.queue} does not exist`);
    }
    return known;
  }

  async find(id: JobId): Promise<JobRow | null> {
    const [row] = await this.sql.query<StoredRow>(
      `SELECT ${COLUMNS} FROM pgboss.job WHERE name = $1 AND id = $2`,
      [this.queue, uuidOf(this.queue, String(id))],
    );
    return row === undefined ? null : toJobRow(row);
  }

  async list(states: readonly JobState[], offset: number, limit: number): Promise<JobRow[]> {
    const rows = await this.sql.query<StoredRow>(
      `SELECT * FROM (SELECT ${COLUMNS} FROM pgboss.job WHERE name = $1) AS job
       WHERE shown = ANY ($2) ORDER BY created_on DESC, id LIMIT $3 OFFSET $4`,
      [this.queue, states, limit, offset],
    );
    return rows.map(toJobRow);
  }

  async count(): Promise<Omit<JobCounts, 'paused'>> {
    const rows = await this.sql.query<{ shown: ListedJobState; count: number }>(
      `SELECT ${SHOWN} AS shown, count(*)::int AS count FROM pgboss.job WHERE name = $1 GROUP BY 1`,
      [this.queue],
    );
    const counts = { waiting: 0, delayed: 0, active: 0, completed: 0, failed: 0 };
    return { ...counts, ...Object.fromEntries(rows.map(({ shown, count }) => [shown, count])) };
  }

  /** Takes up to `limit` jobs that are due, each for one worker. Empty also when PostgreSQL does not answer. */
  async take(limit: number): Promise<JobRow[]> {
    const taken = await this.store.boss.fetch<JobEnvelope>(this.queue, { batchSize: limit });
    const rows = await Promise.all(taken.map(({ id }) => this.find(id)));
    return rows.filter((row) => row?.state === 'active') as JobRow[];
  }

  /** Says that the worker lives: the job is its own for `leaseMs` more. False: it has been given to another. */
  async extend({ id, retryCount }: JobRow, leaseMs: number): Promise<boolean> {
    const rows = await this.sql.query(
      `UPDATE pgboss.job SET expire_in = now() - started_on + $4 * interval '1 millisecond' WHERE ${OWNED} RETURNING id`,
      [this.queue, id, retryCount, leaseMs],
    );
    return rows.length > 0;
  }

  async saveProgress({ id, retryCount }: JobRow, progress: unknown): Promise<boolean> {
    const rows = await this.sql.query(
      `UPDATE pgboss.job SET data = jsonb_set(data, '{progress}', $4::jsonb) WHERE ${OWNED} RETURNING id`,
      [this.queue, id, retryCount, JSON.stringify(progress ?? null)],
    );
    return rows.length > 0;
  }

  /** False: the job has been given to another. */
  async complete(row: JobRow): Promise<boolean> {
    return this.whileOwned(row, async (_tx, db) => {
      await this.store.boss.complete(this.queue, row.id, {}, db);
    });
  }

  /** Writes down a failed attempt; the next begins after `retryInMs`, null: there is none. False: not ours any more. */
  async fail(row: JobRow, message: string, retryInMs: number | null): Promise<boolean> {
    return this.whileOwned(row, async (tx, db) => {
      const target = [this.queue, row.id];
      if (retryInMs === null) {
        await tx.query(`UPDATE pgboss.job SET retry_limit = retry_count WHERE name = $1 AND id = $2`, target);
      }
      await this.store.boss.fail(this.queue, row.id, { message }, db);
      await tx.query(
        `UPDATE pgboss.job SET start_after = now() + $3 * interval '1 millisecond'
         WHERE name = $1 AND id = $2 AND state = 'retry'`,
        [...target, retryInMs ?? 0],
      );
    });
  }

  /** Gives a job that is under way back, at once and without counting the attempt. */
  async handOn(row: JobRow): Promise<void> {
    await this.sql.query(
      `UPDATE pgboss.job SET state = 'retry', start_after = now(), retry_limit = retry_limit + 1 WHERE ${OWNED}`,
      [this.queue, row.id, row.retryCount],
    );
  }

  /** One more attempt for a failed job. False when it has not failed. */
  async retry(id: string): Promise<boolean> {
    return this.store.transaction(async (tx, db) => {
      // pg-boss leaves the end of the failed attempt in place, and would clear the job away by its age.
      const rows = await tx.query(
        `UPDATE pgboss.job SET completed_on = NULL, keep_until = now() + interval '30 days', start_after = now()
         WHERE name = $1 AND id = $2 AND state = 'failed' RETURNING id`,
        [this.queue, id],
      );
      if (rows.length > 0) {
        await this.store.boss.retry(this.queue, id, db);
      }
      return rows.length > 0;
    });
  }

  /** False while somebody works on it, or when it is gone. */
  async remove(id: string): Promise<boolean> {
    const rows = await this.sql.query(
      `DELETE FROM pgboss.job WHERE name = $1 AND id = $2 AND state <> 'active' RETURNING id`,
      [this.queue, id],
    );
    return rows.length > 0;
  }

  /** Gives jobs of dead workers back, or ends those that have no attempt left. */
  async expire(): Promise<void> {
    await this.store.boss.expire();
  }

  async setPaused(isPaused: boolean): Promise<void> {
    await this.sql.query(
      isPaused
        ? `INSERT INTO job_pause (queue) VALUES ($1) ON CONFLICT DO NOTHING`
        : `DELETE FROM job_pause WHERE queue = $1`,
      [this.queue],
    );
  }

  async isPaused(): Promise<boolean> {
    return (await this.sql.query(`SELECT 1 FROM job_pause WHERE queue = $1`, [this.queue])).length > 0;
  }

  private get sql(): Sql {
    return this.store.database;
  }

  private async whileOwned(
    { id, retryCount }: JobRow,
    work: (...args: Parameters<Parameters<BossStore['transaction']>[0]>) => Promise<void>,
  ): Promise<boolean> {
    return this.store.transaction(async (tx, db) => {
      const owned = await tx.query(`SELECT id FROM pgboss.job WHERE ${OWNED} FOR UPDATE`, [
        this.queue,
        id,
        retryCount,
      ]);
      if (owned.length > 0) {
        await work(tx, db);
      }
      return owned.length > 0;
    });
  }
}

/** What pg-boss writes as the output of a job whose worker said nothing for too long. */
export const EXPIRED = 'job failed by timeout in active state';

const SHOWN = `
  CASE WHEN state IN ('created', 'retry') THEN CASE WHEN start_after > now() THEN 'delayed' ELSE 'waiting' END
       ELSE state::text END`;
const COLUMNS = `id, data, ${SHOWN} AS shown, retry_count, retry_limit, created_on, started_on, completed_on,
  coalesce(output->>'message', output->'value'->>'message') AS failed_reason`;
const OWNED = `name = $1 AND id = $2 AND retry_count = $3 AND state = 'active'`;

interface StoredRow {
  readonly id: string;
  readonly data: JobEnvelope;
  readonly shown: JobRow['state'];
  readonly retry_count: number;
  readonly retry_limit: number;
  readonly created_on: Date;
  readonly started_on: Date | null;
  readonly completed_on: Date | null;
  readonly failed_reason: string | null;
}

function toJobRow(row: StoredRow): JobRow {
  return {
    id: row.id,
    envelope: row.data,
    state: row.shown,
    retryCount: row.retry_count,
    retryLimit: row.retry_limit,
    createdAt: row.created_on,
    startedAt: row.started_on,
    finishedAt: row.completed_on,
    failedReason: row.failed_reason,
  };
}

/** pg-boss knows jobs by UUIDs only: any other id stands for the UUID that its hash makes, so that it dedupes too. */
function uuidOf(queue: string, jobId: string): string {
  if (isUuid(jobId)) {
    return jobId.toLowerCase();
  }
  const hash = createHash('sha256').update(`${queue}\0${jobId}`).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    hash.slice(12, 16),
    hash.slice(16, 20),
    hash.slice(20, 32),
  ].join('-');
}
