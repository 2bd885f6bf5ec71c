import type { FieldConflict, PushResult } from '@sync-hub/sync-client';
import type { RaRecord } from 'react-admin';

export type Fields = Readonly<Record<string, unknown>>;

/** What the server said of a change. Until then there is none, and the change waits. */
export interface OutboxOutcome {
  readonly status: PushResult['status'];
  readonly code: string | null;
  /** The server's own words, with a rejection. */
  readonly message: string | null;
  readonly errors: readonly { readonly field: string; readonly message: string }[];
  /** Fields that somebody else had changed since the form was filled. */
  readonly conflicts: readonly FieldConflict[];
  readonly at: number;
}

/** One edit of a person, as it is kept in the browser. */
export interface OutboxEdit {
  /** The wire's idempotency key: however often it is sent, it is applied once. */
  readonly changeId: string;
  readonly userId: string;
  readonly table: string;
  readonly recordId: string;
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  /** What the person changed, and nothing else. */
  readonly fields: Fields;
  /** The same fields as the form was filled with. */
  readonly before: Fields;
  /** The record as it was read: shown while the server cannot be asked. Null for one that is new. */
  readonly record: RaRecord | null;
  /** A tick that is no newer than that reading; null when none was known. */
  readonly seenTick: number | null;
  /** Epoch milliseconds by this browser. */
  readonly madeAt: number;
  /** How a person knows the record. */
  readonly label: string;
}

export interface OutboxEntry extends OutboxEdit {
  /** Its place in the order in which the edits were made. */
  readonly place: number;
  /** When it was first handed to the network: from then on the server may have it. */
  readonly sentAt: number | null;
  readonly outcome: OutboxOutcome | null;
}

export function isWaiting(entry: OutboxEntry): boolean {
  return entry.outcome === null;
}

/** True for what a person should look at: it was not stored, or somebody else's value was in the way. */
export function needsLook({ outcome }: OutboxEntry): boolean {
  return outcome !== null && (outcome.status === 'rejected' || outcome.conflicts.length > 0);
}
