import { columnOf, type SyncedEntity, type SyncedField } from '../synced-entity/synced-entity.public.js';
import type { RecordShape } from './upsert-statement.js';

/**
 * One statement that tells which records of a page are not stored as they came, without sending their rows: `$1` are
 * external ids, `$2` what the source says of each as a JSON object by wire name. Answers `place`, from 1 on. It locks
 * and writes nothing. When in doubt it names a record that is unchanged, which the upsert then leaves alone; it never
 * passes over one that would change.
 */
export function toStoreStatement(entity: SyncedEntity, { fields }: RecordShape): string {
  const shown = fields.map((name) => isShown(entity, name));
  return `
    SELECT given.place::int AS place
    FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS given (external_id, said, place)
    LEFT JOIN LATERAL (
      -- OFFSET 0: as in the upsert
      SELECT * FROM "${entity.table}" AS one WHERE one.external_id = given.external_id OFFSET 0) AS known ON true
    WHERE (known.missing_since IS NULL
      -- CASE: what has been stored can be read as its column's type, what has come now perhaps not
      AND CASE WHEN known.upstream @> given.said::jsonb THEN ${['true', ...shown].join('\n        AND ')} END
      ) IS NOT TRUE`;
}

/** Does the column show what the source said, or what a person said instead? */
function isShown(entity: SyncedEntity, name: string): string {
  const field = entity.fields[name];
  if (field === undefined) {
    throw new Error(`${entity.table} has no field ${name}`);
  }
  const key = `'${name.replaceAll("'", "''")}'`;
  const isSame = `known."${columnOf(name, field)}" IS NOT DISTINCT FROM ${asStored(field, `known.upstream ->> ${key}`)}`;
  return field.writtenBy === 'both' ? `(known.overrides ? ${key} OR ${isSame})` : isSame;
}

/** A value of `upstream` as the column holds it, rounded as the column rounds. */
function asStored(field: SyncedField, text: string): string {
  switch (field.type) {
    case 'string':
      return `(${text})`;
    case 'integer':
      return `(${text})::bigint`;
    case 'decimal':
      return `round((${text})::numeric, ${field.scale ?? 2})`;
    case 'boolean':
      return `(${text})::boolean`;
    case 'instant':
      return `(${text})::timestamptz(3)`;
  }
}
