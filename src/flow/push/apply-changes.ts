import type { Sql } from '../../database/sql.js';
import type { Principal } from '../../kernel/principal.js';
import type { OutgoingEdits } from '../outgoing/outgoing.public.js';
import {
  type SyncedEntities,
  type SyncedEntity,
  visibleScope,
} from '../synced-entity/synced-entity.public.js';
import type { Change, FieldConflict } from './change.js';
import { lastSentOf } from './ledger-entry.js';
import { decide, type Decision, type RecordState } from './decide.js';
import { loadStates, type PushContext } from './load-state.js';
import { replayedFields } from './replayed-fields.js';
import { changesByRecord, type Outcome } from './outcome.js';
import { findMissingReferences } from './references.js';
import { deleteRows, insertRows, type RowWrite, updateRows, type WriteOutcome } from './write-rows.js';

export interface ApplyScope {
  readonly tx: Sql;
  readonly entities: SyncedEntities;
  /** Edits of records that came from a vendor go back to it, in the same transaction. */
  readonly outgoing: OutgoingEdits;
  readonly principal: Principal;
  readonly context: PushContext;
  readonly now: Date;
  /** Called while PostgreSQL writes, perhaps never, perhaps often: the time for arithmetic of one's own. */
  readonly meanwhile?: () => void;
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
  for (const round of roundsOf(changesByRecord(changes).values())) {
    outcomes.push(...(await applyRound(scope, round)));
  }
  return outcomes;
}

/** A change, all changes of its push to the same record, and its place among them. */
interface PlacedChange {
  readonly change: Change;
  readonly edits: readonly Change[];
  readonly index: number;
}

/** Splits so that no record comes twice in a round. */
function roundsOf(records: Iterable<readonly Change[]>): PlacedChange[][] {
  const rounds: PlacedChange[][] = [];
  for (const edits of records) {
    edits.forEach((change, index) => (rounds[index] ??= []).push({ change, edits, index }));
  }
  return rounds;
}

async function applyRound(scope: ApplyScope, changes: readonly PlacedChange[]): Promise<Outcome[]> {
  const tables = tablesOf(changes);
  const known = new Map<SyncedEntity, Known>();
  for (const [entity, group] of tables) {
    const ids = group.map(({ change }) => change.id).sort();
    const loading = loadStates(scope.tx, entity, ids, visibleScope(entity, scope.principal), scope.context);
    // Arithmetic, while PostgreSQL locks and reads.
    const replayed = new Map(group.map((placed) => [placed.change, replayedOf(placed, scope.context)]));
    known.set(entity, { states: await loading, replayed });
  }
  const outcomes: Outcome[] = [];
  const deletions: [SyncedEntity, Decided[]][] = [];
  for (const [entity, group] of tables) {
    const decided = group.map(({ change }) => decideOne(change, known.get(entity), scope));
    outcomes.push(...(await writeTable(scope, entity, decided)));
    deletions.unshift([entity, decided.filter(({ decision }) => decision.do === 'delete')]);
  }
  for (const [entity, decided] of deletions) {
    outcomes.push(...(await deleteTable(scope, entity, decided)));
  }
  return outcomes;
}

function tablesOf(changes: readonly PlacedChange[]): [SyncedEntity, PlacedChange[]][] {
  const tables = new Map<SyncedEntity, PlacedChange[]>();
  for (const placed of changes) {
    const group = tables.get(placed.change.entity);
    if (group === undefined) {
      tables.set(placed.change.entity, [placed]);
    } else {
      group.push(placed);
    }
  }
  return [...tables].sort(([a], [b]) => a.number - b.number);
}

/** What is known of the records of a table before their changes are decided. */
interface Known {
  readonly states: ReadonlyMap<string, RecordState>;
  readonly replayed: ReadonlyMap<Change, ReadonlySet<string>>;
}

/** A change with an id of its own was not seen before, or it would not be decided. */
function replayedOf(
  { change, edits, index }: PlacedChange,
  { ledger, pulledAt }: PushContext,
): ReadonlySet<string> {
  const entry = change.sent.changeId === null ? (ledger?.of(change.entity, change.id) ?? null) : null;
  return replayedFields(entry === null ? null : lastSentOf(entry), { edits, index, pulledAt });
}

function decideOne(change: Change, known: Known | undefined, scope: ApplyScope): Decided {
  const state = known?.states.get(change.id);
  const replayed = known?.replayed.get(change);
  if (state === undefined || replayed === undefined) {
    throw new Error('Every change has a state');
  }
  const { pulledAt, isCursorLost } = scope.context;
  return {
    change,
    state,
    decision: decide(change, state, { pulledAt, isCursorLost, now: scope.now, replayed }),
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
  const updates = decided.flatMap(({ change, decision, state: { row, place } }) =>
    decision.do === 'update' && row !== null
      ? [{ id: change.id, fields: decision.fields, present: row, place }]
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
  const target = {
    tx,
    entity,
    meanwhile: scope.meanwhile ?? (() => undefined),
  };
  const inserted = await insertRows(target, inserts.filter(isAccepted));
  const updated = await updateRows(target, updates.filter(isAccepted), principal.userId);
  const edits = updates.filter(({ id }) => isStored(updated.get(id)));
  await scope.outgoing.enqueue(tx, entity, edits, principal.userId);
  const stored = new Map<string, WriteOutcome>([
    ...[...refused].map(([id, rejection]): [string, WriteOutcome] => [id, { rejection }]),
    ...inserted,
    ...updated,
  ]);
  const isScoped = visibleScope(entity, scope.principal) !== null;
  return decided.flatMap((one) =>
    one.decision.do === 'delete' ? [] : [outcomeOf(one, stored.get(one.change.id), isScoped)],
  );
}

function isStored(outcome: WriteOutcome | undefined): boolean {
  return outcome !== undefined && 'row' in outcome;
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
  return decided.map((one) => outcome(one, { status: 'applied', row: null }));
}

function outcomeOf(one: Decided, stored: WriteOutcome | undefined, isScoped: boolean): Outcome {
  const { decision, state } = one;
  const row = state.isVisible ? state.row : null;
  if (decision.do === 'reject') {
    const { rejection, resend } = decision;
    return outcome(one, { status: 'rejected', row, rejection, resend });
  }
  if (decision.do === 'queue') {
    return outcome(one, { status: 'queued', row: null });
  }
  if (decision.do === 'nothing') {
    const { status, conflicts, resend } = decision;
    return outcome(one, { status, row, conflicts, resend });
  }
  if (stored === undefined) {
    throw new Error('Every write has an outcome');
  }
  if ('rejection' in stored) {
    return outcome(one, { status: 'rejected', row, rejection: stored.rejection });
  }
  return decision.do === 'update'
    ? outcome(one, { status: decision.status, row: stored.row, conflicts: decision.conflicts })
    : // A record that was created for somebody else was never in the caller's scope: this alone tells it so (§4).
      outcome(one, { status: 'applied', row: stored.row, resend: isScoped });
}

const NO_CONFLICTS: readonly FieldConflict[] = [];

function outcome(
  { change }: Decided,
  { status, row, rejection, conflicts, resend }: Pick<Outcome, 'status' | 'row'> & Partial<Outcome>,
): Outcome {
  return {
    change,
    status,
    rejection: rejection ?? null,
    conflicts: conflicts ?? NO_CONFLICTS,
    row,
    resend: resend ?? false,
  };
}
