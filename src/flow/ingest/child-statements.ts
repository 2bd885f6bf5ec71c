import { columnOf, type SyncedEntity } from '../synced-entity/synced-entity.public.js';

/** The column of a child table that holds {@link IncomingChild.key}; unique together with the parent's id. */
export const CHILD_KEY_COLUMN = 'line_key';

export interface ChildStatements {
  /** `$1`: lines as `[{parent, line}]`, `$2`: external ids of all parents of the page. */
  readonly deleteVanished: string;
  /** `$1`: as above. */
  readonly upsert: string;
}

/**
 * The statements that bring the children of a page's parents in line, touching nothing that is equal (O3). Both
 * answer the `parent_id` of every row that they wrote. Parents must be stored already.
 */
export function childStatements(
  parent: SyncedEntity,
  child: SyncedEntity,
  fields: readonly string[],
): ChildStatements {
  const parentColumn = parentColumnOf(parent, child);
  return {
    deleteVanished: deleteVanished(parent.table, child.table, parentColumn),
    upsert: upsert(parent.table, child, parentColumn, fields),
  };
}

/**
 * The FULL JOIN inside OFFSET 0 is deliberate: it can only be hashed or merged, while a generic plan of the natural
 * anti-join may loop over the page once per stored line.
 */
function deleteVanished(parent: string, child: string, parentColumn: string): string {
  return `
    DELETE FROM "${child}" WHERE id IN (
      SELECT doomed.id FROM "${child}" AS doomed JOIN (
        SELECT lines.id, given.parent
        FROM (
          SELECT stored.id, parents.external_id, stored.${CHILD_KEY_COLUMN}
          FROM "${parent}" AS parents JOIN "${child}" AS stored ON stored."${parentColumn}" = parents.id
          WHERE parents.external_id = ANY ($2::text[])
        ) AS lines
        FULL JOIN jsonb_to_recordset($1::jsonb) AS given (parent text, line jsonb)
          ON given.parent = lines.external_id AND given.line ->> '${CHILD_KEY_COLUMN}' = lines.${CHILD_KEY_COLUMN}
        OFFSET 0
      ) AS compared ON compared.id = doomed.id AND compared.parent IS NULL
      ORDER BY doomed.id FOR UPDATE OF doomed)
    RETURNING "${parentColumn}" AS parent_id`;
}

function upsert(
  parent: string,
  child: SyncedEntity,
  parentColumn: string,
  fields: readonly string[],
): string {
  const columns = fields.map((name) => childColumn(child, name));
  const names = columns.map((column) => `"${column}"`);
  const row = (alias: string): string => `ROW(${names.map((name) => `${alias}.${name}`).join(', ')})`;
  return `
    INSERT INTO "${child.table}" AS stored ("${parentColumn}", ${[CHILD_KEY_COLUMN, ...names].join(', ')})
    SELECT parents.id, ${[CHILD_KEY_COLUMN, ...names].map((name) => `incoming.${name}`).join(', ')}
    FROM jsonb_to_recordset($1::jsonb) AS given (parent text, line jsonb)
    JOIN "${parent}" AS parents ON parents.external_id = given.parent
    CROSS JOIN LATERAL jsonb_populate_record(NULL::"${child.table}", given.line) AS incoming
    LEFT JOIN "${child.table}" AS known
      ON known."${parentColumn}" = parents.id AND known.${CHILD_KEY_COLUMN} = incoming.${CHILD_KEY_COLUMN}
    WHERE known.id IS NULL${names.length === 0 ? '' : ` OR ${row('known')} IS DISTINCT FROM ${row('incoming')}`}
    ORDER BY known.id
    ON CONFLICT ("${parentColumn}", ${CHILD_KEY_COLUMN}) ${
      names.length === 0
        ? 'DO NOTHING'
        : `DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}
    WHERE ${row('stored')} IS DISTINCT FROM ${row('excluded')}`
    }
    RETURNING "${parentColumn}" AS parent_id`;
}

function parentColumnOf(parent: SyncedEntity, child: SyncedEntity): string {
  for (const [name, field] of Object.entries(child.fields)) {
    if (field.references === parent.table) {
      return columnOf(name, field);
    }
  }
  throw new Error(`${child.table} has no field that references ${parent.table}`);
}

function childColumn(child: SyncedEntity, name: string): string {
  const field = child.fields[name];
  if (field === undefined) {
    throw new Error(`${child.table} has no field ${name}`);
  }
  return columnOf(name, field);
}
