import type { Sql } from '../../database/sql.js';
import type { Principal } from '../../kernel/principal.js';
import type { OutgoingEdits } from '../outgoing/outgoing.public.js';
import type { SyncedEntities, SyncedEntity } from '../synced-entity/synced-entity.public.js';
import type { Change } from './change.js';
import type { Decision, RecordState } from './decide.js';
import { findMissingReferences } from './references.js';
import { insertInto, type RowUpdate, type RowWrite, updateOf } from './row-statements.js';
import { type WriteOutcome, writeRows } from './write-rows.js';

/** A change, what was known of its record, and what is to be done. */
export interface Decided {
  readonly change: Change;
  readonly state: RecordState;
  readonly decision: Decision;
}

/** The changes of one table, no two of the same record. */
export interface TableWork {
  readonly tx: Sql;
  readonly entities: SyncedEntities;
  readonly entity: SyncedEntity;
  readonly outgoing: OutgoingEdits;
  readonly principal: Principal;
  readonly changes: readonly Change[];
  readonly decide: (change: Change) => Decided;
  /** Called while PostgreSQL writes, perhaps never, perhaps often: the time for arithmetic of one's own. */
  readonly meanwhile: () => Promise<void> | void;
}

/** What became of the changes of a table. */
export interface TableWritten {
  readonly decided: readonly Decided[];
  /** By record, of those that were to be created or updated. */
  readonly stored: ReadonlyMap<string, WriteOutcome>;
}

/** Decides changes and writes what is to be created or updated: all but what names nothing or PostgreSQL refuses. */
export async function writeTable(work: TableWork): Promise<TableWritten> {
  const { tx, entities, entity, principal, meanwhile } = work;
  const decided = work.changes.map(work.decide);
  const inserts = decided.flatMap(({ change, decision }) =>
    decision.do === 'insert' ? [{ id: change.id, fields: decision.fields }] : [],
  );
  const updates = decided.flatMap((one) => updateIn(one) ?? []);
  const missing = await findMissingReferences(tx, entities, entity, [...inserts, ...updates], principal);
  const isAccepted = ({ id }: RowWrite): boolean => !missing.has(id);
  const target = { tx, meanwhile };
  const inserted = await writeRows(target, inserts.filter(isAccepted), insertInto(tx, entity));
  const updated = await writeRows(target, updates.filter(isAccepted), updateOf(tx, entity, principal.userId));
  const edits = updates.filter(({ id }) => isStored(updated.get(id)));
  await work.outgoing.enqueue(tx, entity, edits, principal.userId);
  const refused = [...missing].map(([id, rejection]): [string, WriteOutcome] => [id, { rejection }]);
  return { decided, stored: new Map([...refused, ...inserted, ...updated]) };
}

function updateIn({ change, decision, state: { row, place } }: Decided): RowUpdate | null {
  return decision.do === 'update' && row !== null
    ? { id: change.id, fields: decision.fields, present: row, place }
    : null;
}

function isStored(outcome: WriteOutcome | undefined): boolean {
  return outcome !== undefined && 'row' in outcome;
}
