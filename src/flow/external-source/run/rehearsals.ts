import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';
import type { Sql } from '../../../database/sql.js';
import type { IncomingRecord, StoredRecord } from '../../ingest/ingest.public.js';
import { columnOf, SyncedEntities, type SyncedEntity } from '../../synced-entity/synced-entity.public.js';
import { hidePersonal } from '../quarantine/personal-values.js';

/** One value that would become another. As texts: a decimal keeps its digits. Null is no value. */
export interface FieldChange {
  /** Of a row inside the record, as a line of an order is: its table and its key there. Null for the record itself. */
  readonly line: string | null;
  readonly field: string;
  readonly type: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What a dry run would do to one record. */
export interface RehearsedChange {
  readonly entity: string;
  readonly externalId: string;
  readonly operation: 'create' | 'update';
  /** The first of them. */
  readonly fields: readonly FieldChange[];
  /** How many more there are, of a record with very many lines. */
  readonly omittedCount: number;
}

/** The records of a page that are shown. */
export interface ShownRecords {
  readonly created: readonly StoredRecord[];
  readonly updated: readonly StoredRecord[];
}

/** The values of records by their ids, and in each by place: the line and the field. */
export type RecordImages = ReadonlyMap<string, ReadonlyMap<string, FieldImage>>;

interface FieldImage {
  readonly line: string | null;
  readonly field: string;
  readonly type: string;
  readonly value: string | null;
}

const FIELDS_MAX = 60;
/** Longer than any value that somebody compares with the eye. */
const VALUE_LENGTH_MAX = 500;

/** What dry runs would change, field by field: read in the transaction that computes it, and kept with the run. */
@Injectable()
export class Rehearsals {
  constructor(
    private readonly database: Database,
    private readonly entities: SyncedEntities,
  ) {}

  /** How the records look just now, as far as the source writes them. */
  async read(
    tx: Sql,
    table: string,
    records: readonly IncomingRecord[],
    { created, updated }: ShownRecords,
  ): Promise<RecordImages> {
    const ids = [...created, ...updated].map(({ id }) => id);
    const images = new Map(ids.map((id) => [id, new Map<string, FieldImage>()]));
    if (ids.length === 0) {
      return images;
    }
    const parent = this.entities.get(table);
    const children = new Set(records.flatMap((record) => Object.keys(record.children ?? {})));
    const statements = [
      recordsSql(parent, fieldNames(records)),
      ...[...children].map((child) => linesSql(parent, this.entities.get(child))),
    ];
    for (const statement of statements) {
      for (const { id, line, values } of await tx.query<ImageRow>(statement, [ids])) {
        for (const [field, { type, value }] of Object.entries(values)) {
          images.get(id)?.set(`${line ?? ''} ${field}`, { line, field, type, value });
        }
      }
    }
    return images;
  }

  async save(tx: Sql, runId: string, changes: readonly RehearsedChange[]): Promise<void> {
    if (changes.length > 0) {
      await tx.query(SAVE, [runId, JSON.stringify(changes)]);
    }
  }

  /** Page by page. */
  async list(runId: string): Promise<RehearsedChange[]> {
    return this.database.query<RehearsedChange>(
      `SELECT entity, external_id AS "externalId", operation, coalesce(fields -> 'shown', '[]') AS fields,
         coalesce((fields -> 'omittedCount')::int, 0) AS "omittedCount"
       FROM source_run_change WHERE run_id = $1 ORDER BY place`,
      [runId],
    );
  }
}

/** Pure. A record of which nothing differs that can be shown has no fields. */
export function changesBetween(
  entity: string,
  { created, updated }: ShownRecords,
  before: RecordImages,
  after: RecordImages,
): RehearsedChange[] {
  const changeOf = (operation: RehearsedChange['operation']) => {
    return ({ id, externalId }: StoredRecord): RehearsedChange => {
      const fields = fieldChanges(before.get(id) ?? new Map(), after.get(id) ?? new Map());
      const omittedCount = Math.max(0, fields.length - FIELDS_MAX);
      return { entity, externalId, operation, fields: fields.slice(0, FIELDS_MAX), omittedCount };
    };
  };
  return [...created.map(changeOf('create')), ...updated.map(changeOf('update'))];
}

function fieldChanges(
  before: ReadonlyMap<string, FieldImage>,
  after: ReadonlyMap<string, FieldImage>,
): FieldChange[] {
  const places = new Set([...before.keys(), ...after.keys()]);
  return [...places].flatMap((place) => {
    const image = after.get(place) ?? before.get(place);
    const [old, now] = [before.get(place)?.value ?? null, after.get(place)?.value ?? null];
    if (image === undefined || old === now) {
      return [];
    }
    const { line, field, type } = image;
    return [{ line, field, type, before: shown(field, old), after: shown(field, now) }];
  });
}

/** Personal values are hidden before anything is kept: that they differ is told, not what they are. */
function shown(field: string, value: string | null): string | null {
  const seen = (hidePersonal({ [field]: value }) as Readonly<Record<string, string | null>>)[field] ?? null;
  return seen === null || seen.length <= VALUE_LENGTH_MAX
    ? seen
    : `${seen.slice(0, VALUE_LENGTH_MAX).toWellFormed()}…`;
}

interface ImageRow {
  readonly id: string;
  readonly line: string | null;
  readonly values: Readonly<Record<string, { readonly type: string; readonly value: string | null }>>;
}

function fieldNames(records: readonly IncomingRecord[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record.fields)))].sort();
}

function recordsSql(entity: SyncedEntity, names: readonly string[]): string {
  return `
    SELECT id, NULL AS line, ${valuesSql(entity, names)} AS values FROM "${entity.table}" WHERE id = ANY ($1::text[])`;
}

/** The lines of the records, with what the source writes of them. */
function linesSql(parent: SyncedEntity, child: SyncedEntity): string {
  const fields = Object.entries(child.fields);
  const [reference] = fields.filter(([, field]) => field.references === parent.table);
  if (reference === undefined) {
    throw new Error(`${child.table} has no field that references ${parent.table}`);
  }
  const names = fields
    .filter(([, field]) => ['source', 'both'].includes(field.writtenBy))
    .map(([name]) => name);
  const parentColumn = `"${columnOf(...reference)}"`;
  return `
    SELECT ${parentColumn} AS id, '${child.table} ' || line_key AS line,
      ${valuesSql(
        child,
        names.filter((name) => name !== reference[0]),
      )} AS values
    FROM "${child.table}" WHERE ${parentColumn} = ANY ($1::text[]) ORDER BY ${parentColumn}, line_key`;
}

/** By wire name the type and the value as a text, decimals with all their digits and instants in ISO 8601. */
function valuesSql(entity: SyncedEntity, names: readonly string[]): string {
  const members = names.flatMap((name) => {
    const field = entity.fields[name];
    return field === undefined
      ? []
      : [
          `'${name}', jsonb_build_object('type', '${field.type}', 'value', to_jsonb("${columnOf(name, field)}") #>> '{}')`,
        ];
  });
  return `jsonb_build_object(${members.join(', ')})`;
}

const SAVE = `
  INSERT INTO source_run_change (run_id, entity, external_id, operation, fields)
  SELECT $1, change ->> 'entity', change ->> 'externalId', change ->> 'operation',
    jsonb_build_object('shown', change -> 'fields', 'omittedCount', change -> 'omittedCount')
  FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS all_of_them (change, place) ORDER BY place`;
