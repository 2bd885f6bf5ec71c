import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Role } from '../../kernel/principal.js';
import type { Tick } from '../change-log/change-log.public.js';
import { SyncedEntities } from '../synced-entity/synced-entity.public.js';

/** How far a device has come. */
export interface Progress {
  /** How far its cursor is behind the newest tick; null for one that never pulled changes, or is revoked. */
  readonly lagMs: number | null;
  /** Changed records that it has not pulled; null also when its cursor can no longer be continued. */
  readonly pending: number | null;
  /** There are more: no more of the log is looked at than {@link LOG_ROWS_MAX} entries. */
  readonly hasMorePending: boolean;
  /** Its pushed changes that wait for their records. */
  readonly queued: number;
}

export const LOG_ROWS_MAX = 1_000;

/**
 * What a page of devices tells of each: one statement for all, that reads of the log for each device no more than
 * {@link LOG_ROWS_MAX} entries from its cursor on, along the primary key, however far it is behind.
 */
@Injectable()
export class DeviceProgress {
  constructor(
    private readonly database: Database,
    private readonly entities: SyncedEntities,
  ) {}

  /** As of `present` or later, by device. A device that does not exist is not in it. */
  async find(deviceIds: readonly string[], present: Tick): Promise<ReadonlyMap<string, Progress>> {
    if (deviceIds.length === 0) {
      return new Map();
    }
    const rows = await this.database.query<Progress & { id: string }>(
      PROGRESS_SQL,
      this.valuesOf(deviceIds, present),
    );
    return new Map(rows.map(({ id, ...progress }) => [id, progress]));
  }

  /** The values of {@link PROGRESS_SQL}. */
  valuesOf(deviceIds: readonly string[], present: Tick): unknown[] {
    return [
      deviceIds,
      present.id,
      present.gen,
      ...(['admin', 'agent', 'subscriber'] as const).map(this.tablesOf),
    ];
  }

  private readonly tablesOf = (role: Role): number[] =>
    this.entities
      .list()
      .filter(({ access }) => access[role] !== 'none')
      .map(({ number }) => number);
}

/**
 * ORDER BY beside each LIMIT, for without it the planner may read all of the log, believing that it matches soon.
 * What the entries tell is sorted out after the LIMIT: a device that sees one table of ten would else read all of the
 * log in vain. The second half are the transactions that were in progress at the device's cursor, as in `windowSql`.
 */
export const PROGRESS_SQL = `
  SELECT d.id,
         CASE WHEN d.revoked_at IS NULL AND d.since IS NOT NULL THEN greatest($2::bigint - d.since, 0)::float8 END AS "lagMs",
         found.records AS pending,
         coalesce(found.entries > ${LOG_ROWS_MAX}, false) AS "hasMorePending",
         coalesce(waiting.queued, 0) AS queued
  FROM sync_device AS d
  JOIN users AS u ON u.id = d.user_id
  LEFT JOIN LATERAL (
    SELECT t.snapshot FROM sync_tick AS t
    JOIN sync_generation AS g ON g.gen = t.gen
    WHERE t.gen = $3 AND t.id <= d.since AND (t.id = d.since OR d.since <= g.thinned_before)
      AND d.revoked_at IS NULL
    ORDER BY t.id DESC LIMIT 1) AS seen ON true
  LEFT JOIN LATERAL (
    SELECT count(*)::int AS entries,
           (count(DISTINCT (l.entity, l.entity_id)) FILTER (
             WHERE l.op <> 'R' AND l.entity = ANY (
               CASE u.role WHEN 2 THEN $4::smallint[] WHEN 1 THEN $5::smallint[] ELSE $6::smallint[] END)))::int
             AS records
    FROM (
      (SELECT entity, entity_id, op FROM change_log
       WHERE xid >= pg_snapshot_xmax(seen.snapshot) ORDER BY xid, seq LIMIT ${LOG_ROWS_MAX + 1})
      UNION ALL
      (SELECT entity, entity_id, op
       FROM pg_snapshot_xip(seen.snapshot) AS started (xid)
       CROSS JOIN LATERAL (
         SELECT entity, entity_id, op FROM change_log WHERE xid BETWEEN started.xid AND started.xid
         ORDER BY xid, seq LIMIT ${LOG_ROWS_MAX + 1}) AS late
       LIMIT ${LOG_ROWS_MAX + 1})
    ) AS l) AS found ON seen.snapshot IS NOT NULL
  LEFT JOIN (
    SELECT device_id, count(*)::int AS queued FROM push_pending GROUP BY device_id) AS waiting ON waiting.device_id = d.id
  WHERE d.id = ANY ($1::uuid[])
`;
