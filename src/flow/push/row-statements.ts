import { isValueTaken } from '../../database/database-errors.js';
import type { Sql } from '../../database/sql.js';
import { textArray } from '../../database/text-array.js';
import { wireColumnsSql, type WireRow, type WireValue, wireValueSql } from '../pull/pull.public.js';
import { columnOf, type SyncedEntity, type SyncedField } from '../synced-entity/synced-entity.public.js';

/** The fields to be stored of one record. */
export interface RowWrite {
  readonly id: string;
  readonly fields: Readonly<Record<string, WireValue>>;
}

/** A record's new values beside the row as it is stored, which the caller has locked. */
export interface RowUpdate extends RowWrite {
  readonly present: WireRow;
  /** Where the row lies (`ctid`): while it is locked it stays there. */
  readonly place: string;
}

export interface StoredRow {
  readonly id: string;
  readonly row: WireRow;
}

/** Stores records that all name these fields, in one statement. Answers the rows as they are stored now. */
export type WriteSome<Write extends RowWrite> = (
  names: readonly string[],
  rows: readonly Write[],
) => Promise<StoredRow[]>;

/** Another transaction created the record while we decided to create it: the work is done again. */
class ConcurrentInsert extends Error {
  readonly code = '40001';

  constructor(cause: unknown) {
    super('A record of the same id was created at the same time', { cause });
  }
}

interface Created {
  readonly count: number;
  /** One of the rows: its defaults and the time of the transaction are those of the others. */
  readonly one: WireRow;
}

/** Creates records. What is not named has the table's defaults. */
export function insertInto(tx: Sql, entity: SyncedEntity): WriteSome<RowWrite> {
  return async (names, rows) => {
    const parameters = [textArray(rows.map(({ id }) => id)), ...columnsOf(entity, names, rows)];
    const [created] = await tx
      .query<Created>(insertSql(entity, names), parameters)
      .catch((error: unknown) => {
        throw isValueTaken(error, `${entity.table}_pkey`) ? new ConcurrentInsert(error) : error;
      });
    if (created?.count !== rows.length) {
      throw new ConcurrentInsert(null);
    }
    // The values are what the columns hold, and what was not named is the same in all of them.
    return rows.map(({ id, fields }) => ({ id, row: { ...created.one, ...fields, id } }));
  };
}

interface Written {
  readonly count: number;
  /** What the update stamped: the transaction's time, as the column holds it. */
  readonly stamp: Readonly<Record<string, WireValue>>;
}

/** Updates records; a person's edit of a field that a source also writes becomes an override (O7). */
export function updateOf(tx: Sql, entity: SyncedEntity, author: string): WriteSome<RowUpdate> {
  return async (names, rows) => {
    const parameters = [textArray(rows.map(({ place }) => place)), ...columnsOf(entity, names, rows)];
    const [written] = await tx.query<Written>(
      updateSql(entity, names),
      entity.isImported ? [...parameters, author] : parameters,
    );
    if (written?.count !== rows.length) {
      throw new Error('A locked row was not where it lay');
    }
    // The values are what the columns hold: only the stamp is new to us.
    return rows.map(({ id, present, fields }) => ({ id, row: { ...present, ...fields, ...written.stamp } }));
  };
}

/** One array a field, in the order of {@link fieldsOf}: cheaper to read for PostgreSQL than JSON. */
function columnsOf(entity: SyncedEntity, names: readonly string[], rows: readonly RowWrite[]): unknown[] {
  return fieldsOf(entity, names).map(([name, field]) => {
    const values = rows.map(({ fields }) => fields[name] ?? null);
    return transportType(field) === 'text' ? textArray(values as (string | null)[]) : values;
  });
}

