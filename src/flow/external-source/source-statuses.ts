import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { NO_COUNTS, type RunCounts, type RunError, type RunState } from './source-run.js';
import { type RegisteredSource, Sources } from './sources.js';

export type SourceState =
  | 'ok'
  | 'completed-with-errors'
  | 'failed'
  | 'running'
  | 'paused'
  | 'waiting-for-rate-limit'
  | 'not-configured'
  | 'never-run';

/** One source as SYNC-PROTOCOL §6 shows it. Instants are epoch milliseconds. */
export interface SourceStatus {
  readonly key: string;
  readonly state: SourceState;
  readonly lastRunAt: number | null;
  readonly lastSuccessAt: number | null;
  /** Of the schedule that fires next; null when none will. */
  readonly nextRunAt: number | null;
  /** Of the last run that ended, `kind: sentence`; null when it went well. */
  readonly lastError: string | null;
  /** Of the last run that ended. */
  readonly counts: RunCounts;
  /** What somebody should look at: warnings of that run, and what modules found in its rows (A11). */
  readonly warnings: readonly string[];
}

/** Sentences about a source's rows, without values; read whenever the status is. */
export type ReadNotices = () => Promise<readonly string[]>;

/** How all sources are doing (S4, O8). Dry runs and cancelled runs say nothing about a source, and are left out. */
@Injectable()
export class SourceStatuses {
  private readonly notices = new Map<string, ReadNotices>();

  constructor(
    private readonly database: Database,
    private readonly sources: Sources,
  ) {}

  /** For modules that check what a source brought. At start only, once a source. */
  addNotices(key: string, read: ReadNotices): void {
    this.notices.set(key, read);
  }

  /** In the order of their announcement. */
  async list(): Promise<SourceStatus[]> {
    const registered = this.sources.list();
    const rows = await this.database.query<FactsRow>(FACTS, [registered.map(({ manifest }) => manifest.key)]);
    const byKey = new Map(rows.map((row) => [row.source_key, row]));
    return Promise.all(registered.map((source) => this.status(source, byKey.get(source.manifest.key))));
  }

  /** Throws `NOT_FOUND`. */
  async get(key: string): Promise<SourceStatus> {
    const source = this.sources.get(key);
    const [row] = await this.database.query<FactsRow>(FACTS, [[key]]);
    return this.status(source, row);
  }

  private async status(source: RegisteredSource, row: FactsRow | undefined): Promise<SourceStatus> {
    const notices = await this.notices.get(source.manifest.key)?.();
    return toStatus(source, row, notices ?? []);
  }
}

const FACTS = `
  SELECT keys.source_key, coalesce(hold.is_paused, false) AS is_paused, next.run_at AS next_run_at,
         live.state AS live_state, live.started_at AS live_started_at,
         ended.state AS ended_state, ended.started_at AS ended_started_at, ended.error, ended.counts,
         ended.warnings,
         success.finished_at AS last_success_at
  FROM unnest($1::text[]) AS keys (source_key)
  LEFT JOIN source_hold AS hold ON hold.source_key = keys.source_key
  LEFT JOIN LATERAL (
    SELECT min(next_run_at) AS run_at FROM source_schedule WHERE source_key = keys.source_key
  ) AS next ON true
  LEFT JOIN LATERAL (
    SELECT state, started_at FROM source_run
    WHERE source_key = keys.source_key AND NOT dry_run AND state IN ('running', 'waiting-for-rate-limit')
  ) AS live ON true
  LEFT JOIN LATERAL (
    SELECT state, started_at, error, counts, warnings FROM source_run
    WHERE source_key = keys.source_key AND NOT dry_run AND state IN ('succeeded', 'completed-with-errors', 'failed')
    ORDER BY started_at DESC LIMIT 1
  ) AS ended ON true
  LEFT JOIN LATERAL (
    SELECT finished_at FROM source_run
    WHERE source_key = keys.source_key AND NOT dry_run AND state IN ('succeeded', 'completed-with-errors')
    ORDER BY started_at DESC LIMIT 1
  ) AS success ON true`;

interface FactsRow {
  readonly source_key: string;
  readonly is_paused: boolean;
  readonly next_run_at: Date | null;
  readonly live_state: 'running' | 'waiting-for-rate-limit' | null;
  readonly live_started_at: Date | null;
  readonly ended_state: RunState | null;
  readonly ended_started_at: Date | null;
  readonly error: RunError | null;
  readonly counts: Partial<RunCounts> | null;
  readonly warnings: readonly string[] | null;
  readonly last_success_at: Date | null;
}

function toStatus(
  { manifest }: RegisteredSource,
  row: FactsRow | undefined,
  notices: readonly string[],
): SourceStatus {
  const { key, configured } = manifest;
  if (row === undefined) {
    throw new Error(`The facts about ${key} were not read`);
  }
  const isScheduled = configured && !row.is_paused;
  return {
    key,
    state: configured ? stateOf(row) : 'not-configured',
    lastRunAt: epochMs(row.live_started_at ?? row.ended_started_at),
    lastSuccessAt: epochMs(row.last_success_at),
    nextRunAt: isScheduled ? epochMs(row.next_run_at) : null,
    lastError: row.error === null ? null : `${row.error.kind}: ${row.error.message}`,
    counts: { ...NO_COUNTS, ...row.counts },
    warnings: [...(row.warnings ?? []), ...notices],
  };
}

function epochMs(instant: Date | null): number | null {
  return instant === null ? null : instant.getTime();
}

function stateOf(row: FactsRow): SourceState {
  if (row.live_state !== null) {
    return row.live_state;
  }
  if (row.is_paused) {
    return 'paused';
  }
  switch (row.ended_state) {
    case 'succeeded':
      return 'ok';
    case 'completed-with-errors':
    case 'failed':
      return row.ended_state;
    default:
      return 'never-run';
  }
}
