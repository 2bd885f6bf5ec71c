import type { RunMode } from './source-connector.js';
import type { SourceErrorKind } from './source-error.js';

/** What a caller may ask of a run. */
export interface RunOptions {
  readonly mode: RunMode;
  /** ISO dates, inclusive, for `range`. */
  readonly from?: string;
  readonly to?: string;
  /** Computes what would be created and updated, and stores none of it. */
  readonly dryRun?: boolean;
  readonly pageSize?: number;
  /** Ends the run after so many pages (W9); nothing is marked as missing then. */
  readonly maxPages?: number;
  /** An admin confirms that the many rows that are missing upstream are really gone (E15). */
  readonly confirmMissing?: boolean;
}

/** Who or what started a run. */
export interface RunTrigger {
  readonly kind: 'start' | 'schedule' | 'manual' | 'cli';
  readonly userId?: string | null;
  /** The name of the schedule, and its slot: at most one run of both exists per source, on any number of processes. */
  readonly schedule?: string | null;
  readonly slot?: Date;
}

/** The first two are live; a run ends in one of the others. */
export const RUN_STATES = [
  'running',
  'waiting-for-rate-limit',
  'succeeded',
  'completed-with-errors',
  'failed',
  'cancelled',
] as const;

export type RunState = (typeof RUN_STATES)[number];

/** Records of a run by what became of them. */
export interface RunCounts {
  /** Payloads that arrived, duplicates included. */
  readonly fetched: number;
  readonly created: number;
  /** Rows whose synced fields or children changed. */
  readonly updated: number;
  readonly unchanged: number;
  /** By the connector's reason. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Went to quarantine. */
  readonly failed: number;
  /** Came twice; the last one won. */
  readonly duplicates: number;
  /** Stored rows that the complete listing did not have. */
  readonly missing: number;
  /** Lengths of the vendor's own lists, where records are put together from several: `{ accounts: 122 }`. */
  readonly listed?: Readonly<Record<string, number>>;
}

export const NO_COUNTS: RunCounts = {
  fetched: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  skipped: {},
  failed: 0,
  duplicates: 0,
  missing: 0,
};

/** Why a run failed; beyond the source's own kinds: its process died or stopped, or PostgreSQL was away. */
export type RunErrorKind = SourceErrorKind | 'worker-lost' | 'shutdown' | 'database';

export interface RunError {
  readonly kind: RunErrorKind;
  readonly message: string;
  /** At most 2 KB of the vendor's answer, redacted. */
  readonly sample?: string;
}

/** What a dry run found, with the first examples of each kind. */
export interface DryRunChanges {
  readonly created: readonly string[];
  readonly updated: readonly string[];
}

/** One run of a source, as the table `source_run` keeps it. */
export interface SourceRun {
  readonly id: string;
  readonly sourceKey: string;
  readonly options: RunOptions;
  readonly trigger: RunTrigger['kind'];
  readonly triggeredBy: string | null;
  /** The name of the schedule that started it, and the slot that it is for. */
  readonly schedule: string | null;
  readonly slot: Date | null;
  readonly state: RunState;
  readonly counts: RunCounts;
  readonly pages: number;
  readonly requests: number;
  /** Pauses for a rate limit, and their length together in milliseconds. */
  readonly waits: number;
  readonly waitedMs: number;
  /** When the present pause ends; means something only in the state `waiting-for-rate-limit`. */
  readonly waitsUntil: Date | null;
  /** Records that will have been fetched at the end, when the source says how many there are. */
  readonly totalCount: number | null;
  /** By entity. */
  readonly cursorBefore: Readonly<Record<string, string | null>>;
  readonly cursorAfter: Readonly<Record<string, string | null>>;
  readonly error: RunError | null;
  /** Sentences for the operator: a blocked sweep, a listing that did not add up. */
  readonly warnings: readonly string[];
  /** Keys that our schema does not know. */
  readonly drift: readonly string[];
  readonly changes: DryRunChanges | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly worker: string | null;
  /** Grows with every takeover: writes of an older one are refused (T2). */
  readonly fence: number;
}

/** True until the run has ended one way or another. */
export function isLive(state: RunState): boolean {
  return state === 'running' || state === 'waiting-for-rate-limit';
}
