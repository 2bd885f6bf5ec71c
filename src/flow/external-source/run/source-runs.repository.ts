import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';
import { sqlState } from '../../../database/database-errors.js';
import type { Sql } from '../../../database/sql.js';
import type { RunError, RunOptions, RunState, RunTrigger, SourceRun } from '../source-run.js';
import type { RunProgress } from './run-progress.js';
import { RUN_COLUMNS, type RunRecord, type RunRow, toRecord } from './source-run.row.js';

export type { RunRecord } from './source-run.row.js';

/** Which run, and which of its successive workers. */
export interface RunKey {
  readonly id: string;
  readonly fence: number;
}

export interface NewRun {
  readonly sourceKey: string;
  readonly options: RunOptions;
  readonly trigger: RunTrigger;
  /** Null: none yet. */
  readonly worker: string | null;
  /** How many workers the work has had, this one included; 1 unless it is started anew after deaths (C7), 0 while it waits for one. */
  readonly fence?: number;
}

/** Every statement on `source_run`. Writes of a worker carry its fence, and tell whether it still owns the run. */
@Injectable()
export class SourceRuns {
  constructor(private readonly database: Database) {}

  /** Null when the slot has had its run. The caller holds the source's lock. */
  async insert({ sourceKey, options, trigger, worker, fence }: NewRun): Promise<RunRecord | null> {
    const values = [
      sourceKey,
      options.mode,
      JSON.stringify(options),
      options.dryRun ?? false,
      trigger.kind,
      trigger.userId ?? null,
      trigger.schedule ?? null,
      trigger.slot ?? null,
      worker,
      fence ?? 1,
    ];
    try {
      const [row] = await this.database.query<RunRow>(INSERT, values);
      return row === undefined ? null : toRecord(row);
    } catch (error) {
      if (sqlState(error) === '23505' && trigger.slot !== undefined) {
        return null;
      }
      throw error;
    }
  }

  async find(id: string): Promise<SourceRun | null> {
    const [row] = await this.database.query<RunRow>(`SELECT ${RUN_COLUMNS} FROM source_run WHERE id = $1`, [
      id,
    ]);
    return row === undefined ? null : toRecord(row).run;
  }

  /** The run that is going on, or whose worker died. */
  async findLive(sourceKey: string): Promise<RunRecord | null> {
    const [row] = await this.database.query<RunRow>(
      `SELECT ${RUN_COLUMNS} FROM source_run WHERE source_key = $1 AND ${LIVE}`,
      [sourceKey],
    );
    return row === undefined ? null : toRecord(row);
  }

  /** The keys of all sources that have a live run. */
  async listLiveSources(): Promise<string[]> {
    const rows = await this.database.query<{ source_key: string }>(
      `SELECT source_key FROM source_run WHERE ${LIVE}`,
    );
    return rows.map((row) => row.source_key);
  }

  /** The last run to begin, live or not. */
  async findLatest(sourceKey: string): Promise<SourceRun | null> {
    const { runs } = await this.list(sourceKey, 1, 0);
    return runs[0] ?? null;
  }

