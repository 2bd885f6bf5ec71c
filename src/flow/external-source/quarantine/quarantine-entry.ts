export type QuarantineKind = 'record' | 'push';
export type QuarantineState = 'open' | 'resolved' | 'ignored';

/** What could not be stored, as it goes into the quarantine. */
export interface QuarantineItem {
  readonly kind: QuarantineKind;
  /** The source, for a record. */
  readonly sourceKey: string | null;
  /** The synced table. */
  readonly entity: string;
  readonly externalId: string | null;
  readonly recordId: string | null;
  /** Any JSON value; its secrets are left out by `secretKeys`. */
  readonly payload: unknown;
  readonly secretKeys?: readonly string[];
  /** A sentence for a person. */
  readonly reason: string;
  /** Stable: `mapping`, a SQLSTATE, the code of a rejected push. */
  readonly code: string;
  readonly runId?: string | null;
  readonly deviceId?: string | null;
  readonly userId?: string | null;
  /** Tells that it is the same as an unresolved entry, which is then brought up to date; null: it never is. */
  readonly dedupeKey: string | null;
}

/** An entry of the quarantine. */
export interface QuarantineEntry {
  readonly id: string;
  readonly kind: QuarantineKind;
  readonly sourceKey: string | null;
  readonly entity: string;
  readonly externalId: string | null;
  readonly recordId: string | null;
  /** As it was sent, secrets excepted; personal values are for retries, and shown to nobody. */
  readonly payload: unknown;
  readonly reason: string;
  readonly code: string;
  readonly attempts: number;
  readonly state: QuarantineState;
  readonly runId: string | null;
  readonly deviceId: string | null;
  readonly userId: string | null;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly resolvedAt: Date | null;
  readonly resolvedBy: string | null;
}
