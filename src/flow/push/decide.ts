import type { WireRow, WireValue } from '../pull/pull.public.js';
import type { ConflictPolicy } from '../synced-entity/synced-entity.public.js';
import type { Change, FieldConflict, Rejection } from './change.js';
import { missingForCreate, rejectionOf } from './read-change.js';

/** What is known of a record when a change to it is decided. The row is locked by then. */
export interface RecordState {
  /** As stored; null when there is none. */
  readonly row: WireRow | null;
  /** Where it lies in the table, for the statement that updates it. */
  readonly place: string;
  readonly isVisible: boolean;
  /** There was a record of this id, and it was deleted. */
  readonly wasDeleted: boolean;
  /** Fields that other origins changed since the client's tick, with when; `*` stands for all of them. */
  readonly changedByOthers: ReadonlyMap<string, Date>;
  /** Somebody else holds the record for long, or an earlier change of this device to it still waits. */
  readonly isBusy: boolean;
}

/** What the client had seen when it made its edits. */
export interface ClientView {
  readonly pulledAt: number | null;
  /** Its cursor is older than what is kept: it may have missed that the record was deleted. */
  readonly isCursorLost: boolean;
  /** Now, for an edit whose own time is not known. */
  readonly now: Date;
  /** Fields that the change only repeats. */
  readonly replayed: ReadonlySet<string>;
}

export type Decision =
  | { readonly do: 'insert'; readonly fields: Readonly<Record<string, WireValue>> }
  | {
      readonly do: 'update';
      readonly fields: Readonly<Record<string, WireValue>>;
      readonly status: 'applied' | 'merged';
      readonly conflicts: readonly FieldConflict[];
      /** Something sent was not stored: the row goes to the device once more. */
      readonly resend: boolean;
    }
  | { readonly do: 'delete' }
  | { readonly do: 'queue' }
  | {
      readonly do: 'nothing';
      readonly status: 'merged' | 'unchanged';
      readonly conflicts: readonly FieldConflict[];
      readonly resend: boolean;
    }
  | { readonly do: 'reject'; readonly rejection: Rejection; readonly resend: boolean };

/** Pure: what happens to one change (SYNC-PROTOCOL §5). Every sentence of the protocol is one branch. */
export function decide(change: Change, state: RecordState, view: ClientView): Decision {
  if (state.isBusy) {
    return { do: 'queue' };
  }
  if (state.row === null) {
    return decideMissing(change, state, view);
  }
  if (!state.isVisible) {
    // A device that still shows it has missed that it left: the next pull takes it away.
    return reject('FORBIDDEN', 'The record is not yours.', true);
  }
  return change.operation === 'DELETE' ? { do: 'delete' } : decideUpdate(change, state.row, state, view);
}

function decideMissing(change: Change, state: RecordState, view: ClientView): Decision {
  if (change.operation === 'DELETE') {
    return { do: 'nothing', status: 'unchanged', conflicts: [], resend: false };
  }
  if (state.wasDeleted || (view.isCursorLost && change.operation === 'UPDATE')) {
    return reject('GONE', 'The record was deleted meanwhile.', true);
  }
  if (!change.entity.clientsMay.create) {
    return reject('NOT_WRITABLE', `Clients may not create ${change.entity.table}.`, false);
  }
  const missing = missingForCreate(change);
  return missing.length > 0
    ? {
        do: 'reject',
        rejection: rejectionOf('VALIDATION', 'The record is not complete.', missing),
        resend: false,
      }
    : { do: 'insert', fields: change.whole };
}

function decideUpdate(change: Change, row: WireRow, state: RecordState, view: ClientView): Decision {
  const write: Record<string, WireValue> = {};
  const conflicts: FieldConflict[] = [];
  // A device that creates what is there already takes none of the record's fields from a pull before it is answered.
  let resend = change.operation === 'CREATE';
  for (const [field, yours] of Object.entries(change.fields)) {
    const theirs = row[field] ?? null;
    const verdict = decideField(change, field, theirs, state, view);
    if (verdict === 'write' || verdict === 'conflict-yours') {
      write[field] = yours;
    } else {
      // What the device shows may be another value, or another spelling of it ("12.5" for "12.50").
      resend ||= change.sent.payload[field] !== theirs;
    }
    if (verdict === 'conflict-yours' || verdict === 'conflict-theirs') {
      conflicts.push({ field, yours, theirs, kept: verdict === 'conflict-yours' ? 'yours' : 'theirs' });
    }
  }
  if (Object.keys(write).length === 0) {
    return { do: 'nothing', status: conflicts.length > 0 ? 'merged' : 'unchanged', conflicts, resend };
  }
  const status = state.changedByOthers.size > 0 ? 'merged' : 'applied';
  return { do: 'update', fields: write, status, conflicts, resend };
}

type FieldVerdict = 'write' | 'leave' | 'conflict-yours' | 'conflict-theirs';

function decideField(
  change: Change,
  field: string,
  theirs: WireValue,
  state: RecordState,
  view: ClientView,
): FieldVerdict {
  if (theirs === change.fields[field] || view.replayed.has(field)) {
    return 'leave';
  }
  const changedAt = state.changedByOthers.get(field) ?? state.changedByOthers.get('*');
  if (changedAt === undefined) {
    return 'write';
  }
  const kept = settle(policyOf(change, field), change, changedAt, view);
  return kept === 'yours' ? 'conflict-yours' : 'conflict-theirs';
}

function policyOf(change: Change, field: string): ConflictPolicy {
  return change.entity.fields[field]?.onConflict ?? 'client-wins';
}

/**
 * `newest-wins` takes the client's own stamp for when it made the edit, but never later than now: a clock
 * that runs ahead wins nothing. Without a stamp the edit counts as made now.
 */
function settle(
  policy: ConflictPolicy,
  change: Change,
  changedAt: Date,
  view: ClientView,
): 'yours' | 'theirs' {
  switch (policy) {
    case 'client-wins':
      return 'yours';
    case 'server-wins':
      return 'theirs';
    case 'newest-wins': {
      const claimed = change.stamp === null ? Number.NaN : Number(change.stamp);
      const editedAt = Number.isNaN(claimed) ? view.now.getTime() : Math.min(claimed, view.now.getTime());
      return editedAt >= changedAt.getTime() ? 'yours' : 'theirs';
    }
  }
}

function reject(code: 'FORBIDDEN' | 'GONE' | 'NOT_WRITABLE', message: string, resend: boolean): Decision {
  return { do: 'reject', rejection: rejectionOf(code, message), resend };
}
