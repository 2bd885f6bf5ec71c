import type { Schema } from '../api/api-client.js';

/** Whom an edit met: somebody else's edit in a push, or the vendor's own value in a delivery. */
export type ConflictKind = 'devices' | 'vendors';

/** A field that two sides had changed. */
export interface ConflictRow {
  readonly key: string;
  readonly at: string;
  readonly entity: string;
  readonly recordId: string;
  readonly field: string;
  readonly yours: unknown;
  readonly theirs: unknown;
  readonly kept: 'yours' | 'theirs' | 'undecided';
  readonly userId: string | null;
  /** The device's name, or the source's. */
  readonly origin: string | null;
  /** Where a person decides; null where there is nothing to decide. */
  readonly changeId: string | null;
}

export function rowOfPush(conflict: Schema<'ConflictResponse'>): ConflictRow {
  const { id, at, entity, recordId, field, yours, theirs, kept, userId, deviceName } = conflict;
  return {
    ...{ key: id, at, entity, recordId, field, yours, theirs, kept, userId },
    origin: deviceName,
    changeId: null,
  };
}

/** A change has a row for each of its fields that the vendor had changed too. */
export function rowsOfChange(change: Schema<'OutgoingChangeResponse'>): ConflictRow[] {
  const { id, createdAt, entity, recordId, createdBy, source } = change;
  return change.conflicts.map(({ field, yours, theirs, kept }) => ({
    ...{ key: `${id} ${field}`, at: createdAt, entity, recordId, field, yours, theirs },
    kept: kept === 'yours' || kept === 'theirs' ? kept : 'undecided',
    userId: createdBy,
    origin: source,
    changeId: id,
  }));
}
