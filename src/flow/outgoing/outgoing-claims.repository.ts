import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Sql } from '../../database/sql.js';
import type { ClaimedChange, OutgoingConflict, WireFields } from './outgoing-change.js';
import { type OutgoingEvent, step } from './outgoing-change.state.js';

/** Why a delivery did not come to its end, for a person: without values. */
export interface DeliveryFault {
  readonly kind: string;
  readonly message: string;
}

/** How a delivery ended. */
export interface Ending {
  readonly event: Extract<OutgoingEvent, 'confirm' | 'withdraw' | 'disagree' | 'refuse'>;
  readonly conflicts?: readonly OutgoingConflict[];
  readonly fault?: DeliveryFault;
  /** With `confirm`: for so long the vendor's listings may be older than the delivery. */
  readonly listingLagMs?: number;
}

/** Every statement by which workers move changes. What a worker writes counts only while it has its claim. */
@Injectable()
export class OutgoingClaims {
  constructor(private readonly database: Database) {}

  /**
   * Takes the oldest due change of a source, null when there is none. Two workers never take the same one, and none
   * takes a change while another of its record is being delivered or an earlier one is unfinished.
   */
  async claimNext(sourceKey: string, leaseMs: number): Promise<ClaimedChange | null> {
    const [row] = await this.database.query<ClaimedRow>(
      CLAIM,
      [sourceKey, leaseMs, step('queued', 'claim')],
      'outgoing-claim',
    );
    return row === undefined ? null : toClaimed(row);
  }

  /** Tells that the worker lives. False: the change is no longer its own. */
  async extend({ id, claim }: ClaimedChange, leaseMs: number): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE outgoing_change SET claimed_until = now() + $3 * interval '1 millisecond'
       WHERE id = $1 AND claim = $2 RETURNING id`,
      [id, claim, leaseMs],
    );
    return rows.length > 0;
  }

  /** Ends a delivery. False: the change is no longer the worker's, and nothing was written. */
  async end(tx: Sql, { id, claim }: ClaimedChange, ending: Ending): Promise<boolean> {
    const rows = await tx.query(END, [
      id,
      claim,
      step('applying', ending.event),
      JSON.stringify(ending.conflicts ?? []),
      ending.fault?.kind ?? null,
      ending.fault?.message ?? null,
      ending.event === 'confirm' ? (ending.listingLagMs ?? 0) : null,
    ]);
    return rows.length > 0;
  }

  /** Puts a change back. One that was not at fault keeps its attempt. Does nothing when it is no longer the worker's. */
  async postpone(
    { id, claim }: ClaimedChange,
    later: { readonly delayMs: number; readonly isCounted: boolean; readonly fault: DeliveryFault | null },
  ): Promise<void> {
    await this.database.query(POSTPONE, [
      id,
      claim,
      step('applying', 'postpone'),
      later.delayMs,
      later.isCounted ? 0 : 1,
      later.fault?.kind ?? null,
      later.fault?.message ?? null,
    ]);
  }

  /** What the vendor has taken is what later changes of the record find there: no conflict. */
  async rebase(tx: Sql, { id, entity, recordId }: ClaimedChange, delivered: WireFields): Promise<void> {
    await tx.query(
      `UPDATE outgoing_change SET base = base || $4::jsonb
       WHERE entity = $2 AND record_id = $3 AND id > $1 AND state IN ('queued', 'conflicted', 'rejected')`,
      [id, entity, recordId, JSON.stringify(delivered)],
    );
  }

  /**
   * Puts back what dead workers have left: what became of it at the vendor is settled by asking there. A change that
   * took its worker with it each time is given up (FAULTS C7).
   */
  async recover(attemptsMax: number): Promise<void> {
    await this.database.query(RECOVER, [
      attemptsMax,
      step('applying', 'recover'),
      step('applying', 'refuse'),
      'Each worker that tried to deliver it died.',
    ]);
  }
}

interface ClaimedRow {
  readonly id: string;
  readonly claim: string;
  readonly source_key: string;
  readonly entity: string;
  readonly record_id: string;
  readonly external_id: string;
  readonly fields: WireFields;
  readonly base: WireFields;
  readonly idempotency_key: string;
  readonly attempts: number;
  readonly made_at: string;
}

function toClaimed(row: ClaimedRow): ClaimedChange {
  const { id, claim, entity, fields, base, attempts } = row;
  return {
    ...{ id, claim, entity, fields, base, attempts },
    sourceKey: row.source_key,
    recordId: row.record_id,
    externalId: row.external_id,
    idempotencyKey: row.idempotency_key,
    madeAt: row.made_at,
  };
}

const CLAIM = `
  WITH due AS (
    SELECT candidate.id FROM outgoing_change AS candidate
    WHERE candidate.source_key = $1 AND candidate.state = 'queued' AND candidate.run_after <= now()
      AND NOT EXISTS (SELECT FROM outgoing_rest WHERE source_key = $1 AND rest_until > now())
      AND NOT EXISTS (
        SELECT FROM outgoing_change AS other
        WHERE other.entity = candidate.entity AND other.record_id = candidate.record_id
          AND (other.state = 'applying'
               OR other.id < candidate.id AND other.state IN ('queued', 'conflicted')))
    ORDER BY candidate.id LIMIT 1
    FOR UPDATE SKIP LOCKED
  )
  UPDATE outgoing_change AS c
  SET state = $3, attempts = c.attempts + 1, claim = gen_random_uuid(),
      claimed_until = now() + $2 * interval '1 millisecond'
  FROM due WHERE c.id = due.id
  RETURNING c.id, c.claim, c.source_key, c.entity, c.record_id, c.external_id, c.fields, c.base, c.idempotency_key,
            c.attempts, to_json(c.created_at) #>> '{}' AS made_at
`;

const END = `
  UPDATE outgoing_change
  SET state = $3, claim = NULL, claimed_until = NULL, ended_at = now(), conflicts = $4::jsonb,
      error_kind = $5, error = $6,
      fresh_after = now() + $7::float8 * interval '1 millisecond',
      release_at = CASE WHEN $7::float8 IS NOT NULL THEN now() END
  WHERE id = $1 AND claim = $2
  RETURNING id
`;

const POSTPONE = `
  UPDATE outgoing_change
  SET state = $3, claim = NULL, claimed_until = NULL, run_after = now() + $4::float8 * interval '1 millisecond',
      attempts = attempts - $5, error_kind = $6, error = $7
  WHERE id = $1 AND claim = $2
`;

const RECOVER = `
  UPDATE outgoing_change
  SET state = CASE WHEN attempts < $1 THEN $2 ELSE $3 END, claim = NULL, claimed_until = NULL,
      ended_at = CASE WHEN attempts < $1 THEN NULL ELSE now() END,
      error_kind = CASE WHEN attempts < $1 THEN error_kind ELSE 'worker-lost' END,
      error = CASE WHEN attempts < $1 THEN error ELSE $4 END
  WHERE state = 'applying' AND claimed_until < now()
`;
