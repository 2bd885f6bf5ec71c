import { isRowFault, sqlState } from '../../database/database-errors.js';
import type { Sql } from '../../database/sql.js';
import { textArray } from '../../database/text-array.js';
import { wireColumnsSql, type WireRow, type WireValue, wireValueSql } from '../pull/pull.public.js';
import { columnOf, type SyncedEntity, type SyncedField } from '../synced-entity/synced-entity.public.js';
import type { Rejection } from './change.js';
import { rejectionOf } from './read-change.js';

/** The fields to be stored of one record. */
export interface RowWrite {
  readonly id: string;
  readonly fields: Readonly<Record<string, WireValue>>;
}

/** Per record: the row as it is stored now, or why PostgreSQL refused it. */
export type WriteOutcome = { readonly row: WireRow } | { readonly rejection: Rejection };

/** Another transaction created the record while we decided to create it: the work is done again. */
class ConcurrentInsert extends Error {
  readonly code = '40001';
}

/** Where rows are written, and what to do while PostgreSQL is at it: called at every statement. */
export interface WriteTarget {
  readonly tx: Sql;
  readonly entity: SyncedEntity;
  readonly meanwhile: () => unknown;
}

/** Creates records, one statement for all that name the same fields. The rest have the table's defaults. */
export function insertRows(
  target: WriteTarget,
  rows: readonly RowWrite[],
): Promise<Map<string, WriteOutcome>> {
  const { tx, entity } = target;
  return writeBySignature(target, rows, async (names, some) => {
    const [created] = await tx.query<Created>(insertSql(entity, names), [
      textArray(some.map(({ id }) => id)),
      ...columnsOf(entity, names, some),
    ]);
    if (created?.count !== some.length) {
      throw new ConcurrentInsert('A record of the same id was created at the same time');
    }
    // The values are what the columns hold, and what was not named is the same in all of them.
    return some.map(({ id, fields }) => ({ id, row: { ...created.one, ...fields, id } }));
  });
}

interface Created {
  readonly count: number;
  /** One of the rows: its defaults and the time of the transaction are those of the others. */
  readonly one: WireRow;
}

/** A record's new values beside the row as it is stored, which the caller has locked. */
export interface RowUpdate extends RowWrite {
  readonly present: WireRow;
  /** Where the row lies (`ctid`): while it is locked it stays there. */
  readonly place: string;
}

/** Updates records; a person's edit of a field that a source also writes becomes an override (O7). */
export function updateRows(
  target: WriteTarget,
  rows: readonly RowUpdate[],
  author: string,
): Promise<Map<string, WriteOutcome>> {
  const { tx, entity } = target;
  return writeBySignature(target, rows, async (names, some) => {
    const places = some.map(({ place }) => place);
    const parameters = [places, ...columnsOf(entity, names, some)];
    const [written] = await tx.query<Written>(
      updateSql(entity, names),
      entity.isImported ? [...parameters, author] : parameters,
    );
    if (written?.count !== some.length) {
      throw new Error('A locked row was not where it lay');
    }
    // The values are what the columns hold: only the stamp is new to us.
    return some.map(({ id, present, fields }) => ({ id, row: { ...present, ...fields, ...written.stamp } }));
  });
}

interface Written {
  readonly count: number;
  /** What the update stamped: the transaction's time, as the column holds it. */
  readonly stamp: Readonly<Record<string, WireValue>>;
}

/** Deletes records; children go with them as the foreign keys say. */
export async function deleteRows(tx: Sql, entity: SyncedEntity, ids: readonly string[]): Promise<void> {
  await tx.query(
    `DELETE FROM ${entity.table} WHERE id = ANY ($1::text[])`,
    [ids],
    `push-delete-${entity.number}`,
  );
}

interface StoredRow {
  readonly id: string;
  readonly row: WireRow;
}

type WriteSome<Write extends RowWrite> = (
  names: readonly string[],
  rows: readonly Write[],
) => Promise<StoredRow[]>;