  /** Newest first, with the number of all. */
  async list(
    sourceKey: string,
    limit: number,
    offset: number,
  ): Promise<{ runs: SourceRun[]; total: number }> {
    const rows = await this.database.query<RunRow>(
      `SELECT ${RUN_COLUMNS} FROM source_run WHERE source_key = $1 ORDER BY started_at DESC, id LIMIT $2 OFFSET $3`,
      [sourceKey, limit, offset],
    );
    const [count] = await this.database.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM source_run WHERE source_key = $1`,
      [sourceKey],
    );
    return { runs: rows.map((row) => toRecord(row).run), total: count?.total ?? 0 };
  }

  /** Makes `worker` the owner of a run whose worker died: from now on the old one's writes are refused (T2). */
  async takeOver(id: string, worker: string): Promise<RunRecord | null> {
    const [row] = await this.database.query<RunRow>(
      `UPDATE source_run SET fence = fence + 1, worker = $2, state = 'running' WHERE id = $1 AND ${LIVE} RETURNING ${RUN_COLUMNS}`,
      [id, worker],
    );
    return row === undefined ? null : toRecord(row);
  }

  /** Saves where the run stands, in the transaction of its page. False: the run belongs to somebody else, or has ended. */
  async saveProgress(tx: Sql, key: RunKey, progress: RunProgress): Promise<boolean> {
    const rows = await tx.query(
      SAVE_PROGRESS,
      [key.id, key.fence, ...progressValues(progress)],
      'source_run_progress',
    );
    return rows.length > 0;
  }

  /** For so long, or no longer when it is null. False: the run belongs to somebody else, or has ended. */
  async setWaiting(key: RunKey, durationMs: number | null): Promise<boolean> {
    const state: RunState = durationMs === null ? 'running' : 'waiting-for-rate-limit';
    const rows = await this.database.query(SET_WAITING, [key.id, key.fence, state, durationMs]);
    return rows.length > 0;
  }

  async isOwned(key: RunKey): Promise<boolean> {
    const rows = await this.database.query(`SELECT id FROM source_run WHERE ${OWNED}`, [key.id, key.fence]);
    return rows.length > 0;
  }

  /** Ends a run and forgets its listing. Null: somebody else has ended it or taken it over. */
  async finish(
    key: RunKey,
    state: RunState,
    error: RunError | null,
    progress: RunProgress,
  ): Promise<SourceRun | null> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<RunRow>(FINISH, [
        key.id,
        key.fence,
        ...progressValues(progress),
        state,
        error === null ? null : JSON.stringify(error),
      ]);
      if (row === undefined) {
        return null;
      }
      await tx.query(`DELETE FROM source_run_page WHERE run_id = $1`, [key.id]);
      return toRecord(row).run;
    });
  }

  /** Ends a run that nobody works on; its log says so. */
  async abandon(id: string, error: RunError): Promise<void> {
    await this.database.query(ABANDON, [id, JSON.stringify(error)]);
    await this.database.query(`DELETE FROM source_run_page WHERE run_id = $1`, [id]);
  }

  /** Ends a run from outside, wherever its worker is: its next page is refused. Null when it is not live. */
  async cancel(id: string): Promise<SourceRun | null> {
    const [row] = await this.database.query<RunRow>(
      `UPDATE source_run SET state = 'cancelled', finished_at = now(), fence = fence + 1 WHERE id = $1 AND ${LIVE} RETURNING ${RUN_COLUMNS}`,
      [id],
    );
    await this.database.query(`DELETE FROM source_run_page WHERE run_id = $1`, [id]);
    return row === undefined ? null : toRecord(row).run;
  }
}

const LIVE = `state IN ('running', 'waiting-for-rate-limit')`;
const OWNED = `id = $1 AND fence = $2 AND ${LIVE}`;
const INSERT = `
  INSERT INTO source_run (source_key, mode, options, dry_run, trigger, triggered_by, schedule, slot, worker, fence)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING ${RUN_COLUMNS}`;

const SET_WAITING = `
  UPDATE source_run SET state = $3, waits_until = now() + $4::float8 * interval '1 millisecond'
  WHERE ${OWNED} RETURNING id`;

const ABANDON = `
  WITH lost AS (
    UPDATE source_run SET state = 'failed', error = $2::jsonb, finished_at = now(), fence = fence + 1
    WHERE id = $1 AND ${LIVE} RETURNING id
  )
  INSERT INTO source_run_log (run_id, level, event, details)
  SELECT id, 'error', 'ended', jsonb_build_object('state', 'failed', 'kind', $2::jsonb -> 'kind',
    'message', $2::jsonb -> 'message') FROM lost`;

const PROGRESS = `
  counts = $3, pages = $4, requests = $5, waits = $6, waited_ms = $7, cursor_before = $8, cursor_after = $9,
  done_entities = $10, warnings = $11, drift = $12, changes = $13, total_count = $14`;
/** `$1` to `$14`: the run's id, its fence and {@link progressValues}. Answers the id of a run that is still owned. */
export const SAVE_PROGRESS = `UPDATE source_run SET ${PROGRESS} WHERE ${OWNED} RETURNING id`;
const FINISH = `
  UPDATE source_run SET ${PROGRESS}, state = $15, error = $16, finished_at = now() WHERE ${OWNED} RETURNING ${RUN_COLUMNS}`;

export function progressValues(progress: RunProgress): unknown[] {
  return [
    JSON.stringify(progress.counts),
    progress.pages,
    progress.requests,
    progress.waits,
    Math.round(progress.waitedMs),
    JSON.stringify(progress.cursorBefore),
    JSON.stringify(progress.cursorAfter),
    progress.doneEntities,
    progress.warnings,
    progress.drift,
    progress.changes === null ? null : JSON.stringify(progress.changes),
    progress.totalCount,
  ];
}
