import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';
import type { SourcePaceLimits } from '../source-manifest.js';

/**
 * By how much less than its fellows a request may be late at the vendor before a limit is broken: the vendor counts
 * arrivals, and what we space is departures.
 */
const JITTER_MS_MAX = 200;

/**
 * The request budget of each source, kept in PostgreSQL and by its clock, so that all processes together stay within
 * what the vendor allows. A bucket of one token: requests are spaced evenly, which no window of any length can object
 * to as long as each leaves at its turn.
 */
@Injectable()
export class SourcePace {
  constructor(private readonly database: Database) {}

  /**
   * Reserves the next request and answers in how many milliseconds it may be sent. A reservation that is not used
   * is lost; that only makes us slower.
   */
  async reserve(sourceKey: string, limits: SourcePaceLimits): Promise<number> {
    const [row] = await this.database.query<{ wait_ms: number }>(
      RESERVE,
      [sourceKey, intervalMsOf(limits)],
      'pace_reserve',
    );
    return Math.max(0, Math.ceil(row?.wait_ms ?? 0));
  }

  /** Milliseconds for which the vendor still wants silence: it may have said so while we waited for our turn. */
  async remainingPauseMs(sourceKey: string): Promise<number> {
    const [row] = await this.database.query<{ wait_ms: number | null }>(REMAINING_PAUSE, [sourceKey]);
    return Math.max(0, Math.ceil(row?.wait_ms ?? 0));
  }

  /** Nobody sends a request to this source for so long (a 429 with its `Retry-After`, E3). */
  async pause(sourceKey: string, durationMs: number): Promise<void> {
    await this.database.query(PAUSE, [sourceKey, durationMs]);
  }
}

/**
 * The strictest of the limits decides the distance between two requests. The first of n and the one after them are a
 * whole window apart, though the first be late.
 */
export function intervalMsOf(limits: SourcePaceLimits): number {
  return Math.max(
    (1000 + JITTER_MS_MAX) / (limits.requestsPerSecond ?? Infinity),
    (60_000 + JITTER_MS_MAX) / (limits.requestsPerMinute ?? Infinity),
  );
}

const MS = `interval '1 millisecond'`;

/** `next_at` is when the request after this one may go; this one goes one interval earlier. */
const RESERVE = `
  INSERT INTO source_budget AS budget (source_key, next_at)
  VALUES ($1, clock_timestamp() + $2::float8 * ${MS})
  ON CONFLICT (source_key) DO UPDATE
  SET next_at = greatest(budget.next_at, budget.paused_until, clock_timestamp()) + $2::float8 * ${MS}
  RETURNING extract(epoch FROM next_at - $2::float8 * ${MS} - clock_timestamp())::float8 * 1000 AS wait_ms`;

const REMAINING_PAUSE = `
  SELECT extract(epoch FROM paused_until - clock_timestamp())::float8 * 1000 AS wait_ms
  FROM source_budget WHERE source_key = $1`;

const PAUSE = `
  INSERT INTO source_budget AS budget (source_key, next_at, paused_until)
  VALUES ($1, clock_timestamp(), clock_timestamp() + $2::float8 * ${MS})
  ON CONFLICT (source_key) DO UPDATE
  SET paused_until = greatest(budget.paused_until, excluded.paused_until)`;
