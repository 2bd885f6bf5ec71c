import pg from 'pg';
import { Database } from '../../../src/database/database.js';
import { BullQueue } from '../../../src/flow/jobs/bull/bull-queue.js';
import type { JobQueue } from '../../../src/flow/jobs/job-queue.js';
import { JOB_SETTINGS_DEFAULTS, type JobSettings } from '../../../src/flow/jobs/job-settings.js';
import { BossStore } from '../../../src/flow/jobs/postgres/boss-store.js';
import { PgQueue } from '../../../src/flow/jobs/postgres/pg-queue.js';

/** Where the jobs of a test are. */
export interface JobStore {
  readonly kind: 'postgres' | 'redis';
  readonly url: string;
  /** Keeps the tests on one Redis apart. */
  readonly prefix: string;
}

/** A queue as one process has it. */
export interface OpenedQueue {
  readonly queue: JobQueue;
  readonly close: () => Promise<void>;
}

const PATIENCE: Partial<JobSettings> = { leaseMs: 3_000, pollMs: 20, stalledCheckMs: 200, graceMs: 5_000 };

/** Opens a queue as a process of its own would. */
export async function openQueue(
  store: JobStore,
  name: string,
  settings: Partial<JobSettings> = {},
): Promise<OpenedQueue> {
  const all = { ...JOB_SETTINGS_DEFAULTS, redisPrefix: store.prefix, ...PATIENCE, ...settings };
  if (store.kind === 'redis') {
    const queue = new BullQueue(name, store.url, all);
    return { queue, close: () => queue.close() };
  }
  const pool = new pg.Pool({ connectionString: store.url, max: 4 });
  const boss = await BossStore.open(new Database(pool), false);
  const queue = await PgQueue.open(name, boss, all);
  return {
    queue,
    close: async () => {
      await queue.close();
      await boss.close();
      await pool.end();
    },
  };
}
