import { Injectable } from '@nestjs/common';
import { sqlState } from '../../database/database-errors.js';
import { Database } from '../../database/database.js';
import type { Sql } from '../../database/sql.js';

/** Of one table in one go: a clock that jumps ahead does not lose everything at once (FAULTS D3). */
const PURGED_MAX = 5_000;
const UNIQUE_VIOLATION = '23505';

/** A call of the vendor, as it came in. */
export interface ReceivedEvent {
  readonly recordId: string;
  readonly status: EventStatus;
  /** Of the whole body. */
  readonly digest: string;
}

export type EventStatus = 'create' | 'update' | 'delete';

/** An event that this worker has to itself until its claim runs out. */
export interface ClaimedEvent {
  readonly id: string;
  readonly recordId: string;
  readonly status: EventStatus;
  /** Claims so far, this one included. */
  readonly attempts: number;
  /** The newest event of the record when it was claimed: a read from now on settles all up to it. */
  readonly latestId: string;
}

/** Every statement on `altegio_event` (A13). */
@Injectable()
export class AltegioEvents {
  constructor(private readonly database: Database) {}

  /** False when the very same call came before. */
  async add({ recordId, status, digest }: ReceivedEvent): Promise<boolean> {
    const rows = await this.database.query(ADD, [recordId, status, digest]);
    return rows.length > 0;
  }

  /** The oldest due event, of a record of which none is being worked on; null when there is none. */
  async claim(): Promise<ClaimedEvent | null> {
    try {
      const [row] = await this.database.query<ClaimedRow>(CLAIM);
      return row === undefined
        ? null
        : {
            id: row.id,
            recordId: row.record_id,
            status: row.status,
            attempts: row.attempts,
            latestId: row.latest_id,
          };
    } catch (error) {
      // Another worker took the same record at the same moment: it is in good hands.
      if (sqlState(error) === UNIQUE_VIOLATION) {
        return null;
      }
      throw error;
    }
  }

  /** The event and every earlier one of its record are done: the record was read after all of them. */
  async settle(tx: Sql, event: ClaimedEvent, outcome: string): Promise<void> {
    await tx.query(SETTLE, [event.recordId, event.latestId, outcome]);
  }

  /** Looked at again after so many milliseconds. */
  async postpone(sql: Sql, event: ClaimedEvent, delayMs: number, outcome: string): Promise<void> {
    await sql.query(POSTPONE, [event.id, delayMs, outcome]);
  }

  /** Given up: the schedule will bring the record. */
  async fail(event: ClaimedEvent, outcome: string): Promise<void> {
    await this.database.query(FAIL, [event.id, outcome]);
  }

  /** True while a run reads pages that may be older than what we have just read. */
  async isRunLive(tx: Sql): Promise<boolean> {
    const rows = await tx.query(LIVE_RUN);
    return rows.length > 0;
  }

  /** Forgets what was settled a week ago; a call that comes again after that is a new one. */
  async purge(): Promise<number> {
    const rows = await this.database.query(PURGE, [PURGED_MAX]);
    return rows.length;
  }
}

interface ClaimedRow {
  readonly id: string;
  readonly record_id: string;
  readonly status: EventStatus;
  readonly attempts: number;
  readonly latest_id: string;
}

const ADD = `
  INSERT INTO altegio_event (record_id, status, digest) VALUES ($1, $2, $3)
  ON CONFLICT (digest) DO NOTHING RETURNING id`;

/**
 * The claim outlives a read by far. While one event waits because our credentials were refused, the others would be, too
 * (FAULTS E1): none is claimed.
 */
const CLAIM = `
  UPDATE altegio_event AS claimed
  SET state = 'working', attempts = claimed.attempts + 1, claimed_until = now() + interval '2 minutes'
  WHERE id = (
    SELECT due.id FROM altegio_event AS due
    WHERE (due.state = 'waiting' AND due.run_after <= now() OR due.state = 'working' AND due.claimed_until < now())
      AND NOT EXISTS (
        SELECT FROM altegio_event AS other
        WHERE other.record_id = due.record_id AND other.state = 'working' AND other.id <> due.id)
      AND NOT EXISTS (
        SELECT FROM altegio_event AS refused
        WHERE refused.state = 'waiting' AND refused.outcome = 'unauthorized' AND refused.run_after > now())
    ORDER BY due.run_after, due.id LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING id, record_id, status, attempts,
    (SELECT max(same.id) FROM altegio_event AS same WHERE same.record_id = claimed.record_id) AS latest_id`;

const SETTLE = `
  UPDATE altegio_event SET state = 'done', outcome = $3, settled_at = now(), claimed_until = NULL
  WHERE record_id = $1 AND id <= $2::bigint AND state IN ('waiting', 'working')`;

const POSTPONE = `
  UPDATE altegio_event
  SET state = 'waiting', outcome = $3, claimed_until = NULL, run_after = now() + $2::float8 * interval '1 millisecond'
  WHERE id = $1::bigint AND state = 'working'`;

const FAIL = `
  UPDATE altegio_event SET state = 'failed', outcome = $2, settled_at = now(), claimed_until = NULL
  WHERE id = $1::bigint`;

const LIVE_RUN = `
  SELECT FROM source_run WHERE source_key = 'altegio' AND state IN ('running', 'waiting-for-rate-limit')`;

const PURGE = `
  DELETE FROM altegio_event WHERE id IN (
    SELECT id FROM altegio_event WHERE settled_at < now() - interval '7 days' ORDER BY id LIMIT $1)
  RETURNING id`;
