import { windowSql } from '../change-log/change-log.public.js';
import type { SyncedEntity } from '../synced-entity/synced-entity.public.js';
import { wireColumnsSql } from './wire-row.js';

/** One table of a pull and how its rows are limited to the caller. */
export interface ReadTable {
  readonly entity: SyncedEntity;
  /** False: the caller sees all rows. True: those that share a token with parameter `$6`. */
  readonly isScoped: boolean;
}

/** Parameters 1–4 are the window's; the rest are these, in this order. */
export interface WindowParameters {
  /** $5: entity numbers that are read. */
  readonly entityNumbers: readonly number[];
  /** $6: the caller's scope tokens. */
  readonly tokens: readonly string[];
  /** $7: rows of the log (whole window) or records (page) at most. */
  readonly limit: number;
  /** $8: the calling device: rows that are to be sent again to other devices are not its business. */
  readonly deviceId: string | null;
  /** $9, $10: the record after which a page begins. */
  readonly afterEntity: number;
  readonly afterId: string;
}

/** Parameters 11–13: see PullView. */
export function selfParameters(self: {
  readonly entity: number;
  readonly id: string;
  readonly field: string;
}): unknown[] {
  return [self.entity, self.id, self.field];
}

export function windowParameters(parameters: WindowParameters): unknown[] {
  const { entityNumbers, tokens, limit, deviceId, afterEntity, afterId } = parameters;
  return [entityNumbers, tokens, limit, deviceId, afterEntity, afterId];
}

const FOR_THIS_DEVICE = `l.entity = ANY ($5::smallint[])
       AND (l.op <> 'R' OR l.origin_device IS NULL OR $8::uuid IS NULL OR l.origin_device = $8::uuid)`;

const LOG_COLUMNS = 'l.entity, l.entity_id, l.scope_old';

/** How many rows of the log a window has for the caller, counted no further than `$7`. */
export const COUNT_WINDOW = `
  SELECT count(*)::int AS count FROM (
    SELECT 1 FROM (${windowSql('1', 1, FOR_THIS_DEVICE, 'LIMIT $7')}) AS found
    WHERE $6::text[] IS NOT NULL AND $9::int IS NOT NULL AND $10::text IS NOT NULL
    LIMIT $7) AS counted
`;

/** One table of a window that has anything to tell. When none has, a single row without a table says so. */
export interface WindowRow {
  /** What the caller may see was changed in the window: no entry of the log tells what it lost. */
  readonly access_changed: boolean;
  readonly entity: number | null;
  /** Of all tables together; over the limit: the window did not fit, and what was read is not all. */
  readonly log_rows: number;
  readonly records: number | null;
  readonly last_id: string | null;
  /** JSON texts, joined by commas. */
  readonly updated: string | null;
  /** A JSON array as text. */
  readonly deleted: string | null;
}

/**
 * One statement for all tables: the records of the window, each with its present row when it exists and
 * the caller may see it, the JSON built by PostgreSQL. `whole` reads a window that is expected to fit
 * and says in `log_rows` if it does not; `page` reads the next `$7` records of a giant one. The records
 * are gone through once, each looked up in its own table only: a join a table costs half as much again.
 */
export function windowStatement(tables: readonly ReadTable[], extent: 'whole' | 'page'): string {
  const lookUps = tables.map((table) => `WHEN ${table.entity.number} THEN (${lookUpSql(table)})`);
  const scoped = tables.filter(({ isScoped }) => isScoped).map(({ entity }) => entity.number);
  const wasSeen =
    scoped.length === 0
      ? 'w.existed'
      : `CASE WHEN w.entity IN (${scoped.join(', ')}) THEN w.was_in_scope ELSE w.existed END`;
  return `
    WITH ${extent === 'whole' ? WHOLE : PAGE},
    found AS (
      SELECT w.entity, count(*)::int AS records, max(w.entity_id) AS last_id, string_agg(r.json, ',') AS updated,
             (json_agg(w.entity_id) FILTER (WHERE r.json IS NULL AND ${wasSeen}))::text AS deleted
      FROM w
      CROSS JOIN LATERAL (SELECT CASE w.entity ${lookUps.join('\n')} END AS json OFFSET 0) AS r
      GROUP BY w.entity)
    SELECT access.changed AS access_changed, (SELECT count(*) FROM raw)::int AS log_rows,
           found.entity, found.records, found.last_id, found.updated, found.deleted
    FROM (SELECT ${ACCESS_CHANGED} AS changed) AS access
    LEFT JOIN found ON true
    ORDER BY found.entity
  `;
}

/** Index look-ups of one record: it costs next to nothing, where a statement of its own would cost a round trip. */
const ACCESS_CHANGED = `EXISTS (
      SELECT FROM change_log AS own
      WHERE own.entity = $11::smallint AND own.entity_id = $12 AND own.op = 'U' AND own.fields @> ARRAY[$13::text]
        AND (own.xid >= $1::xid8 OR own.xid = ANY ($2::xid8[])) AND own.xid < $3::xid8
        AND pg_visible_in_snapshot(own.xid, $4::pg_snapshot))`;

const GROUPED = `entity, entity_id, bool_or(scope_old IS NOT NULL) AS existed,
    coalesce(bool_or(scope_old && $6::text[]), false) AS was_in_scope`;

const WHOLE = `
  raw AS MATERIALIZED (
    SELECT * FROM (${windowSql(LOG_COLUMNS, 1, FOR_THIS_DEVICE, 'LIMIT $7')}) AS found
    WHERE $9::int IS NOT NULL AND $10::text IS NOT NULL
    LIMIT $7),
  w AS MATERIALIZED (SELECT ${GROUPED} FROM raw GROUP BY entity, entity_id)`;

const PAGE = `
  raw AS NOT MATERIALIZED (SELECT 1 WHERE false),
  w AS MATERIALIZED (
    SELECT ${GROUPED}
    FROM (${windowSql(LOG_COLUMNS, 1, FOR_THIS_DEVICE)}) AS found
    WHERE entity > $9::int OR (entity = $9::int AND entity_id > $10::text COLLATE "C")
    GROUP BY entity, entity_id
    ORDER BY entity, entity_id
    LIMIT $7)`;

/** A sub-select in an expression is never made a join: one look-up by primary key a record, whatever the planner believes. */
function lookUpSql({ entity, isScoped }: ReadTable): string {
  const scope = isScoped ? 'AND t.scope && $6::text[]' : '';
  return `
    SELECT row_to_json(x)::text
    FROM (SELECT ${wireColumnsSql(entity, 't')} FROM ${entity.table} AS t WHERE t.id = w.entity_id ${scope}) AS x`;
}
