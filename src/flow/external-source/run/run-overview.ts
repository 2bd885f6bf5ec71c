import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';
import type { RunState, RunTrigger } from '../source-run.js';
import type { RunMode } from '../source-connector.js';

/** What a glance at a source needs of its runs. */
export interface SourceActivity {
  /** The run that is going on, dry or not. */
  readonly liveRunId: string | null;
  /** The last one that ended by itself and was no dry run. */
  readonly lastRunId: string | null;
  readonly lastDurationMs: number | null;
  /** Open entries of the quarantine. */
  readonly openErrorCount: number;
  /** No schedule fires; a run that goes on goes on. */
  readonly isPaused: boolean;
}

/** A run as a small bar shows it. */
export interface RunGlimpse {
  readonly id: string;
  readonly sourceKey: string;
  readonly mode: RunMode;
  readonly dryRun: boolean;
  readonly trigger: RunTrigger['kind'];
  readonly state: RunState;
  readonly fetchedCount: number;
  readonly changedCount: number;
  readonly failedCount: number;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

const NOTHING: SourceActivity = {
  ...{ liveRunId: null, lastRunId: null, lastDurationMs: null },
  ...{ openErrorCount: 0, isPaused: false },
};

/** Reads about the runs of many sources at once, for screens that show them all. */
@Injectable()
export class RunOverview {
  constructor(private readonly database: Database) {}

  async activities(sourceKeys: readonly string[]): Promise<(sourceKey: string) => SourceActivity> {
    const rows = await this.database.query<SourceActivity & { readonly sourceKey: string }>(ACTIVITIES, [
      sourceKeys,
    ]);
    const byKey = new Map(rows.map(({ sourceKey, ...activity }) => [sourceKey, activity]));
    return (sourceKey) => byKey.get(sourceKey) ?? NOTHING;
  }

  /** The last runs of each source, newest first. */
  recent(sourceKeys: readonly string[], countEach: number): Promise<RunGlimpse[]> {
    return this.database.query<RunGlimpse>(RECENT, [sourceKeys, countEach]);
  }
}

const ACTIVITIES = `
  SELECT keys.source_key AS "sourceKey", live.id AS "liveRunId", ended.id AS "lastRunId",
    extract(epoch FROM ended.finished_at - ended.started_at)::float8 * 1000 AS "lastDurationMs",
    coalesce(bad.open_count, 0) AS "openErrorCount",
    coalesce(hold.is_paused, false) AS "isPaused"
  FROM unnest($1::text[]) AS keys (source_key)
  LEFT JOIN (
    SELECT source_key, count(*)::int AS open_count FROM quarantine WHERE state = 'open' GROUP BY source_key
  ) AS bad ON bad.source_key = keys.source_key
  LEFT JOIN source_hold AS hold ON hold.source_key = keys.source_key
  LEFT JOIN source_run AS live
    ON live.source_key = keys.source_key AND live.state IN ('running', 'waiting-for-rate-limit')
  LEFT JOIN LATERAL (
    SELECT id, started_at, finished_at FROM source_run
    WHERE source_key = keys.source_key AND NOT dry_run AND state IN ('succeeded', 'completed-with-errors', 'failed')
    ORDER BY started_at DESC LIMIT 1
  ) AS ended ON true`;

const RECENT = `
  SELECT recent.* FROM unnest($1::text[]) WITH ORDINALITY AS keys (source_key, place)
  CROSS JOIN LATERAL (
    SELECT id, source_key AS "sourceKey", mode, dry_run AS "dryRun", trigger, state,
      coalesce((counts ->> 'fetched')::int, 0) AS "fetchedCount",
      coalesce((counts ->> 'created')::int, 0) + coalesce((counts ->> 'updated')::int, 0) AS "changedCount",
      coalesce((counts ->> 'failed')::int, 0) AS "failedCount",
      started_at AS "startedAt", finished_at AS "finishedAt"
    FROM source_run WHERE source_key = keys.source_key ORDER BY started_at DESC, id LIMIT $2
  ) AS recent
  ORDER BY keys.place, recent."startedAt" DESC, recent.id`;