async function writeBySignature<Write extends RowWrite>(
  target: WriteTarget,
  rows: readonly Write[],
  write: WriteSome<Write>,
): Promise<Map<string, WriteOutcome>> {
  const groups = new Map<string, Write[]>();
  const signatures = new Map<string, string>();
  for (const row of rows) {
    const names = Object.keys(row.fields);
    const spelling = names.join();
    const signature = signatures.get(spelling) ?? names.sort().join();
    signatures.set(spelling, signature);
    const group = groups.get(signature);
    if (group === undefined) {
      groups.set(signature, [row]);
    } else {
      group.push(row);
    }
  }
  const outcomes = new Map<string, WriteOutcome>();
  for (const [signature, group] of groups) {
    const names = signature === '' ? [] : signature.split(',');
    await writeGroup(target, group, (some) => write(names, some), outcomes);
  }
  return outcomes;
}

/** What PostgreSQL refuses as a set is halved down to the bad record: its neighbours are stored. */
async function writeGroup<Write extends RowWrite>(
  target: WriteTarget,
  rows: readonly Write[],
  write: (rows: readonly Write[]) => Promise<StoredRow[]>,
  outcomes: Map<string, WriteOutcome>,
): Promise<void> {
  const { tx, meanwhile } = target;
  const marking = tx.query('SAVEPOINT push_rows');
  try {
    // Sent behind the savepoint, without waiting for it.
    const writing = write(rows);
    meanwhile();
    const [stored] = await Promise.all([writing, marking]);
    for (const { id, row } of stored) {
      outcomes.set(id, { row });
    }
    await tx.query('RELEASE SAVEPOINT push_rows');
  } catch (error) {
    const [first] = rows;
    if (!isRowFault(error) || first === undefined) {
      throw error;
    }
    await tx.query('ROLLBACK TO SAVEPOINT push_rows; RELEASE SAVEPOINT push_rows');
    if (rows.length === 1) {
      outcomes.set(first.id, { rejection: rejectionOfFault(error) });
      return;
    }
    const middle = rows.length >> 1;
    await writeGroup(target, rows.slice(0, middle), write, outcomes);
    await writeGroup(target, rows.slice(middle), write, outcomes);
  }
}

function rejectionOfFault(error: unknown): Rejection {
  switch (sqlState(error)) {
    case '23503':
      return rejectionOf('REFERENCE_MISSING', 'A record that this one names does not exist.');
    case '23505':
      return rejectionOf('VALIDATION', 'Another record already has this value.');
    default:
      return rejectionOf('VALIDATION', 'The values do not fit together.');
  }
}

/** One array a field, in the order of {@link fieldsOf}: cheaper to read for PostgreSQL than JSON. */
function columnsOf(entity: SyncedEntity, names: readonly string[], rows: readonly RowWrite[]): unknown[] {
  return fieldsOf(entity, names).map(([name, field]) => {
    const values = rows.map(({ fields }) => fields[name] ?? null);
    return transportType(field) === 'text' ? textArray(values as (string | null)[]) : values;
  });
}

/** A FROM item of the parameters: `keys` is $1, the fields follow. */
function arraysSql(keys: string, fields: readonly (readonly [string, SyncedField])[]): string {
  const types = fields.map(([, field], index) => `$${index + 2}::${transportType(field)}[]`);
  const columns = fields.map(([name]) => `"${name}"`);
  return `unnest($1::${keys}[]${types.map((type) => `, ${type}`).join('')}) AS x (${['key', ...columns].join(', ')})`;
}

function insertSql(entity: SyncedEntity, names: readonly string[]): string {
  const fields = fieldsOf(entity, names);
  return `
    WITH t AS (
      INSERT INTO ${entity.table} (${['id', ...fields.map(([name, field]) => columnOf(name, field))].join(', ')})
      SELECT ${['x.key', ...fields.map(([name, field]) => storedValueSql(name, field))].join(', ')}
      FROM ${arraysSql('text', fields)}
      ORDER BY x.key
      ON CONFLICT (id) DO NOTHING
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
  if (entity.isImported) {
    assignments.push(...overrideSql(fields, fields.length + 2));
  }
  const stamp =
    updatedAt === undefined ? '' : `'updatedAt', ${wireValueSql('now()::timestamptz(3)', updatedAt)}`;
  return `
    WITH written AS (
      UPDATE ${entity.table} AS t SET ${assignments.join(', ')}
      FROM ${arraysSql('tid', fields)}
      WHERE t.ctid = x.key RETURNING 1)
    SELECT count(*)::int AS count, json_build_object(${stamp}) AS stamp FROM written`;
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
