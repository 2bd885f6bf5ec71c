import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';

export interface SourceSchedule {
  readonly sourceKey: string;
  /** Null: started by hand only. */
  readonly cron: string | null;
  readonly timeZone: string;
  readonly isPaused: boolean;
  readonly nextRunAt: Date | null;
  /** The schedule leaves the source alone until then (E1). */
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

  /** Announces a source's schedule; one that has changed begins with its next slot, a pause stays. */
  async announce(
    sourceKey: string,
    cron: string | null,
    timeZone: string,
    nextRunAt: Date | null,
  ): Promise<void> {
    await this.database.query(ANNOUNCE, [sourceKey, cron, timeZone, nextRunAt]);
  }

  async list(): Promise<SourceSchedule[]> {
    const rows = await this.database.query<ScheduleRow>(`SELECT ${COLUMNS} FROM source_schedule`);
    return rows.map(toSchedule);
  }

  async find(sourceKey: string): Promise<SourceSchedule | null> {
    const [row] = await this.database.query<ScheduleRow>(
      `SELECT ${COLUMNS} FROM source_schedule WHERE source_key = $1`,
      [sourceKey],
    );
    return row === undefined ? null : toSchedule(row);
  }

  /** Moves on from a slot, unless another process did. */
  async moveOn(sourceKey: string, from: Date, to: Date): Promise<void> {
    await this.database.query(
      `UPDATE source_schedule SET next_run_at = $3 WHERE source_key = $1 AND next_run_at = $2`,
      [sourceKey, from, to],
    );
  }

  /** Paused: the schedule does not fire; a run by hand still may. */
  async setPaused(
    sourceKey: string,
    timeZone: string,
    isPaused: boolean,
    nextRunAt: Date | null,
  ): Promise<void> {
    await this.database.query(
      `INSERT INTO source_schedule (source_key, time_zone, is_paused, next_run_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (source_key) DO UPDATE SET is_paused = $3, next_run_at = $4`,
      [sourceKey, timeZone, isPaused, nextRunAt],
    );
  }

  /** The schedule leaves the source alone for so long; a run by hand may try earlier. */
  async rest(sourceKey: string, durationMs: number): Promise<void> {
    await this.database.query(
      `UPDATE source_schedule SET rest_until = now() + $2::float8 * interval '1 millisecond' WHERE source_key = $1`,
      [sourceKey, durationMs],
    );
  }
}

const COLUMNS = `source_key, cron, time_zone, is_paused, next_run_at, rest_until`;

const ANNOUNCE = `
  INSERT INTO source_schedule AS known (source_key, cron, time_zone, next_run_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (source_key) DO UPDATE
  SET cron = excluded.cron, time_zone = excluded.time_zone, next_run_at = excluded.next_run_at
  WHERE (known.cron, known.time_zone) IS DISTINCT FROM (excluded.cron, excluded.time_zone) OR known.next_run_at IS NULL`;

interface ScheduleRow {
  readonly source_key: string;
  readonly cron: string | null;
  readonly time_zone: string;
  readonly is_paused: boolean;
  readonly next_run_at: Date | null;
  readonly rest_until: Date | null;
}

function toSchedule(row: ScheduleRow): SourceSchedule {
  return {
    sourceKey: row.source_key,
    cron: row.cron,
    timeZone: row.time_zone,
    isPaused: row.is_paused,
    nextRunAt: row.next_run_at,
    restUntil: row.rest_until,
  };
}
