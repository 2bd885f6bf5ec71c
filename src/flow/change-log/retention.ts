import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT } from '../../config/config.module.js';
import type { Environment } from '../../config/environment.js';
import { Database } from '../../database/database.js';
import type { Sql } from '../../database/sql.js';
import { HourlyJob } from '../scheduled-job.js';
import { type Tick, type TickRow, tickOf } from './tick.js';
import { windowSql, windowValues } from './window.js';

/** Hours of history that one run may forget or compact: a clock that jumped costs two days, not all (FAULTS D3). */
const HOURS_A_RUN_MAX = 48;
const TICKS_A_RUN_MAX = 50_000;
const ROWS_A_BATCH = 10_000;

export interface RetentionOutcome {
  readonly thinnedTickCount: number;
  readonly expiredTickCount: number;
  readonly deletedRowCount: number;
  readonly compactedRowCount: number;
}

/**
 * Keeps the log from growing without end (SYNC-PROTOCOL §1 rule 9). Ages are PostgreSQL's, never ours.
 * No cursor is ever answered with a gap: what is forgotten here is answered with 410 there.
 */
@Injectable()
export class Retention extends HourlyJob {
  constructor(
    private readonly database: Database,
    @Inject(ENVIRONMENT) environment: Environment,
  ) {
    super(environment);
  }

  /** One bounded run; null when another process is at it. */
  async run(): Promise<RetentionOutcome | null> {
    const present = await this.database.transaction(async (tx) => {
      const [lock] = await tx.query<{ held: boolean }>('SELECT pg_try_advisory_xact_lock(7316003) AS held');
      if (lock?.held !== true) {
        return null;
      }
      // Nobody may take a tick while the boundaries move.
      await tx.query('SELECT pg_advisory_xact_lock(7316002)');
      return { thinned: await thin(tx), expired: await expire(tx, this.environment.SYNC_RETENTION_DAYS) };
    });
    if (present === null) {
      return null;
    }
    return {
      thinnedTickCount: present.thinned,
      expiredTickCount: present.expired,
      deletedRowCount: await this.deleteForgotten(),
      compactedRowCount: await this.compact(),
    };
  }

  /** Log rows that are visible in the oldest kept tick are in no window any more. */
  private async deleteForgotten(): Promise<number> {
    let deleted = 0;
    for (;;) {
      const [row] = await this.database.query<{ count: string }>(DELETE_FORGOTTEN, [ROWS_A_BATCH]);
      const count = Number(row?.count ?? 0);
      deleted += count;
      if (count < ROWS_A_BATCH) {
        return deleted;
      }
    }
  }

  private async compact(): Promise<number> {
    const rows = await this.database.query<TickRow>(COMPACTABLE_TICKS, [HOURS_A_RUN_MAX + 1]);
    const ticks = rows.map(tickOf);
    let compacted = 0;
    for (const [index, upTo] of ticks.entries()) {
      const after = ticks[index - 1];
      if (after !== undefined) {
        compacted += await this.compactWindow(after, upTo);
      }
    }
    return compacted;
  }

  private compactWindow(after: Tick, upTo: Tick): Promise<number> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<{ count: string }>(COMPACT_WINDOW, windowValues(after, upTo));
      await tx.query(
        'UPDATE sync_generation SET compacted_before = greatest(compacted_before, $1) WHERE gen = $2',
        [upTo.id, upTo.gen],
      );
      return Number(row?.count ?? 0);
    });
  }
}

