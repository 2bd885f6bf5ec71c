import type { Sql } from '../../database/sql.js';
import type { Principal } from '../../kernel/principal.js';
import {
  type SyncedEntities,
  type SyncedEntity,
  visibleScope,
} from '../synced-entity/synced-entity.public.js';
import type { WireRow } from '../pull/pull.public.js';
import type { Change, FieldConflict, PushStatus, Rejection } from './change.js';
import { type ClientView, decide, type Decision, type RecordState } from './decide.js';
import { loadStates, type PushContext } from './load-state.js';
import type { LastSent } from './replayed-fields.js';
import { findMissingReferences } from './references.js';
import { deleteRows, insertRows, type RowWrite, updateRows, type WriteOutcome } from './write-rows.js';

/** What became of one change. */
export interface Outcome {
  readonly change: Change;
  readonly status: PushStatus;
  readonly rejection: Rejection | null;
  readonly conflicts: readonly FieldConflict[];
  readonly row: WireRow | null;
  /** What is stored is not what was sent, and nothing was written: the row goes to the device once more. */
  readonly resend: boolean;
  /** What the device had sent of the record before, when that was asked. */
  readonly lastSent: LastSent | null;
}

export interface ApplyScope {
  readonly tx: Sql;
  readonly entities: SyncedEntities;
  readonly principal: Principal;
  readonly context: PushContext;
  readonly now: Date;
}

interface Decided {
  readonly change: Change;
  readonly state: RecordState;
  readonly decision: Decision;
}

/**
 * Applies well-formed changes: read, decide, write. Several changes to one record are applied in the
 * order in which they were sent; of the others, parents come before children and are deleted after them.
 */