/** A FROM item of the parameters: the keys are $1, the fields follow. */
function arraysSql(fields: readonly (readonly [string, SyncedField])[]): string {
  const types = fields.map(([, field], index) => `$${index + 2}::${transportType(field)}[]`);
  const columns = fields.map(([name]) => `"${name}"`);
  return `unnest($1::text[]${types.map((type) => `, ${type}`).join('')}) AS x (${['key', ...columns].join(', ')})`;
}

function insertSql(entity: SyncedEntity, names: readonly string[]): string {
  const fields = fieldsOf(entity, names);
  return `
    WITH t AS (
      INSERT INTO ${entity.table} (${['id', ...fields.map(([name, field]) => columnOf(name, field))].join(', ')})
      SELECT ${['x.key', ...fields.map(([name, field]) => storedValueSql(name, field))].join(', ')}
      FROM ${arraysSql(fields)}
      ORDER BY x.key
      RETURNING *)
    SELECT count(*)::int AS count,
           (SELECT to_json(w) FROM (SELECT ${wireColumnsSql(entity, 't')} FROM t LIMIT 1) AS w) AS one
    FROM t`;
}

function updateSql(entity: SyncedEntity, names: readonly string[]): string {
  const fields = fieldsOf(entity, names);
  const { updatedAt } = entity.fields;
  const assignments = fields.map(
    ([name, field]) => `${columnOf(name, field)} = ${storedValueSql(name, field)}`,
  );
  if (updatedAt !== undefined) {
    assignments.push('updated_at = now()');
  }
  assignments.push(...untouchedScopeSql(entity, names));
  if (entity.isImported) {
    assignments.push(...overrideSql(fields, fields.length + 2));
  }
  const stamp =
    updatedAt === undefined ? '' : `'updatedAt', ${wireValueSql('now()::timestamptz(3)', updatedAt)}`;
  return `
    WITH written AS (
      UPDATE ${entity.table} AS t SET ${assignments.join(', ')}
      FROM ${arraysSql(fields)}
      WHERE t.ctid = x.key::tid RETURNING 1)
    SELECT count(*)::int AS count, json_build_object(${stamp}) AS stamp FROM written`;
}

/**
 * Assigns to itself what `scope` is made from. PostgreSQL 18 need not make a generated column again when an update assigns
 * none of its sources, and finds that out by reading the column's expression anew for each row: a tenth of the statement.
 */
function untouchedScopeSql(entity: SyncedEntity, names: readonly string[]): string[] {
  return Object.entries(entity.fields)
    .filter(([name, field]) => field.decidesScope === true && !names.includes(name))
    .map(([name, field]) => `${columnOf(name, field)} = t.${columnOf(name, field)}`);
}

/** Marks a person's values of an imported record; `author` is the number of the parameter that names the person. */
function overrideSql(fields: readonly (readonly [string, SyncedField])[], author: number): string[] {
  const marks = fields
    .filter(([, field]) => field.writtenBy === 'both')
    .map(([name]) => `'${name}', jsonb_build_object('by', $${author}::text, 'at', now())`);
  const marked = `t.overrides || jsonb_build_object(${marks.join(', ')})`;
  return [
    `overrides = CASE WHEN t.external_id IS NULL OR $${author}::text IS NULL THEN t.overrides ELSE ${marked} END`,
  ];
}

function fieldsOf(entity: SyncedEntity, names: readonly string[]): [string, SyncedField][] {
  return Object.entries(entity.fields).filter(([name]) => names.includes(name));
}

function transportType(field: SyncedField): string {
  switch (field.type) {
    case 'string':
    case 'decimal':
      return 'text';
    case 'integer':
      return 'integer';
    case 'boolean':
      return 'boolean';
    case 'instant':
      return 'bigint';
  }
}

function storedValueSql(name: string, field: SyncedField): string {
  switch (field.type) {
    case 'decimal':
      return `x."${name}"::numeric`;
    case 'instant':
      return `to_timestamp(x."${name}"::double precision / 1000)`;
    case 'string':
    case 'integer':
    case 'boolean':
      return `x."${name}"`;
  }
}
