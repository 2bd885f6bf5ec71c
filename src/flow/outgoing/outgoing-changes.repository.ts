import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Sql } from '../../database/sql.js';
import type {
  OutgoingChange,
  OutgoingConflict,
  OutgoingCounts,
  OutgoingStateCounts,
  WireFields,
} from './outgoing-change.js';
import { OUTGOING_STATES, type OutgoingState, step } from './outgoing-change.state.js';

export interface OutgoingFilter {
  readonly state?: OutgoingState;
  readonly sourceKey?: string;
  readonly entity?: string;
  /** Ours. */
  readonly recordId?: string;
  /** Whether the vendor had changed a field of it too. */
  readonly hasConflicts?: boolean;
}

/** Every statement by which people look at the queue and put changes right. */
@Injectable()
export class OutgoingChanges {
  constructor(private readonly database: Database) {}

  async counts(): Promise<OutgoingCounts> {
    const [row] = await this.database.query<
      Omit<OutgoingCounts, 'oldestQueuedAt'> & { oldest: number | null }
    >(COUNTS, [], 'outgoing-counts');
    return {
      queued: row?.queued ?? 0,
      applying: row?.applying ?? 0,
      rejected: row?.rejected ?? 0,
      conflicted: row?.conflicted ?? 0,
      oldestQueuedAt: row?.oldest ?? null,
    };
  }

  /** How many there are in each state; the filter's own state does not count. */
  async countStates(filter: OutgoingFilter): Promise<OutgoingStateCounts> {
    const rows = await this.database.query<{ state: OutgoingState; count: number }>(
      `SELECT state, count(*)::int AS count FROM outgoing_change WHERE ${FILTER} GROUP BY state`,
      filterValues({ ...filter, state: null }),
    );
    const found = new Map(rows.map(({ state, count }) => [state, count]));
    const counts = OUTGOING_STATES.map((state) => [state, found.get(state) ?? 0]);
    return Object.fromEntries(counts) as OutgoingStateCounts;
  }

