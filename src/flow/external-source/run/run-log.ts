import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';
import { redactedSample } from '../http/redaction.js';
import { storedText } from './stored-text.js';

/** Lines that are kept of a run; the newest. */
export const LOG_LINES_MAX = 200;
const TEXT_LENGTH_MAX = 300;

export const LOG_LEVELS = ['info', 'warning', 'error'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** What is worth a line. Stable: screens have a sentence for each. */
export const LOG_EVENTS = [
  'started',
  'taken-over',
  'page',
  'quarantined',
  'waiting',
  'retry',
  'new-credentials',
  'start-over',
  'warning',
  'cancelled',
  'ended',
] as const;

export type LogEvent = (typeof LOG_EVENTS)[number];

/** What the sentence of a line is made of. Texts that are not ours have passed {@link loggable}. */
export type LogDetails = Readonly<Record<string, string | number | null>>;

export interface LogEntry {
  readonly level: LogLevel;
  readonly event: LogEvent;
  readonly details: LogDetails;
}

export interface LogLine extends LogEntry {
  readonly at: Date;
}

/** A text of a vendor or about one, fit for the log: redacted as the samples of errors are, and short. */
export function loggable(text: string): string {
  return storedText(redactedSample(text, []), TEXT_LENGTH_MAX);
}

/** The logs of runs, as people read them: bounded, and forgotten with their runs. Written now and then, never for each record. */
@Injectable()
export class RunLogs {
  constructor(private readonly database: Database) {}

  /** Does nothing for a run that is not there, or, with a fence, that belongs to somebody else by now. */
  async append(runId: string, entries: readonly LogEntry[], fence: number | null = null): Promise<void> {
    await this.database.query(APPEND, [runId, fence, JSON.stringify(entries), LOG_LINES_MAX]);
  }

  /** The first line of a worker: it begins the run, or goes on with what another has left. */
  async begin(runId: string, fence: number, details: LogDetails): Promise<void> {
    await this.database.query(BEGIN, [runId, fence, JSON.stringify(details)]);
  }

  /** The newest lines, oldest first. */
  async list(runId: string): Promise<LogLine[]> {
    const lines = await this.database.query<LogLine>(
      `SELECT at, level, event, details FROM source_run_log WHERE run_id = $1 ORDER BY line DESC LIMIT $2`,
      [runId, LOG_LINES_MAX],
    );
    return lines.toReversed();
  }
}

const OWN_RUN = `SELECT id FROM source_run WHERE id = $1 AND ($2::integer IS NULL OR fence = $2)`;

/** The deletion does not see the new lines: a few more than the limit may stay until the next ones come. */
const APPEND = `
  WITH added AS (
    INSERT INTO source_run_log (run_id, level, event, details)
    SELECT run.id, entry.line ->> 'level', entry.line ->> 'event', entry.line -> 'details'
    FROM (${OWN_RUN}) AS run, jsonb_array_elements($3::jsonb) WITH ORDINALITY AS entry (line, place)
    ORDER BY entry.place
  )
  DELETE FROM source_run_log WHERE run_id = $1 AND line <= (
    SELECT line FROM source_run_log WHERE run_id = $1 ORDER BY line DESC OFFSET $4::integer LIMIT 1)`;

const BEGIN = `
  INSERT INTO source_run_log (run_id, level, event, details)
  SELECT run.id, 'info',
    CASE WHEN EXISTS (SELECT FROM source_run_log WHERE run_id = run.id) THEN 'taken-over' ELSE 'started' END, $3::jsonb
  FROM (${OWN_RUN}) AS run`;
