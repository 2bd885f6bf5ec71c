/** A value of a row on the wire: instants are epoch milliseconds, money is a decimal string (SYNC-PROTOCOL §2). */
export type WireValue = string | number | boolean | null;

/** One record as the server sends it. */
export interface WireRow {
  readonly id: string;
  readonly [field: string]: WireValue;
}

/** What changed in one table. Our server sends every living row in `updated`. */
export interface TableChanges {
  readonly created: readonly WireRow[];
  readonly updated: readonly WireRow[];
  readonly deleted: readonly string[];
}

/** Changes by table name. */
export type Changes = Readonly<Record<string, TableChanges>>;

/** The answer of `/initial` and `/incremental`. */
export interface PullAnswer {
  readonly changes: Changes;
  /** The tick that this answer leads to; hand it back as `since`. */
  readonly timestamp: number;
  readonly generation: number;
  readonly hasMore: boolean;
  /** The rest of this answer. With `hasMore` and without `next`, `timestamp` is a place to go on from. */
  readonly next?: string | null;
}

/** The rows that the client misses since its store got new tables or columns (WatermelonDB's own object). */
export interface SchemaMigration {
  readonly from: number;
  readonly tables: readonly string[];
  readonly columns: readonly { readonly table: string; readonly columns: readonly string[] }[];
}

export interface ContractColumn {
  readonly name: string;
  readonly type: 'string' | 'number' | 'boolean';
  readonly isOptional: boolean;
  readonly isIndexed: boolean;
  readonly writable: boolean;
}

export interface ContractTable {
  readonly name: string;
  readonly writable: boolean;
  readonly columns: readonly ContractColumn[];
}

/** The answer of `/schema`. Parents come before children. */
export interface Contract {
  readonly version: number;
  readonly generation: number;
  readonly tables: readonly ContractTable[];
}

/** A row of a push in WatermelonDB's form; only the fields that `_changed` names are written. */
export interface PushedRow {
  readonly id: string;
  readonly _status?: string;
  readonly _changed?: string;
  readonly [field: string]: WireValue | undefined;
}

export interface PushedTable {
  readonly created: readonly PushedRow[];
  readonly updated: readonly PushedRow[];
  readonly deleted: readonly string[];
}

/** A change of a queue that sends change by change. */
export interface PushedChange {
  /** The same id with the same content is a replay: it answers again and changes nothing. */
  readonly changeId: string;
  readonly entityType: string;
  readonly entityId: string;
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly payload?: Readonly<Record<string, WireValue>>;
}

/** The body of `/outgoing`, in either form (SYNC-PROTOCOL §5). */
export interface Push {
  /** The same id with the same content is a replay: it answers again and changes nothing. */
  readonly pushId?: string;
  readonly lastPulledAt: number | null;
  readonly changes:
    | Readonly<Record<string, PushedTable>>
    | readonly (Omit<PushedChange, 'changeId'> & { readonly changeId?: string })[];
}

export interface FieldConflict {
  readonly field: string;
  readonly yours: WireValue;
  readonly theirs: WireValue;
  readonly kept: 'yours' | 'theirs';
}

/** What became of one pushed change. `rejected` will not succeed when it is repeated. */
export interface PushResult {
  readonly changeId?: string | null;
  readonly table: string;
  readonly id: string;
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly status: 'applied' | 'merged' | 'unchanged' | 'rejected' | 'queued';
  readonly code: string | null;
  readonly conflicts: readonly FieldConflict[];
  readonly record?: WireRow | null;
}

export interface PushAnswer {
  readonly results: readonly PushResult[];
  readonly experimentalRejectedIds: Readonly<Record<string, readonly string[]>>;
  readonly timestamp: number;
  readonly replayed: boolean;
}

export interface SourceStatus {
  readonly key: string;
  readonly state: string;
  readonly lastRunAt: number | null;
  readonly lastSuccessAt: number | null;
  readonly nextRunAt: number | null;
  readonly lastError: string | null;
  readonly counts: Readonly<Record<string, number>>;
}

/** The answer of `/status` (SYNC-PROTOCOL §6). */
export interface SyncStatus {
  readonly generation: number;
  readonly timestamp: number;
  readonly oldest: number;
  readonly entities: Readonly<
    Record<string, { readonly count: number; readonly lastChangeAt: number | null }>
  >;
  readonly sources: readonly SourceStatus[];
  readonly outgoing: Readonly<Record<string, number | null>>;
  readonly quarantine: { readonly open: number };
  readonly device?: {
    readonly id: string;
    readonly since: number | null;
    readonly lastSeenAt: number | null;
    readonly pending: Readonly<Record<string, number>>;
  } | null;
  readonly oldestOpenWriter: { readonly ageMs: number };
}

/** What `/status?verify=` says of the rows that the caller sees. */
export interface TableDigest {
  readonly count: number;
  readonly hash: string;
}

/** The answer of a sign-in or a refresh (DESIGN §7). */
export interface Session {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds that the access token lives. */
  readonly expiresIn: number;
  /** True: this token opens `/api/auth/change-password` and nothing else. */
  readonly mustChangePassword: boolean;
}
