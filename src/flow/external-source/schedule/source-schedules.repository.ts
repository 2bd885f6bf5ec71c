import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';
import type { Sql } from '../../../database/sql.js';
import type { SourceManifest } from '../source-manifest.js';
import { nextSlot } from './next-slot.js';

/** One schedule of a source, with what holds all of the source's schedules. */
export interface SourceSchedule {
  readonly sourceKey: string;
  readonly name: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly nextRunAt: Date;
  readonly isPaused: boolean;
  /** The schedules leave the source alone until then (E1). */
  readonly restUntil: Date | null;
}

/**
 * The schedules, in PostgreSQL, so that no flushed cache and no restart stops them (C2). Times are compared with
 * PostgreSQL's clock, which is the same for all processes.
 */
@Injectable()
export class SourceSchedules {
  constructor(private readonly database: Database) {}

  /** PostgreSQL's present instant. */
  async now(): Promise<Date> {
    const [row] = await this.database.query<{ now: Date }>(`SELECT now() AS now`);
    if (row === undefined) {
      throw new Error('PostgreSQL has no time');
    }
    return row.now;
  }

  /**
   * Writes a source's schedules down. One that is new or has changed begins with its next slot, the others keep
   * theirs; one that the manifest no longer has disappears. A pause stays.
   */
  async announce(manifest: SourceManifest, now: Date): Promise<void> {
    await writeDown(this.database, manifest, now, false);
  }

  /** All of them, the one that is due longest first. */
  async list(): Promise<SourceSchedule[]> {
    const rows = await this.database.query<ScheduleRow>(LIST);
    return rows.map(toSchedule);
  }

  /** True: no schedule of the source fires now, because it is paused or rests. */
  async isHeld(sourceKey: string): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT 1 FROM source_hold WHERE source_key = $1 AND (is_paused OR rest_until > now())`,
      [sourceKey],
    );
    return rows.length > 0;
  }

  /** Moves on from a slot, unless another process did. */
  async moveOn({ sourceKey, name }: SourceSchedule, from: Date, to: Date): Promise<void> {
    await this.database.query(
      `UPDATE source_schedule SET next_run_at = $4 WHERE source_key = $1 AND name = $2 AND next_run_at = $3`,
      [sourceKey, name, from, to],
    );
  }

  /**
   * Paused: no schedule of the source fires; a run by hand still may. Resumed: each begins with its next slot.
   */
  async setPaused(manifest: SourceManifest, isPaused: boolean, now: Date): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.query(PAUSE, [manifest.key, isPaused]);
      await writeDown(tx, manifest, now, true);
    });
  }

  /** The schedules leave the source alone for so long; a run by hand may try earlier. */
  async rest(sourceKey: string, durationMs: number): Promise<void> {
    await this.database.query(REST, [sourceKey, durationMs]);
  }
}

async function writeDown(
  sql: Sql,
  { key, timeZone, schedules }: SourceManifest,
  now: Date,
  beginsAnew: boolean,
): Promise<void> {
  await sql.query(ANNOUNCE, [
    key,
    timeZone,
    schedules.map(({ name }) => name),
    schedules.map(({ cron }) => cron),
    schedules.map(({ cron }) => nextSlot(cron, timeZone, now)),
    beginsAnew,
  ]);
}

/** In the order of the names, so that processes that start together do not lock each other out. */
const ANNOUNCE = `
  WITH gone AS (DELETE FROM source_schedule WHERE source_key = $1 AND name <> ALL ($3::text[]))
  INSERT INTO source_schedule AS known (source_key, time_zone, name, cron, next_run_at)
  SELECT $1, $2, name, cron, next_run_at
  FROM unnest($3::text[], $4::text[], $5::timestamptz[]) AS announced (name, cron, next_run_at) ORDER BY name
  ON CONFLICT (source_key, name) DO UPDATE
  SET cron = excluded.cron, time_zone = excluded.time_zone, next_run_at = excluded.next_run_at
  WHERE $6 OR (known.cron, known.time_zone) IS DISTINCT FROM (excluded.cron, excluded.time_zone)`;

const LIST = `
  SELECT source_key, name, cron, time_zone, next_run_at, coalesce(is_paused, false) AS is_paused, rest_until
  FROM source_schedule LEFT JOIN source_hold USING (source_key) ORDER BY next_run_at, source_key, name`;

const PAUSE = `
  INSERT INTO source_hold (source_key, is_paused) VALUES ($1, $2)
  ON CONFLICT (source_key) DO UPDATE SET is_paused = excluded.is_paused`;

const REST = `
  INSERT INTO source_hold (source_key, rest_until) VALUES ($1, now() + $2::float8 * interval '1 millisecond')
  ON CONFLICT (source_key) DO UPDATE SET rest_until = excluded.rest_until`;

interface ScheduleRow {
  readonly source_key: string;
  readonly name: string;
  readonly cron: string;
  readonly time_zone: string;
  readonly next_run_at: Date;
  readonly is_paused: boolean;
  readonly rest_until: Date | null;
}

function toSchedule(row: ScheduleRow): SourceSchedule {
  return {
    sourceKey: row.source_key,
    name: row.name,
    cron: row.cron,
    timeZone: row.time_zone,
    nextRunAt: row.next_run_at,
    isPaused: row.is_paused,
    restUntil: row.rest_until,
  };
}
