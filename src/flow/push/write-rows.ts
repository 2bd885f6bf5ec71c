import { isRowFault, sqlState } from '../../database/database-errors.js';
import type { Sql } from '../../database/sql.js';
import type { WireRow } from '../pull/pull.public.js';
import type { SyncedEntity } from '../synced-entity/synced-entity.public.js';
import type { Rejection } from './change.js';
import { rejectionOf } from './read-change.js';
import type { RowWrite, StoredRow, WriteSome } from './row-statements.js';
import { whenSent } from './when-sent.js';

/** Per record: the row as it is stored now, or why PostgreSQL refused it. */
export type WriteOutcome = { readonly row: WireRow } | { readonly rejection: Rejection };

/** Where rows are written, and what to do while PostgreSQL is at it: called at every statement. */
export interface WriteTarget {
  readonly tx: Sql;
  readonly meanwhile: () => Promise<void> | void;
}

/** Stores what can be stored, one statement for all that name the same fields. */
export async function writeRows<Write extends RowWrite>(
  target: WriteTarget,
  rows: readonly Write[],
  write: WriteSome<Write>,
): Promise<Map<string, WriteOutcome>> {
  const outcomes = new Map<string, WriteOutcome>();
  for (const { names, group } of groupsOf(rows)) {
    await writeGroup(target, group, (some) => write(names, some), outcomes);
  }
  return outcomes;
}

/** Deletes records; children go with them as the foreign keys say. */
export async function deleteRows(tx: Sql, entity: SyncedEntity, ids: readonly string[]): Promise<void> {
  await tx.query(
    `DELETE FROM ${entity.table} WHERE id = ANY ($1::text[])`,
    [ids],
    `push-delete-${entity.number}`,
  );
}

interface RowGroup<Write extends RowWrite> {
  /** The fields that each of them names. */
  readonly names: readonly string[];
  readonly group: Write[];
}

function groupsOf<Write extends RowWrite>(rows: readonly Write[]): Iterable<RowGroup<Write>> {
  const groups = new Map<string, RowGroup<Write>>();
  const bySpelling = new Map<string, RowGroup<Write>>();
  for (const row of rows) {
    const names = Object.keys(row.fields);
    const spelling = names.join();
    let found = bySpelling.get(spelling);
    if (found === undefined) {
      const signature = names.sort().join();
      found = groups.get(signature) ?? { names, group: [] };
      groups.set(signature, found);
      bySpelling.set(spelling, found);
    }
    found.group.push(row);
  }
  return groups.values();
}

/** What PostgreSQL refuses as a set is halved down to the bad record: its neighbours are stored. */
async function writeGroup<Write extends RowWrite>(
  target: WriteTarget,
  rows: readonly Write[],
  write: (rows: readonly Write[]) => Promise<StoredRow[]>,
  outcomes: Map<string, WriteOutcome>,
): Promise<void> {
  const { tx } = target;
  const opening = tx.query('SAVEPOINT push_rows');
  try {
    // Its parameters are made while the savepoint is, and it is on its way when that is answered.
    const [stored] = await Promise.all([write(rows), opening.then(() => whenSent(target.meanwhile))]);
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
