import type { SyncedEntity } from '../synced-entity/synced-entity.public.js';
import type { WireValue } from '../pull/pull.public.js';

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE';

/** Why a change was not stored and why sending it again will not help (SYNC-PROTOCOL §5). */
export type RejectionCode =
  'VALIDATION' | 'FORBIDDEN' | 'NOT_WRITABLE' | 'GONE' | 'UNKNOWN_TABLE' | 'REFERENCE_MISSING';

export type PushStatus = 'applied' | 'merged' | 'unchanged' | 'rejected' | 'queued';

/** A change as the device sent it, before anything is known about it but its shape. */
export interface SentChange {
  /** Place in the request: results come in this order. */
  readonly index: number;
  readonly changeId: string | null;
  /** As sent: perhaps no table of ours. */
  readonly tableName: string;
  readonly id: string;
  readonly operation: Operation;
  readonly payload: Readonly<Record<string, unknown>>;
  /** The fields that the device edited; null: all of the payload. */
  readonly changedNames: readonly string[] | null;
}

/** A field that was refused, with a sentence for a person. */
export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

export interface Rejection {
  readonly code: RejectionCode;
  readonly message: string;
  readonly faults: readonly FieldFault[];
}

/** A change that is well-formed: its table exists and its values are of the right types. */
export interface Change {
  readonly sent: SentChange;
  readonly entity: SyncedEntity;
  readonly id: string;
  readonly operation: Operation;
  /** The edited fields, normalised to what the column holds. */
  readonly fields: Readonly<Record<string, WireValue>>;
  /** Fingerprints of `fields`, by which a repeated edit is known. */
  readonly prints: Readonly<Record<string, string>>;
  /** All writable fields of the payload, for the case that the record has to be created. */
  readonly whole: Readonly<Record<string, WireValue>>;
  /** The device's own edit stamp (`updatedAt`) when it counts as edited: tells a new edit from a repeated push. */
  readonly stamp: string | null;
}

/** One field that two sides changed, and what was kept. */
export interface FieldConflict {
  readonly field: string;
  readonly yours: WireValue;
  readonly theirs: WireValue;
  readonly kept: 'yours' | 'theirs';
}

/** One line of the answer. */
export interface ChangeResult {
  readonly changeId: string | null;
  readonly table: string;
  readonly id: string;
  readonly operation: Operation;
  readonly status: PushStatus;
  readonly code: RejectionCode | null;
  /** A sentence for a person, with a rejection. */
  readonly message: string | null;
  readonly errors: readonly FieldFault[];
  readonly conflicts: readonly FieldConflict[];
  /** The record as it is stored now; null when it does not exist or is not for the caller. */
  readonly record: Readonly<Record<string, WireValue>> | null;
  readonly replayed: boolean;
}

/** What is kept of a result. The record only of a rejected change: who asks again gets the others as they are then. */
export type KeptResult = Omit<ChangeResult, 'record'> & Partial<Pick<ChangeResult, 'record'>>;
