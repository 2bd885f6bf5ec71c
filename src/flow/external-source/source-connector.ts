import type { FieldValue, IncomingRecord } from '../ingest/ingest.public.js';

export type {
  FieldValue,
  IncomingChild as ChildRecord,
  IncomingRecord as SourceRecord,
} from '../ingest/ingest.public.js';

/**
 * One external system, seen from our side. A connector translates and reports; it never touches our
 * tables, never retries and never sleeps. Pacing, retrying, cursors, quarantine and runs belong to the
 * runner, so that every source behaves the same when it misbehaves (DESIGN §4).
 */
export interface SourceConnector {
  /** In runs, quarantine and URLs: `strattera-orders`. Never rename it. */
  readonly key: string;

  /** The synced tables that it fills, parents first. Children that come inside a parent are not listed. */
  readonly entities: readonly string[];

  /**
   * Pages of raw payloads after `cursor`; a null cursor asks for everything. Throws only
   * `SourceError`. Fetching again from the same cursor must be harmless: after a passing failure the
   * runner calls it again with the cursor of the last page that was stored.
   */
  fetch(
    entity: string,
    cursor: string | null,
    options: FetchOptions,
    signal: AbortSignal,
  ): AsyncIterable<SourcePage>;

  /** Translates one payload: pure, so that a corrected payload from the quarantine can pass it again. */
  map(entity: string, payload: unknown): MappedPayload;

  /**
   * Gets new credentials after an `unauthorized`, once per run (A12, E1). False when there is no way: then the
   * run fails. Left out by a connector whose credentials are fixed.
   */
  refreshCredentials?(signal: AbortSignal): Promise<boolean>;

  /**
   * The wire fields, by entity, that can be changed at the vendor. Absent or empty while write-back is switched
   * off: then an edit stays here as an override, and nothing is enqueued.
   */
  readonly writable?: WritableFields;

  /**
   * For so long after a write `fetch` may still show what was before it (a cache of the vendor's). Left out: it never
   * does.
   */
  readonly listingLagMs?: number;

  /**
   * Delivers one change and answers the vendor's record as it is afterwards, a payload that `map` understands.
   * Throws only `SourceError`; never retries. The same key means the same delivery: it is handed to the vendor
   * where the vendor knows such keys. Legal only for what `writable` names.
   */
  apply?(write: SourceWrite, idempotencyKey: string, signal: AbortSignal): Promise<unknown>;

  /**
   * One record as the vendor has it now, a payload that `map` understands; null when the vendor has none. Settles
   * "delivered, but the answer was lost" before anything is sent again. Throws only `SourceError`.
   */
  read?(entity: string, externalId: string, signal: AbortSignal): Promise<unknown>;

  /** Closes connections when the process ends. */
  close?(): Promise<void>;
}

export type WritableFields = Readonly<Record<string, readonly string[]>>;

/** One change on its way to the vendor, in our words: wire field names and wire values. */
export interface SourceWrite {
  readonly entity: string;
  readonly externalId: string;
  readonly operation: 'update';
  readonly fields: Readonly<Record<string, FieldValue>>;
}

/** Limits and ranges of one run; what a source does not know it ignores. */
export interface FetchOptions {
  readonly mode: RunMode;
  /** ISO dates, inclusive, for `range`. */
  readonly from?: string;
  readonly to?: string;
  readonly pageSize?: number;
  readonly pagesMax?: number;
}

/**
 * - `full`: everything, from the beginning; the only mode after which missing rows may be marked;
 * - `new-only`: from the cursor that the last run left; stored rows are not touched (C4);
 * - `range`: the dates `from`..`to`.
 */
export type RunMode = 'full' | 'new-only' | 'range';

export interface SourcePage {
  readonly payloads: readonly unknown[];
  /**
   * Where to go on after this page; saved in the same transaction as its rows. Null: no place to keep,
   * a repeated fetch starts over. The same cursor twice in one run is a loop and fails it (E13).
   */
  readonly nextCursor: string | null;
  /** How many records the source says there are, when it says so. */
  readonly totalCount?: number;
  /** True on the page that ends a listing of everything: only then may missing rows be marked. */
  readonly endsCompleteListing: boolean;
  /** Sentences for the operator about the listing as a whole, without values; they end up on the run. */
  readonly warnings?: readonly string[];
  /** How long the vendor's own lists are, when records are put together from several: `{ accounts: 122 }`. */
  readonly listed?: Readonly<Record<string, number>>;
}

export type MappedPayload =
  | {
      readonly kind: 'record';
      readonly record: IncomingRecord;
      /** Keys that our schema does not know: reported once per run as drift. */
      readonly unknownKeys: readonly string[];
    }
  /** Well-formed, but not for us. `reason` is a short stable word that is counted: `category`, `no-crm-id`. */
  | { readonly kind: 'skipped'; readonly externalId: string | null; readonly reason: string }
  /** Goes to quarantine with the sentence. */
  | { readonly kind: 'rejected'; readonly externalId: string | null; readonly reason: string };