  /** Newest first, with the number of all. */
  async list(
    filter: OutgoingFilter,
    limit: number,
    offset: number,
  ): Promise<{ changes: OutgoingChange[]; total: number }> {
    const values = filterValues({ state: null, ...filter });
    const rows = await this.database.query<ChangeRow>(
      `SELECT ${COLUMNS} FROM outgoing_change WHERE ${FILTER} ORDER BY id DESC LIMIT $6 OFFSET $7`,
      [...values, limit, offset],
    );
    const [count] = await this.database.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM outgoing_change WHERE ${FILTER}`,
      values,
    );
    return { changes: rows.map(toChange), total: count?.total ?? 0 };
  }

  async find(id: string, sql: Sql = this.database): Promise<OutgoingChange | null> {
    const [row] = await sql.query<ChangeRow>(`SELECT ${COLUMNS} FROM outgoing_change WHERE id = $1`, [id]);
    return row === undefined ? null : toChange(row);
  }

  /** Locks the change until the transaction ends: no worker takes it meanwhile. */
  async findForUpdate(tx: Sql, id: string): Promise<OutgoingChange | null> {
    const [row] = await tx.query<ChangeRow>(
      `SELECT ${COLUMNS} FROM outgoing_change WHERE id = $1 FOR UPDATE`,
      [id],
    );
    return row === undefined ? null : toChange(row);
  }

  /** A later change of one of the same fields is at the vendor, or on its way: this one must not follow it. */
  async isOvertaken(tx: Sql, { id, entity, recordId, fields }: OutgoingChange): Promise<boolean> {
    const rows = await tx.query(
      `SELECT 1 FROM outgoing_change
       WHERE entity = $2 AND record_id = $3 AND id > $1 AND state IN ('applying', 'applied') AND fields ?| $4::text[]
       LIMIT 1`,
      [id, entity, recordId, Object.keys(fields)],
    );
    return rows.length > 0;
  }

  /** Puts it back at once, with all its attempts. What the vendor was found to have counts as known from then on. */
  async retry(tx: Sql, { id, state, conflicts }: OutgoingChange): Promise<void> {
    const known = Object.fromEntries(conflicts.map(({ field, theirs }) => [field, theirs]));
    await tx.query(
      `UPDATE outgoing_change
       SET state = $2, attempts = 0, run_after = now(), base = base || $3::jsonb, ended_at = NULL
       WHERE id = $1`,
      [id, step(state, 'retry'), JSON.stringify(known)],
    );
  }

  /**
   * {@link retry} for all that were given up and that no later change has overtaken. Answers the sources of those that
   * are queued again, one for each change.
   */
  async retryRejected(tx: Sql): Promise<string[]> {
    const rows = await tx.query<{ source_key: string }>(RETRY_REJECTED, [
      'rejected' satisfies OutgoingState,
      step('rejected', 'retry'),
    ]);
    return rows.map((row) => row.source_key);
  }

  /** It is not delivered. What the person set stays here, as an override. */
  async discard(tx: Sql, { id, state }: OutgoingChange): Promise<void> {
    await tx.query(`UPDATE outgoing_change SET state = $2, ended_at = now() WHERE id = $1`, [
      id,
      step(state, 'discard'),
    ]);
  }

  /** Deletes what came to its end so many days ago. Answers how many. */
  async forget(days: number, countMax: number): Promise<number> {
    const rows = await this.database.query(
      `DELETE FROM outgoing_change WHERE id IN (
         SELECT id FROM outgoing_change
         WHERE state IN ('applied', 'discarded', 'rejected') AND release_at IS NULL
           AND ended_at < now() - make_interval(days => $1)
         LIMIT $2)
       RETURNING id`,
      [days, countMax],
    );
    return rows.length;
  }
}

const COLUMNS = `id, source_key, entity, record_id, external_id, fields, state, attempts, run_after, conflicts,
  error_kind, error, created_by, created_at, ended_at`;

const FILTER = `($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR source_key = $2)
  AND ($3::text IS NULL OR entity = $3) AND ($4::text IS NULL OR record_id = $4)
  AND ($5::boolean IS NULL OR (conflicts <> '[]') = $5)`;

/** The values of {@link FILTER}: what is null or absent asks for nothing. */
function filterValues(
  filter: Omit<OutgoingFilter, 'state'> & { readonly state: OutgoingState | null },
): unknown[] {
  const { state, sourceKey, entity, recordId, hasConflicts } = filter;
  return [state, sourceKey ?? null, entity ?? null, recordId ?? null, hasConflicts ?? null];
}

const COUNTS = `
  SELECT count(*) FILTER (WHERE state = 'queued')::int AS queued,
         count(*) FILTER (WHERE state = 'applying')::int AS applying,
         count(*) FILTER (WHERE state = 'rejected')::int AS rejected,
         count(*) FILTER (WHERE state = 'conflicted')::int AS conflicted,
         floor(extract(epoch FROM min(created_at) FILTER (WHERE state = 'queued')) * 1000)::float8 AS oldest
  FROM outgoing_change WHERE state IN ('queued', 'applying', 'rejected', 'conflicted')
`;

/** Locks in the order of the ids, as everybody who locks several. */
const RETRY_REJECTED = `
  WITH given_up AS (
    SELECT id FROM outgoing_change AS c
    WHERE state = $1 AND NOT EXISTS (
      SELECT FROM outgoing_change AS later
      WHERE later.entity = c.entity AND later.record_id = c.record_id AND later.id > c.id
        AND later.state IN ('applying', 'applied')
        AND later.fields ?| ARRAY(SELECT jsonb_object_keys(c.fields)))
    ORDER BY id FOR UPDATE
  )
  UPDATE outgoing_change AS c
  SET state = $2, attempts = 0, run_after = now(), ended_at = NULL,
      base = c.base || (
        SELECT coalesce(jsonb_object_agg(known ->> 'field', known -> 'theirs'), '{}')
        FROM jsonb_array_elements(c.conflicts) AS known)
  FROM given_up WHERE c.id = given_up.id
  RETURNING c.source_key
`;

interface ChangeRow {
  readonly id: string;
  readonly source_key: string;
  readonly entity: string;
  readonly record_id: string;
  readonly external_id: string;
  readonly fields: WireFields;
  readonly state: OutgoingState;
  readonly attempts: number;
  readonly run_after: Date;
  readonly conflicts: OutgoingConflict[];
  readonly error_kind: string | null;
  readonly error: string | null;
  readonly created_by: string | null;
  readonly created_at: Date;
  readonly ended_at: Date | null;
}

function toChange(row: ChangeRow): OutgoingChange {
  const { id, entity, fields, state, attempts, conflicts, error } = row;
  return {
    ...{ id, entity, fields, state, attempts, conflicts, error },
    sourceKey: row.source_key,
    recordId: row.record_id,
    externalId: row.external_id,
    runAfter: row.run_after,
    errorKind: row.error_kind,
    createdBy: row.created_by,
    createdAt: row.created_at,
    endedAt: row.ended_at,
  };
}
