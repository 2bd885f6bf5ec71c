import type { Sql } from '../../database/sql.js';
import { columnOf, type SyncedEntity } from '../synced-entity/synced-entity.public.js';
import type { IncomingRecord } from './incoming-record.js';

/** A row of ours that turned out to be a record of the source. */
export interface Adoption {
  readonly record: IncomingRecord;
  readonly rowId: string;
}

/**
 * Gives rows the external ids of their records; the page's upsert then finds them. A value that a person has entered
 * and of which the source has nothing stays, as an override: an import that meets a row for the first time empties none
 * of its fields. Rows that have an external id by now are left alone, and locks are taken in the order of ids (B6).
 */
export async function adoptRows(
  tx: Sql,
  entity: SyncedEntity,
  adoptions: readonly Adoption[],
): Promise<void> {
  if (adoptions.length === 0) {
    return;
  }
  const given = adoptions.map(({ record, rowId }) => ({
    id: rowId,
    external_id: record.externalId,
    blank: blankColumns(entity, record),
  }));
  await tx.query(
    `WITH given AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS given (id text, external_id text, blank jsonb)
     ), locked AS (
       SELECT id FROM "${entity.table}" WHERE id = ANY ($2::text[]) AND external_id IS NULL ORDER BY id FOR UPDATE
     )
     UPDATE "${entity.table}" AS stored
     SET external_id = given.external_id,
         overrides = stored.overrides || coalesce((
           SELECT jsonb_object_agg(field, jsonb_build_object('by', 'adoption', 'at', now()))
           FROM jsonb_each_text(given.blank) AS kept (field, stored_in)
           WHERE to_jsonb(stored) ->> stored_in IS NOT NULL), '{}')
     FROM given JOIN locked USING (id) WHERE stored.id = given.id`,
    [JSON.stringify(given), adoptions.map(({ rowId }) => rowId)],
  );
}

/** The columns, by field, for which the source has nothing and a person may have something. */
function blankColumns(entity: SyncedEntity, record: IncomingRecord): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record.fields).flatMap(([name, value]) => {
      const field = entity.fields[name];
      return value === null && field?.writtenBy === 'both' ? [[name, columnOf(name, field)]] : [];
    }),
  );
}
