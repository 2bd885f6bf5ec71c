import {
  NO_COUNTS,
  type RunError,
  type RunOptions,
  type RunState,
  type RunTrigger,
  type SourceRun,
} from '../source-run.js';

/** A run beside what only its worker needs to know. */
export interface RunRecord {
  readonly run: SourceRun;
  readonly doneEntities: readonly string[];
}

export const RUN_COLUMNS = `id, source_key, options, trigger, triggered_by, schedule, slot, state, counts, pages, requests,
  waits, waited_ms::float8 AS waited_ms, waits_until, total_count, cursor_before, cursor_after, done_entities, error,
  warnings, drift, changes, started_at, finished_at, worker, fence`;

/** A row of `source_run` with {@link RUN_COLUMNS}. */
export interface RunRow {
  readonly id: string;
  readonly source_key: string;
  readonly options: RunOptions;
  readonly trigger: RunTrigger['kind'];
  readonly triggered_by: string | null;
  readonly schedule: string | null;
  readonly slot: Date | null;
  readonly state: RunState;
  readonly counts: Partial<SourceRun['counts']>;
  readonly pages: number;
  readonly requests: number;
  readonly waits: number;
  readonly waited_ms: number;
  readonly waits_until: Date | null;
  readonly total_count: number | null;
  readonly cursor_before: SourceRun['cursorBefore'];
  readonly cursor_after: SourceRun['cursorAfter'];
  readonly done_entities: string[];
  readonly error: RunError | null;
  readonly warnings: string[];
  readonly drift: string[];
  readonly changes: SourceRun['changes'];
  readonly started_at: Date;
  readonly finished_at: Date | null;
  readonly worker: string | null;
  readonly fence: number;
}

export function toRecord(row: RunRow): RunRecord {
  const { id, options, trigger, schedule, slot, state, pages, requests, waits, error } = row;
  const { warnings, drift, changes, worker, fence } = row;
  const run: SourceRun = {
    ...{ id, options, trigger, schedule, slot, state, pages, requests, waits, error },
    ...{ warnings, drift, changes, worker, fence },
    sourceKey: row.source_key,
    triggeredBy: row.triggered_by,
    counts: { ...NO_COUNTS, ...row.counts },
    waitedMs: row.waited_ms,
    waitsUntil: row.waits_until,
    totalCount: row.total_count,
    cursorBefore: row.cursor_before,
    cursorAfter: row.cursor_after,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
  return { run, doneEntities: row.done_entities };
}
