import type { Sql } from '../../database/sql.js';
import { textArray } from '../../database/text-array.js';
import { wireColumnsSql, type WireRow, wireRowOf } from '../pull/pull.public.js';
import type { SyncedEntity, VisibleScope } from '../synced-entity/synced-entity.public.js';
import type { RecordState } from './decide.js';
import type { LedgerEntries } from './push-ledger.js';

/** Who pushes, and what it had seen. */
export interface PushContext {
  readonly deviceId: string | null;
  readonly userId: string;
  /** `pg_snapshot` of the client's tick; null when it did not say what it had seen. */
  readonly seenSnapshot: string | null;
  readonly pulledAt: number | null;
  /** The client's cursor is no longer known. */
  readonly isCursorLost: boolean;
  /** What the device sent before of these records, perhaps not read yet; null without a device. */
  readonly ledger: LedgerEntries | null | Promise<LedgerEntries | null>;
  /** Earlier changes of this device still wait: those to the same records come first. */
  readonly hasPending: boolean;
  /** The queued change that is applied now: those behind it do not hold it up. */
  readonly pendingId?: string;
  /** Leave records alone that somebody else holds, instead of waiting: their changes are queued. */
  readonly skipLocked: boolean;
}

interface LockedRow {
  /** As the driver read it. */
  readonly selected: WireRow;
  /** Its `ctid`. */
  readonly place: string;
  readonly isVisible: boolean;
}

interface RowOfLog {
  readonly entity_id: string;
  readonly fields: string[] | null;
  readonly at: Date;
}

/*
 * None of the statements over many ids is prepared: a plan that is kept was made for the table as it was then, and
 * one that was made while the table was empty reads all of it for ever. What they look up in the log is joined
 * LATERAL behind a fence (OFFSET 0, LIMIT), record by record: statistics are late in a table that grows, and a
 * planner that believes it small reads all of it.
 */

/**
 * Locks the records of a table, in the order of their ids so that two pushes cannot wait for each other
 * in a circle, and reads what a decision needs: the answer tells it of each id. The log is read after the locks
 * are held: a change that is not seen here cannot have been made.
 */
export async function loadStates(
  tx: Sql,
  entity: SyncedEntity,
  ids: readonly string[],
  scope: VisibleScope,
  context: PushContext,
): Promise<(id: string) => RecordState> {
  // Asked for at once, answered in turn on the one connection: the log is looked at when the locks are held.
  const [rows, isNews] = await Promise.all([
    lockRows(tx, entity, ids, scope, context.skipLocked),
    hasNews(tx, context),
  ]);
  const busy = await findBusy(tx, entity, ids, rows, context);
  const present = [...rows.keys()];
  const missing = ids.filter((id) => !rows.has(id));
  const deleted = await findDeleted(tx, entity, missing);
  const others = isNews ? await findChangesOfOthers(tx, entity, present, context) : NOTHING_CHANGED_ANYWHERE;
  return (id) => {
    const known = rows.get(id);
    return {
      row: known === undefined ? null : wireRowOf(entity, known.selected),
      place: known?.place ?? '',
      isVisible: known?.isVisible ?? false,
      wasDeleted: deleted.has(id),
      changedByOthers: others.get(id) ?? NOTHING_CHANGED,
      isBusy: busy.has(id),
    };
  };
}

async function lockRows(
  tx: Sql,
  entity: SyncedEntity,
  ids: readonly string[],
  scope: VisibleScope,
  skipLocked: boolean,
): Promise<Map<string, LockedRow>> {
  const found = await tx.query<WireRow & { ctid: string }>(
    `SELECT ${wireColumnsSql(entity, 't')}, t.ctid FROM ${entity.table} AS t
     WHERE t.id = ANY ($1::text[]) ORDER BY t.id FOR NO KEY UPDATE ${skipLocked ? 'SKIP LOCKED' : ''}`,
    [textArray(ids)],
  );
  const hidden = scope === null ? new Set() : await findHidden(tx, entity, ids, scope);
  return new Map(
    found.map((selected) => [
      selected.id,
      { selected, place: selected.ctid, isVisible: !hidden.has(selected.id) },
    ]),
  );
}

