import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';

export interface PendingCounts {
  readonly queued: number;
  readonly applying: number;
  readonly rejected: number;
  readonly conflicted: number;
  /** Epoch ms. */
  readonly oldestQueuedAt: number | null;
}

/** Counts the changes that are on their way, for /api/sync/status. */
@Injectable()
export class PendingPushes {
  constructor(private readonly database: Database) {}

  /** Of one user, or of everybody. */
  async count(userId: string | null): Promise<PendingCounts> {
    const [row] = await this.database.query<{ queued: number; rejected: number; oldest: number | null }>(
      `SELECT count(*)::int AS queued,
              floor(extract(epoch FROM min(created_at)) * 1000)::float8 AS oldest,
              (SELECT count(*)::int FROM quarantine
               WHERE kind = 'push' AND state = 'open' AND ($1::text IS NULL OR user_id = $1)) AS rejected
       FROM push_pending WHERE $1::text IS NULL OR user_id = $1`,
      [userId],
      'push-pending-count',
    );
    return {
      queued: row?.queued ?? 0,
      applying: 0,
      rejected: row?.rejected ?? 0,
      conflicted: 0,
      oldestQueuedAt: row?.oldest ?? null,
    };
  }
}
