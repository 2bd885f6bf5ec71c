import type { Sql } from '../../database/sql.js';
import { columnOf, type SyncedEntity, type SyncedField } from '../synced-entity/synced-entity.public.js';

/** The overrides that one edit made. */
export interface OverrideRelease {
  /** Ours. */
  readonly id: string;
  /** By wire name; those without an override are passed over. */
  readonly fields: readonly string[];
  /** The time of the edit, as PostgreSQL writes it: later overrides of the same fields stay. */
  readonly madeAt: string;
  /** Also where the source says something else by now: then its value shows. */
  readonly evenIfDifferent: boolean;
}

const TYPES = {
  string: 'text',
  integer: 'integer',
  decimal: 'numeric',
  boolean: 'boolean',
  instant: 'timestamptz',
} as const;

/**
 * Lets overrides go that the source has taken over: from then on its value counts again. Answers how many of the
 * edit's overrides are left. A field that shows the same before and after leaves no trace in the change log.
 */
export async function releaseOverrides(
  tx: Sql,
  entity: SyncedEntity,
  { id, fields, madeAt, evenIfDifferent }: OverrideRelease,
): Promise<number> {
  const shared = fields.flatMap((name) => {
    const field = entity.fields[name];
    return field?.writtenBy === 'both' ? [{ name, field }] : [];
  });
  for (const { name, field } of shared) {
    await tx.query(releaseSql(entity, name, field), [id, name, madeAt, evenIfDifferent]);
  }
  const [row] = await tx.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM ${entity.table} AS t, unnest($2::text[]) AS released (field)
     WHERE t.id = $1 AND (t.overrides -> released.field ->> 'at')::timestamptz = $3::timestamptz`,
    [id, shared.map(({ name }) => name), madeAt],
  );
  return row?.count ?? 0;
}

function releaseSql(entity: SyncedEntity, name: string, field: SyncedField): string {
  const column = columnOf(name, field);
  const upstream = `(t.upstream ->> $2::text)::${TYPES[field.type]}`;
  const stamp =
    entity.fields.updatedAt === undefined
      ? ''
      : `, updated_at = CASE WHEN t.${column} IS DISTINCT FROM ${upstream} THEN now() ELSE t.updated_at END`;
  return `
    UPDATE ${entity.table} AS t SET ${column} = ${upstream}, overrides = t.overrides - $2::text ${stamp}
    WHERE t.id = $1 AND t.upstream ? $2::text
      AND (t.overrides -> $2::text ->> 'at')::timestamptz = $3::timestamptz
      AND ($4::boolean OR t.${column} IS NOT DISTINCT FROM ${upstream})`;
}
