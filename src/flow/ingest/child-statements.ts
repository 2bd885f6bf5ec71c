import { columnOf, type SyncedEntity } from '../synced-entity/synced-entity.public.js';

/** The column of a child table that holds {@link IncomingChild.key}; unique together with the parent's id. */
export const CHILD_KEY_COLUMN = 'line_key';

export interface ChildStatements {
  /**
   * `$1`: lines as `[{parent, line}]`, `$2`: external ids of all parents of the page. Of a table that keeps vanished
   * rows it marks these, and deletes the rows whose key came inside another parent; its answer is empty.
   */
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
  const vanish = child.keepsVanished === true ? markVanished : deleteVanished;
  return {
    deleteVanished: vanish(parent.table, child.table, parentColumn),
    upsert: upsert(parent.table, child, parentColumn, fields),
  };
}

function deleteVanished(parent: string, child: string, parentColumn: string): string {
  return `
    DELETE FROM "${child}" WHERE id IN (
      SELECT doomed.id FROM "${child}" AS doomed JOIN (${comparison(parent, child, parentColumn)}
      ) AS compared ON compared.id = doomed.id AND compared.parent IS NULL
      ORDER BY doomed.id FOR UPDATE OF doomed)
    RETURNING "${parentColumn}" AS parent_id`;
}

function markVanished(parent: string, child: string, parentColumn: string): string {
  return `
    WITH given AS (
      SELECT parent, line ->> '${CHILD_KEY_COLUMN}' AS key
      FROM jsonb_to_recordset($1::jsonb) AS lines (parent text, line jsonb)
    ), moved AS (
      SELECT stored.id FROM given
      JOIN "${child}" AS stored ON stored.${CHILD_KEY_COLUMN} = given.key
      JOIN "${parent}" AS owners ON owners.id = stored."${parentColumn}"
      WHERE NOT EXISTS (SELECT FROM given AS own WHERE own.parent = owners.external_id AND own.key = given.key)
    ), gone AS (
      SELECT rows.id, rows.id IN (SELECT id FROM moved) AS is_moved FROM "${child}" AS rows
      WHERE rows.id IN (
        SELECT id FROM moved
        UNION ALL
        SELECT compared.id FROM (${comparison(parent, child, parentColumn)}
        ) AS compared WHERE compared.parent IS NULL)
        AND (rows.missing_since IS NULL OR rows.id IN (SELECT id FROM moved))
      ORDER BY rows.id FOR UPDATE OF rows
    ), deleted AS (
      DELETE FROM "${child}" WHERE id IN (SELECT id FROM gone WHERE is_moved)
    ), marked AS (
      UPDATE "${child}" SET missing_since = now() WHERE id IN (SELECT id FROM gone WHERE NOT is_moved)
    )
    SELECT id AS parent_id FROM gone WHERE false`;
}

/**
 * The stored lines of the page's parents beside the given ones; `parent` is null where nothing is given. The FULL
 * JOIN inside OFFSET 0 is deliberate: it can only be hashed or merged, while a generic plan of the natural anti-join
 * may loop over the page once per stored line.
 */
function comparison(parent: string, child: string, parentColumn: string): string {
  return `
        SELECT lines.id, given.parent
        FROM (
          SELECT stored.id, parents.external_id, stored.${CHILD_KEY_COLUMN}
          FROM "${parent}" AS parents JOIN "${child}" AS stored ON stored."${parentColumn}" = parents.id
          WHERE parents.external_id = ANY ($2::text[])
        ) AS lines
        FULL JOIN jsonb_to_recordset($1::jsonb) AS given (parent text, line jsonb)
          ON given.parent = lines.external_id AND given.line ->> '${CHILD_KEY_COLUMN}' = lines.${CHILD_KEY_COLUMN}
        OFFSET 0`;
}

function upsert(
  parent: string,
  child: SyncedEntity,
  parentColumn: string,
  fields: readonly string[],
): string {
  const columns = fields.map((name) => childColumn(child, name));
  const names = columns.map((column) => `"${column}"`);
  const keeps = child.keepsVanished === true;
  const row = (alias: string): string => `ROW(${names.map((name) => `${alias}.${name}`).join(', ')})`;
  const isChanged = (known: string, incoming: string): string =>
    `${row(known)} IS DISTINCT FROM ${row(incoming)}${keeps ? ` OR ${known}.missing_since IS NOT NULL` : ''}`;
  const assignments = names.map((name) => `${name} = excluded.${name}`);
  return `
    INSERT INTO "${child.table}" AS stored ("${parentColumn}", ${[CHILD_KEY_COLUMN, ...names].join(', ')})
    SELECT parents.id, ${[CHILD_KEY_COLUMN, ...names].map((name) => `incoming.${name}`).join(', ')}
    FROM jsonb_to_recordset($1::jsonb) AS given (parent text, line jsonb)
    JOIN "${parent}" AS parents ON parents.external_id = given.parent
    CROSS JOIN LATERAL jsonb_populate_record(NULL::"${child.table}", given.line) AS incoming
    LEFT JOIN "${child.table}" AS known
      ON known."${parentColumn}" = parents.id AND known.${CHILD_KEY_COLUMN} = incoming.${CHILD_KEY_COLUMN}
    WHERE known.id IS NULL${names.length === 0 ? '' : ` OR ${isChanged('known', 'incoming')}`}
    ORDER BY known.id
    ON CONFLICT ("${parentColumn}", ${CHILD_KEY_COLUMN}) ${
      names.length === 0
        ? 'DO NOTHING'
        : `DO UPDATE SET ${[...assignments, ...(keeps ? ['missing_since = NULL'] : [])].join(', ')}
    WHERE ${isChanged('stored', 'excluded')}`
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