/** Older than a day, the first tick of each hour stays: an older cursor is floored to it. */
async function thin(tx: Sql): Promise<number> {
  const [row] = await tx.query<{ count: string }>(
    `WITH old AS (
       SELECT id, gen, id / 3600000 AS hour FROM sync_tick
       WHERE at < now() - interval '1 day' ORDER BY id LIMIT $1),
     gone AS (
       DELETE FROM sync_tick AS t USING old
       WHERE t.id = old.id AND EXISTS (
         SELECT FROM sync_tick AS e WHERE e.gen = old.gen AND e.id < old.id AND e.id / 3600000 = old.hour)
       RETURNING t.id),
     moved AS (
       UPDATE sync_generation AS g SET thinned_before = greatest(g.thinned_before, (SELECT max(id) FROM old))
       WHERE g.gen = (SELECT max(gen) FROM sync_generation) AND EXISTS (SELECT FROM old))
     SELECT count(*) FROM gone`,
    [TICKS_A_RUN_MAX],
  );
  return Number(row?.count ?? 0);
}

async function expire(tx: Sql, days: number): Promise<number> {
  const [row] = await tx.query<{ count: string }>(
    `WITH gone AS (
       DELETE FROM sync_tick WHERE id IN (
         SELECT id FROM sync_tick
         WHERE at < now() - make_interval(days => $1) AND id < (SELECT max(id) FROM sync_tick)
         ORDER BY id LIMIT $2)
       RETURNING id),
     moved AS (
       UPDATE sync_generation AS g SET expired_before = greatest(g.expired_before, (SELECT max(id) FROM gone))
       WHERE g.gen = (SELECT max(gen) FROM sync_generation) AND EXISTS (SELECT FROM gone))
     SELECT count(*) FROM gone`,
    [days, HOURS_A_RUN_MAX],
  );
  return Number(row?.count ?? 0);
}

const DELETE_FORGOTTEN = `
  WITH oldest AS (
    SELECT snapshot FROM sync_tick WHERE gen = (SELECT max(gen) FROM sync_generation) ORDER BY id LIMIT 1),
  gone AS (
    DELETE FROM change_log WHERE (xid, seq) IN (
      SELECT l.xid, l.seq FROM change_log AS l, oldest
      WHERE l.xid < pg_snapshot_xmax(oldest.snapshot) AND pg_visible_in_snapshot(l.xid, oldest.snapshot)
      LIMIT $1)
    RETURNING 1)
  SELECT count(*) FROM gone
`;

const COMPACTABLE_TICKS = `
  SELECT t.id, t.gen, t.snapshot::text AS snapshot
  FROM sync_tick AS t
  JOIN (SELECT * FROM sync_generation ORDER BY gen DESC LIMIT 1) AS g ON g.gen = t.gen
  WHERE t.id <= g.thinned_before AND t.id >= g.compacted_before
  ORDER BY t.id
  LIMIT $1
`;

/**
 * Of the rows of one record, one origin and one window the last stays, and takes over the names of the
 * fields of the others: a late push must still find what it conflicts with. Scope moves are kept, they
 * tell whose view a record left.
 */
const COMPACT_WINDOW = `
  WITH w AS (${windowSql('l.xid, l.seq, l.entity, l.entity_id, l.op, l.fields, l.origin_device, l.scope_old, l.scope_new', 1)}),
  plain AS (SELECT * FROM w WHERE op IN ('I', 'U') AND scope_old IS NOT DISTINCT FROM scope_new OR op = 'R'),
  ranked AS (
    SELECT *, max(seq) OVER same AS last_seq, bool_or(fields IS NULL) OVER same AS whole FROM plain
    WINDOW same AS (PARTITION BY entity, entity_id, origin_device, op = 'R')),
  merged AS (
    SELECT last_seq, array_agg(DISTINCT field) AS fields
    FROM ranked CROSS JOIN LATERAL unnest(ranked.fields) AS field
    WHERE NOT whole GROUP BY last_seq HAVING count(DISTINCT seq) > 1),
  kept AS (
    UPDATE change_log AS l SET fields = merged.fields FROM merged, ranked
    WHERE ranked.seq = merged.last_seq AND l.xid = ranked.xid AND l.seq = ranked.seq),
  gone AS (
    DELETE FROM change_log AS l USING ranked
    WHERE ranked.seq < ranked.last_seq AND l.xid = ranked.xid AND l.seq = ranked.seq
    RETURNING 1)
  SELECT count(*) FROM gone
`;