export async function applyChanges(scope: ApplyScope, changes: readonly Change[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const records = changesByRecord(changes);
  for (const [index, round] of roundsOf(records).entries()) {
    outcomes.push(...(await applyRound(scope, round, { index, records })));
  }
  return outcomes;
}

/** Splits so that no record comes twice in a round. */
function roundsOf(records: ReadonlyMap<string, readonly Change[]>): Change[][] {
  const rounds: Change[][] = [];
  for (const group of records.values()) {
    group.forEach((change, index) => (rounds[index] ??= []).push(change));
  }
  return rounds;
}

/** The changes of each record, in the order in which they were sent. */
export function changesByRecord(changes: readonly Change[]): Map<string, Change[]> {
  const records = new Map<string, Change[]>();
  for (const change of changes) {
    const group = records.get(recordKey(change)) ?? [];
    group.push(change);
    records.set(recordKey(change), group);
  }
  return records;
}

function recordKey({ entity, id }: Change): string {
  return `${entity.number}:${id}`;
}

async function applyRound(
  scope: ApplyScope,
  changes: readonly Change[],
  place: { readonly index: number; readonly records: ReadonlyMap<string, readonly Change[]> },
): Promise<Outcome[]> {
  const tables = tablesOf(changes);
  const states = new Map<SyncedEntity, Map<string, RecordState>>();
  for (const [entity, group] of tables) {
    const ids = group.map((change) => change.id).sort();
    const visible = visibleScope(entity, scope.principal);
    states.set(entity, await loadStates(scope.tx, entity, ids, visible, scope.context));
  }
  const outcomes: Outcome[] = [];
  const deletions: [SyncedEntity, Decided[]][] = [];
  for (const [entity, group] of tables) {
    const decided = group.map((change) => {
      const edits = place.records.get(recordKey(change)) ?? [change];
      return decideOne(change, states.get(entity), scope, { edits, index: place.index });
    });
    outcomes.push(...(await writeTable(scope, entity, decided)));
    deletions.unshift([entity, decided.filter(({ decision }) => decision.do === 'delete')]);
  }
  for (const [entity, decided] of deletions) {
    outcomes.push(...(await deleteTable(scope, entity, decided)));
  }
  return outcomes;
}

function tablesOf(changes: readonly Change[]): [SyncedEntity, Change[]][] {
  const tables = new Map<SyncedEntity, Change[]>();
  for (const change of changes) {
    const group = tables.get(change.entity) ?? [];
    group.push(change);
    tables.set(change.entity, group);
  }
  return [...tables].sort(([a], [b]) => a.number - b.number);
}

function decideOne(
  change: Change,
  states: Map<string, RecordState> | undefined,
  scope: ApplyScope,
  sent: ClientView['sent'],
): Decided {
  const state = states?.get(change.id);
  if (state === undefined) {
    throw new Error('Every change has a state');
  }
  return {
    change,
    state,
    decision: decide(change, state, {
      pulledAt: scope.context.pulledAt,
      isCursorLost: scope.context.isCursorLost,
      now: scope.now,
      sent,
    }),
  };
}

async function writeTable(
  scope: ApplyScope,
  entity: SyncedEntity,
  decided: readonly Decided[],
): Promise<Outcome[]> {
  const inserts = decided.flatMap(({ change, decision }) =>
    decision.do === 'insert' ? [{ id: change.id, fields: decision.fields }] : [],
  );
  const updates = decided.flatMap(({ change, decision, state: { row } }) =>
    decision.do === 'update' && row !== null
      ? [{ id: change.id, fields: decision.fields, present: row }]
      : [],
  );
  const { tx, principal } = scope;
  const refused = await findMissingReferences(
    tx,
    scope.entities,
    entity,
    [...inserts, ...updates],
    principal,
  );
  const isAccepted = ({ id }: RowWrite): boolean => !refused.has(id);
  const inserted = await insertRows(tx, entity, inserts.filter(isAccepted));
  const updated = await updateRows(tx, entity, updates.filter(isAccepted), principal.userId);
  const stored = new Map<string, WriteOutcome>([
    ...[...refused].map(([id, rejection]): [string, WriteOutcome] => [id, { rejection }]),
    ...inserted,
    ...updated,
  ]);
  const isScoped = visibleScope(entity, scope.principal) !== null;
  return decided.flatMap((one) =>
    one.decision.do === 'delete'
      ? []
      : [{ ...outcomeOf(one, stored.get(one.change.id), isScoped), lastSent: one.state.lastSent }],
  );
}

async function deleteTable(
  scope: ApplyScope,
  entity: SyncedEntity,
  decided: readonly Decided[],
): Promise<Outcome[]> {
  if (decided.length > 0) {
    await deleteRows(
      scope.tx,
      entity,
      decided.map(({ change }) => change.id),
    );
  }
  return decided.map(({ change }) => ({
    change,
    status: 'applied',
    rejection: null,
    conflicts: [],
    row: null,
    resend: false,
    lastSent: null,
  }));
}

function outcomeOf(
  { change, state, decision }: Decided,
  stored: WriteOutcome | undefined,
  isScoped: boolean,
): Omit<Outcome, 'lastSent'> {
  const row = state.isVisible ? state.row : null;
  if (decision.do === 'reject') {
    return {
      change,
      status: 'rejected',
      rejection: decision.rejection,
      conflicts: [],
      row,
      resend: decision.resend,
    };
  }
  if (decision.do === 'queue') {
    return { change, status: 'queued', rejection: null, conflicts: [], row: null, resend: false };
  }
  if (decision.do === 'nothing') {
    const { status, conflicts, resend } = decision;
    return { change, status, rejection: null, conflicts, row, resend };
  }
  if (stored === undefined) {
    throw new Error('Every write has an outcome');
  }
  if ('rejection' in stored) {
    return { change, status: 'rejected', rejection: stored.rejection, conflicts: [], row, resend: false };
  }
  return decision.do === 'update'
    ? {
        change,
        status: decision.status,
        rejection: null,
        conflicts: decision.conflicts,
        row: stored.row,
        resend: false,
      }
    : // A record that was created for somebody else was never in the caller's scope: this alone tells it so (§4).
      { change, status: 'applied', rejection: null, conflicts: [], row: stored.row, resend: isScoped };
}
