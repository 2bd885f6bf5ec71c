import { columnOf, type SyncedEntity } from '../synced-entity/synced-entity.public.js';
import type { FieldValue, IncomingRecord } from './incoming-record.js';
import { CHILD_KEY_COLUMN } from './child-statements.js';
import type { RecordShape } from './upsert-statement.js';

type Row = Record<string, unknown>;

/** The fields that a record brings for the table; throws when a connector maps to one that is not the source's. */
export function shapeOf(entity: SyncedEntity, record: IncomingRecord): RecordShape {
  const fields = Object.keys(record.fields)
    .filter((name) => !isKey(entity, name))
    .sort();
  for (const name of fields) {
    const writer = entity.fields[name]?.writtenBy;
    if (writer !== 'source' && writer !== 'both') {
      throw new Error(`A source may not write ${entity.table}.${name} (${writer ?? 'unknown field'})`);
    }
  }
  return { fields, initialFields: Object.keys(record.initialFields ?? {}).sort() };
}

/** The rows of `$1` of the upsert: values by column, and under `upstream` by wire name. */
export function rowsOf(
  entity: SyncedEntity,
  records: readonly IncomingRecord[],
  { fields, initialFields }: RecordShape,
): Row[] {
  const columns = fields.map((name) => columnOfField(entity, name));
  const initialColumns = initialFields.map((name) => columnOfField(entity, name));
  return records.map((record) => {
    const row: Row = { external_id: record.externalId, upstream: upstreamOf(record, fields) };
    fields.forEach((name, index) => {
      row[columns[index] ?? name] = jsonValue(record.fields[name] ?? null);
    });
    initialFields.forEach((name, index) => {
      row[initialColumns[index] ?? name] = jsonValue(record.initialFields?.[name] ?? null);
    });
    return row;
  });
}

/** What the source says of a record, by wire name, as `upstream` keeps it. */
export function upstreamOf(record: IncomingRecord, fields: readonly string[]): Row {
  const upstream: Row = {};
  for (const name of fields) {
    upstream[name] = jsonValue(record.fields[name] ?? null);
  }
  return upstream;
}

/** One line of `$1` of the child statements. */
export function lineOf(child: SyncedEntity, key: string, fields: Readonly<Record<string, FieldValue>>): Row {
  const line: Row = { [CHILD_KEY_COLUMN]: key };
  for (const [name, value] of Object.entries(fields)) {
    line[columnOfField(child, name)] = jsonValue(value);
  }
  return line;
}

/** The field that shows the external id on the wire is written through the record's key. */
function isKey(entity: SyncedEntity, name: string): boolean {
  const field = entity.fields[name];
  return field !== undefined && columnOf(name, field) === 'external_id';
}

function columnOfField(entity: SyncedEntity, name: string): string {
  const field = entity.fields[name];
  if (field === undefined) {
    throw new Error(`${entity.table} has no field ${name}`);
  }
  return columnOf(name, field);
}

function jsonValue(value: FieldValue): string | number | boolean | null {
  return value instanceof Date ? value.toISOString() : value;
}
