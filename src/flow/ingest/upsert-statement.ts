import { columnOf, type SyncedEntity } from '../synced-entity/synced-entity.public.js';

/** The wire names that a page's records carry: they decide which columns its statement names. */
export interface RecordShape {
  /** `source` and `both` fields. */
  readonly fields: readonly string[];
  /** Values for new rows only. */
  readonly initialFields: readonly string[];
}

/**
 * One statement that stores a page of records of one shape. `$1` is a JSON array of rows by column name, with
 * `upstream` beside them. A field that a person has overridden keeps the person's value (O7); a row that would not
 * change is neither written nor locked, so that an unchanged pass leaves no trace at all (O3); rows are locked in
 * the order of their ids (FAULTS B6). Keys must be unique in the page.
 *
 * Answers `id, external_id, was_inserted, was_changed` of the rows that were written: a row of which only
 * the tracked upstream value of an overridden field changed is written, but `was_changed` is false.
 *
 * With `insertOnly`, stored rows are left alone altogether (C4).
 */
export function upsertStatement(entity: SyncedEntity, shape: RecordShape, insertOnly: boolean): string {
  const table = quoted(entity.table);
  const columns = [
    'external_id',
    'upstream',
    ...columnsOf(entity, [...shape.fields, ...shape.initialFields]),
  ];
  const names = columns.map(quoted).join(', ');
  return `
    INSERT INTO ${table} AS stored (${names})
    SELECT ${columns.map((column) => `incoming.${quoted(column)}`).join(', ')}
    FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb) AS incoming
    LEFT JOIN LATERAL (
      -- OFFSET 0: one look-up by index a record, where a join might read the whole table for every page
      SELECT * FROM ${table} AS one WHERE one.external_id = incoming.external_id OFFSET 0) AS known ON true
    WHERE known.id IS NULL ${insertOnly ? '' : `OR ${difference(entity, shape, 'known', 'incoming')}`}
    ORDER BY known.id
    ${insertOnly ? 'ON CONFLICT (external_id) DO NOTHING' : onConflict(entity, shape)}
    RETURNING stored.id, stored.external_id, (stored.xmax = 0) AS was_inserted,
              ${'updatedAt' in entity.fields ? 'stored.updated_at = now()::timestamptz(3)' : 'true'} AS was_changed`;
}

function onConflict(entity: SyncedEntity, shape: RecordShape): string {
  const assignments = shape.fields.map(
    (name) => `${quoted(column(entity, name))} = ${effective(entity, name, 'stored', 'excluded')}`,
  );
  if ('updatedAt' in entity.fields && shape.fields.length > 0) {
    assignments.push(
      `updated_at = CASE WHEN ${valuesDiffer(entity, shape, 'stored', 'excluded')} THEN now() ELSE stored.updated_at END`,
    );
  }
  return `
    ON CONFLICT (external_id) DO UPDATE SET
      ${[...assignments, `upstream = ${tracked('stored', 'excluded')}`, 'missing_since = NULL'].join(',\n      ')}
    WHERE ${difference(entity, shape, 'stored', 'excluded')}`;
}

/** Would storing `incoming` over `known` change anything, on the wire or in what we track? */
function difference(entity: SyncedEntity, shape: RecordShape, known: string, incoming: string): string {
  const differences = [
    `${known}.missing_since IS NOT NULL`,
    `${known}.upstream IS DISTINCT FROM ${tracked(known, incoming)}`,
    ...(shape.fields.length > 0 ? [valuesDiffer(entity, shape, known, incoming)] : []),
  ];
  return `(${differences.join('\n      OR ')})`;
}

function valuesDiffer(entity: SyncedEntity, shape: RecordShape, known: string, incoming: string): string {
  const present = shape.fields.map((name) => `${known}.${quoted(column(entity, name))}`);
  const future = shape.fields.map((name) => effective(entity, name, known, incoming));
  return `ROW(${present.join(', ')}) IS DISTINCT FROM ROW(${future.join(', ')})`;
}

/** What a device shall see: a person's value where there is one, else the source's. */
function effective(entity: SyncedEntity, name: string, known: string, incoming: string): string {
  const value = quoted(column(entity, name));
  return entity.fields[name]?.writtenBy === 'both'
    ? `CASE WHEN ${known}.overrides ? ${literal(name)} THEN ${known}.${value} ELSE ${incoming}.${value} END`
    : `${incoming}.${value}`;
}

/** What the source last said of each field; fields that it does not mention now are kept. */
function tracked(known: string, incoming: string): string {
  return `coalesce(${known}.upstream, '{}') || ${incoming}.upstream`;
}

function columnsOf(entity: SyncedEntity, names: readonly string[]): string[] {
  return names.map((name) => column(entity, name));
}

function column(entity: SyncedEntity, name: string): string {
  const field = entity.fields[name];
  if (field === undefined) {
    throw new Error(`${entity.table} has no field ${name}`);
  }
  return columnOf(name, field);
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