/** The rows are locked by now: what they say of their scope stays. */
async function findHidden(
  tx: Sql,
  entity: SyncedEntity,
  ids: readonly string[],
  scope: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM ${entity.table} WHERE id = ANY ($1::text[]) AND NOT scope && $2::text[]`,
    [ids, scope],
  );
  return new Set(rows.map(({ id }) => id));
}

/** A change waits behind an earlier one of its device to the same record, so that they stay in order. */
async function findBusy(
  tx: Sql,
  entity: SyncedEntity,
  ids: readonly string[],
  locked: ReadonlyMap<string, LockedRow>,
  context: PushContext,
): Promise<ReadonlySet<string>> {
  const waiting = context.hasPending
    ? await tx.query<{ id: string }>(
        `SELECT entity_id AS id FROM push_pending
         WHERE device_id = $1::uuid AND entity = $2::smallint AND entity_id = ANY ($3::text[])
           AND ($4::bigint IS NULL OR id < $4::bigint)`,
        [context.deviceId, entity.number, ids, context.pendingId ?? null],
      )
    : [];
  const held = context.skipLocked
    ? await tx.query<{ id: string }>(`SELECT id FROM ${entity.table} WHERE id = ANY ($1::text[])`, [
        ids.filter((id) => !locked.has(id)),
      ])
    : [];
  return new Set([...waiting, ...held].map(({ id }) => id));
}

async function findDeleted(
  tx: Sql,
  entity: SyncedEntity,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) {
    return new Set();
  }
  const rows = await tx.query<{ entity_id: string }>(
    `SELECT wanted.id AS entity_id FROM unnest($2::text[]) AS wanted (id)
     CROSS JOIN LATERAL (SELECT FROM change_log
       WHERE entity = $1::smallint AND entity_id = wanted.id AND op = 'D' LIMIT 1) AS l`,
    [entity.number, textArray(ids)],
  );
  return new Set(rows.map((row) => row.entity_id));
}

const NOTHING_CHANGED: ReadonlyMap<string, Date> = new Map();
const NOTHING_CHANGED_ANYWHERE: ReadonlyMap<string, ReadonlyMap<string, Date>> = new Map();

/** How much of the log is read as it lies before the records are looked up one by one. */
const RECENT_ENTRIES_MAX = 1_000;

/** Without a device a push cannot tell its own earlier changes from those of others: all count as others'. */
async function findChangesOfOthers(
  tx: Sql,
  entity: SyncedEntity,
  ids: readonly string[],
  context: PushContext,
): Promise<ReadonlyMap<string, ReadonlyMap<string, Date>>> {
  const found = new Map<string, Map<string, Date>>();
  if (ids.length === 0) {
    return found;
  }
  const rows = await tx.query<RowOfLog>(
    `SELECT l.entity_id, CASE WHEN l.op = 'I' THEN NULL ELSE l.fields END AS fields, l.at
     FROM unnest($2::text[]) AS wanted (id)
     CROSS JOIN LATERAL (SELECT entity_id, op, fields, at, seq FROM change_log
       WHERE entity = $1::smallint AND entity_id = wanted.id AND op IN ('I', 'U')
         AND xid >= pg_snapshot_xmin($3::pg_snapshot) AND NOT pg_visible_in_snapshot(xid, $3::pg_snapshot)
         AND ($4::uuid IS NULL OR origin_device IS DISTINCT FROM $4::uuid)
         AND xid IS DISTINCT FROM pg_current_xact_id_if_assigned()
       OFFSET 0) AS l
     ORDER BY l.seq`,
    [entity.number, textArray(ids), context.seenSnapshot, context.deviceId],
  );
  for (const row of rows) {
    const fields = found.get(row.entity_id) ?? new Map<string, Date>();
    for (const field of row.fields ?? ['*']) {
      fields.set(field, row.at);
    }
    found.set(row.entity_id, fields);
  }
  return found;
}

/** Whether anything was logged that the client has not seen; true also when there is too much of it to look at. */
async function hasNews(tx: Sql, { seenSnapshot, ledger }: PushContext): Promise<boolean> {
  if (seenSnapshot === null) {
    return false;
  }
  // Behind the ledger and the locks it would be the third to wait on the connection: two may.
  await ledger;
  const [row] = await tx.query<{ has_news: boolean }>(
    `SELECT count(*) = ${RECENT_ENTRIES_MAX}
              OR coalesce(bool_or(NOT pg_visible_in_snapshot(recent.xid, $1::pg_snapshot)), false) AS has_news
     FROM (SELECT xid FROM change_log WHERE xid >= pg_snapshot_xmin($1::pg_snapshot)
           ORDER BY xid LIMIT ${RECENT_ENTRIES_MAX}) AS recent`,
    [seenSnapshot],
    'push-news',
  );
  return row?.has_news ?? true;
}
