import type { WireValue } from '../pull/pull.public.js';
import type { OutgoingState } from './outgoing-change.state.js';

/** Values by wire name. */
export type WireFields = Readonly<Record<string, WireValue>>;

/** One field that the vendor had changed too, and what was kept; `undecided` waits for a person. */
export interface OutgoingConflict {
  readonly field: string;
  readonly yours: WireValue;
  readonly theirs: WireValue;
  readonly kept: 'yours' | 'theirs' | 'undecided';
}

/** An edit on its way to the vendor that its record came from. */
export interface OutgoingChange {
  /** Digits; grows with time. */
  readonly id: string;
  readonly sourceKey: string;
  readonly entity: string;
  readonly recordId: string;
  readonly externalId: string;
  readonly fields: WireFields;
  readonly state: OutgoingState;
  /** Deliveries that were tried and count. */
  readonly attempts: number;
  /** Before then it is not tried again. */
  readonly runAfter: Date;
  readonly conflicts: readonly OutgoingConflict[];
  /** A source error's kind, or null. */
  readonly errorKind: string | null;
  /** In a sentence, without values. */
  readonly error: string | null;
  /** The user who made the edit. */
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

/** A change in the hands of a worker. */
export interface ClaimedChange {
  readonly id: string;
  /** The worker's proof that it still has it. */
  readonly claim: string;
  readonly sourceKey: string;
  readonly entity: string;
  readonly recordId: string;
  readonly externalId: string;
  readonly fields: WireFields;
  /** What the vendor had when the edit was made; a field that is not in it was not known. */
  readonly base: WireFields;
  readonly idempotencyKey: string;
  /** This one included. */
  readonly attempts: number;
  /** The edit's time as PostgreSQL writes it, to the microsecond: its overrides have the same. */
  readonly madeAt: string;
}

/** How many changes there are in the states that somebody may want to look at. */
export interface OutgoingCounts {
  readonly queued: number;
  readonly applying: number;
  readonly rejected: number;
  readonly conflicted: number;
  /** Epoch ms. */
  readonly oldestQueuedAt: number | null;
}

/** How many changes there are in each state. */
export type OutgoingStateCounts = Readonly<Record<OutgoingState, number>>;
