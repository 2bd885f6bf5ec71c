import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Sql } from '../../database/sql.js';
import { releaseOverrides } from '../ingest/ingest.public.js';
import { SyncedEntities } from '../synced-entity/synced-entity.public.js';
import type { WireFields } from './outgoing-change.js';

const CHANGES_A_LOOK_MAX = 100;
const LOOK_AGAIN_S = 30;

interface DeliveredRow {
  readonly id: string;
  readonly entity: string;
  readonly record_id: string;
  readonly fields: WireFields;
  readonly made_at: string;
  readonly is_listed: boolean;
}

/**
 * Lets go of overrides whose values the vendor has taken, so that what happens there next shows here again. Not
 * before no listing can be older than the delivery: a cached list or a run that had begun earlier would bring the old
 * value back (docs/adr/0017).
 */
@Injectable()
export class OutgoingReleases {
  constructor(
    private readonly database: Database,
    private readonly entities: SyncedEntities,
  ) {}

  /** Looks at what is due, in one transaction; several processes may do so at once. */
  async run(): Promise<void> {
    await this.database.transaction(async (tx) => {
      for (const row of await tx.query<DeliveredRow>(DUE, [CHANGES_A_LOOK_MAX])) {
        await this.release(tx, row);
      }
    });
  }

  private async release(tx: Sql, row: DeliveredRow): Promise<void> {
    const entity = this.entities.find(row.entity);
    const leftCount =
      entity === null
        ? 0
        : await releaseOverrides(tx, entity, {
            id: row.record_id,
            fields: Object.keys(row.fields),
            madeAt: row.made_at,
            evenIfDifferent: row.is_listed,
          });
    await tx.query(
      `UPDATE outgoing_change
       SET release_at = CASE WHEN $2::boolean THEN now() + make_interval(secs => $3) END WHERE id = $1`,
      [row.id, leftCount > 0 && !row.is_listed, LOOK_AGAIN_S],
    );
  }
}

/**
 * `is_listed`: a listing of everything that was begun late enough has been stored, so that whatever it said counts.
 * Until then only an override goes that changes nothing. A run that was begun too early is waited for.
 */
const DUE = `
  SELECT c.id, c.entity, c.record_id, c.fields, to_json(c.created_at) #>> '{}' AS made_at,
         EXISTS (
           SELECT FROM source_run AS run
           WHERE run.source_key = c.source_key AND run.started_at > c.fresh_after AND NOT run.dry_run
             AND run.state IN ('succeeded', 'completed-with-errors') AND run.mode = 'full'
             AND NOT run.options ? 'maxPages') AS is_listed
  FROM outgoing_change AS c
  WHERE c.release_at <= now() AND c.fresh_after <= now() AND NOT EXISTS (
    SELECT FROM source_run AS run
    WHERE run.source_key = c.source_key AND run.started_at <= c.fresh_after
      AND run.state IN ('running', 'waiting-for-rate-limit'))
  ORDER BY c.release_at, c.id LIMIT $1
  FOR UPDATE OF c SKIP LOCKED
`;
