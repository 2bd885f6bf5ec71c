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
import { decide, type RecordState } from './decide.js';
import { loadStates, type PushContext } from './load-state.js';
import type { LedgerEntries } from './push-ledger.js';
import { replayedFields } from './replayed-fields.js';
import { changesByRecord, type Outcome } from './outcome.js';
import { whenSent } from './when-sent.js';
import { deleteRows, type WriteOutcome } from './write-rows.js';
import { type Decided, writeTable } from './write-table.js';

export interface ApplyScope {
  readonly tx: Sql;
  readonly entities: SyncedEntities;
  /** Edits of records that came from a vendor go back to it, in the same transaction. */
  readonly outgoing: OutgoingEdits;
  readonly principal: Principal;
  readonly context: PushContext;
  readonly now: Date;
  /** Called while PostgreSQL writes, perhaps never, perhaps often: the time for arithmetic of one's own. */
  readonly meanwhile?: () => Promise<void> | void;
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
    const comparing = whenSent(async () => replayedOfAll(group, scope.context, await scope.context.ledger));
    const [stateOf, replayed] = await Promise.all([loading, comparing]);
    known.set(entity, { stateOf, replayed });
  }
  const outcomes: Outcome[] = [];
  const deletions: [SyncedEntity, Decided[]][] = [];
  for (const [entity, group] of tables) {
    const { decided, stored } = await writeTable({
      ...scope,
      entity,
      changes: group.map(({ change }) => change),
      decide: (change) => decideOne(change, known.get(entity), scope),
      meanwhile: scope.meanwhile ?? (() => undefined),
    });
    const isScoped = visibleScope(entity, scope.principal) !== null;
    outcomes.push(
      ...decided
        .filter(({ decision }) => decision.do !== 'delete')
        .map((one) => outcomeOf(one, stored.get(one.change.id), isScoped)),
    );
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
  readonly stateOf: (id: string) => RecordState;
  readonly replayed: ReadonlyMap<Change, ReadonlySet<string>>;
}

function replayedOfAll(
  group: readonly PlacedChange[],
  { pulledAt }: PushContext,
  ledger: LedgerEntries | null,
): ReadonlyMap<Change, ReadonlySet<string>> {
  const replayed = new Map<Change, ReadonlySet<string>>();
  for (const placed of group) {
    replayed.set(placed.change, replayedOf(placed, pulledAt, ledger));
  }
  return replayed;
}

/** A change with an id of its own was not seen before, or it would not be decided. */
function replayedOf(
  { change, edits, index }: PlacedChange,
  pulledAt: number | null,
  ledger: LedgerEntries | null,
): ReadonlySet<string> {
  const entry = change.sent.changeId === null ? (ledger?.of(change.entity, change.id) ?? null) : null;
  return replayedFields(entry === null ? null : lastSentOf(entry), { edits, index, pulledAt });
}

function decideOne(change: Change, known: Known | undefined, scope: ApplyScope): Decided {
  const replayed = known?.replayed.get(change);
  if (known === undefined || replayed === undefined) {
    throw new Error('Every change has a state');
  }
  const state = known.stateOf(change.id);
  const { pulledAt, isCursorLost } = scope.context;
  return {
    change,
    state,
    decision: decide(change, state, { pulledAt, isCursorLost, now: scope.now, replayed }),
  };
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
