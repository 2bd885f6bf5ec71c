import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Role } from '../../kernel/principal.js';
import type { Tick } from '../change-log/change-log.public.js';
import { SyncedEntities } from '../synced-entity/synced-entity.public.js';

/** How far a device has come. */
export interface Progress {
  /** How far its cursor is behind the newest tick; null for one that never pulled changes, or is revoked. */
  readonly lagMs: number | null;
  /** Records that others changed and it has not pulled; null also when its cursor can no longer be continued. */
  readonly pending: number | null;
  /** There may be more: the log was looked at no further. */
  readonly hasMorePending: boolean;
  /** Its pushed changes that wait for their records. */
  readonly queued: number;
}

/** Of whom it is asked. */
export interface AskedDevice {
  readonly id: string;
  readonly revokedAt: Date | null;
}

/** Entries of the log that are looked at for one device, and for all devices of a call together. */
export const LOG_ROWS_A_DEVICE_MAX = 1_000;
export const LOG_ROWS_A_CALL_MAX = 100_000;

/**
 * What a page of devices tells of each: one statement for all, that reads a bounded part of the log for each device from
 * its cursor on, along the primary key, however far it is behind and however many there are.
 */
@Injectable()
export class DeviceProgress {
  constructor(
    private readonly database: Database,
    private readonly entities: SyncedEntities,
  ) {}

  /** As of `present` or later, by device. A device that does not exist is not in it. */
  async find(devices: readonly AskedDevice[], present: Tick): Promise<ReadonlyMap<string, Progress>> {
    if (devices.length === 0) {
      return new Map();
    }
    const rows = await this.database.query<Progress & { id: string }>(
      PROGRESS_SQL,
      this.valuesOf(devices, present),
    );
    return new Map(rows.map(({ id, ...progress }) => [id, progress]));
  }

  /** The values of {@link PROGRESS_SQL}. */
  valuesOf(devices: readonly AskedDevice[], present: Tick): unknown[] {
    return [
      devices.map(({ id }) => id),
      present.id,
      present.gen,
      ...(['admin', 'agent', 'subscriber'] as const).map((role) => this.tablesOf(role)),
      rowsADevice(devices),
    ];
  }

  private tablesOf(role: Role): number[] {
    const visible = this.entities.list().filter(({ access }) => access[role] !== 'none');
    return visible.map(({ number }) => number);
  }
}

/** The more devices there are, the less is looked at for each. Nothing is for those that are revoked. */
export function rowsADevice(devices: readonly AskedDevice[]): number {
  const live = devices.filter(({ revokedAt }) => revokedAt === null).length;
  return Math.min(LOG_ROWS_A_DEVICE_MAX, Math.ceil(LOG_ROWS_A_CALL_MAX / Math.max(1, live)));
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
         coalesce(found.entries > $7, false) AS "hasMorePending",
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
             WHERE l.op <> 'R' AND l.origin_device IS DISTINCT FROM d.id AND l.entity = ANY (
               CASE u.role WHEN 2 THEN $4::smallint[] WHEN 1 THEN $5::smallint[] ELSE $6::smallint[] END)))::int
             AS records
    FROM (
      (SELECT entity, entity_id, op, origin_device FROM change_log
       WHERE xid >= pg_snapshot_xmax(seen.snapshot) ORDER BY xid, seq LIMIT $7::int + 1)
      UNION ALL
      (SELECT entity, entity_id, op, origin_device
       FROM pg_snapshot_xip(seen.snapshot) AS started (xid)
       CROSS JOIN LATERAL (
         SELECT entity, entity_id, op, origin_device FROM change_log WHERE xid BETWEEN started.xid AND started.xid
         ORDER BY xid, seq LIMIT $7::int + 1) AS late
       LIMIT $7::int + 1)
    ) AS l) AS found ON seen.snapshot IS NOT NULL
  LEFT JOIN (
    SELECT device_id, count(*)::int AS queued FROM push_pending GROUP BY device_id) AS waiting ON waiting.device_id = d.id
  WHERE d.id = ANY ($1::uuid[])
`;
