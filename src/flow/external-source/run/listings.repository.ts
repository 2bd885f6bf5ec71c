import { Injectable } from '@nestjs/common';
import type { Sql } from '../../../database/sql.js';

/** What a source's listing of an entity had, and what the table has: `source_run_page` and `source_position`. */
@Injectable()
export class Listings {
  /** Forgets the pages of an entity, because its listing starts over. */
  async restart(tx: Sql, runId: string, entity: string): Promise<void> {
    await tx.query(`DELETE FROM source_run_page WHERE run_id = $1 AND entity = $2`, [runId, entity]);
  }

  /** The ids that a run has seen so far. */
  async seenIds(tx: Sql, runId: string, entity: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT DISTINCT unnest(external_ids) AS id FROM source_run_page WHERE run_id = $1 AND entity = $2`,
      [runId, entity],
    );
    return rows.map((row) => row.id);
  }

  /** Stored rows of `table` that came from outside and are not marked as missing. */
  async countPresent(tx: Sql, table: string): Promise<number> {
    const [row] = await tx.query<{ present: number }>(
      `SELECT count(*)::int AS present FROM "${table}" WHERE external_id IS NOT NULL AND missing_since IS NULL`,
    );
    return row?.present ?? 0;
  }

  /** Those of them that the run has not seen. */
  async missingIds(tx: Sql, table: string, runId: string, entity: string): Promise<string[]> {
    const rows = await tx.query<{ external_id: string }>(
      `SELECT external_id FROM "${table}" WHERE external_id IS NOT NULL AND missing_since IS NULL
       EXCEPT SELECT unnest(external_ids) FROM source_run_page WHERE run_id = $1 AND entity = $2`,
      [runId, entity],
    );
    return rows.map((row) => row.external_id);
  }

  /** `missing_since` is no synced column: no device hears of it, and nothing is deleted (C3). */
  async markMissing(tx: Sql, table: string, externalIds: readonly string[]): Promise<void> {
    await tx.query(
      `UPDATE "${table}" SET missing_since = now() WHERE id IN (
         SELECT id FROM "${table}" WHERE external_id = ANY ($1::text[]) AND missing_since IS NULL ORDER BY id FOR UPDATE)`,
      [externalIds],
    );
  }

  /**
   * Notes that a listing which is believed has ended (C3). Records that it had are not written: they were seen when it
   * ended. Only those that came or went since the one before are.
   */
  async noteEnd(
    tx: Sql,
    { sourceKey, entity, runId }: { sourceKey: string; entity: string; runId: string },
    missingIds: readonly string[],
  ): Promise<void> {
    await tx.query(
      `DELETE FROM source_absence WHERE source_key = $1 AND entity = $2 AND external_id IN (
         SELECT unnest(external_ids) FROM source_run_page WHERE run_id = $3 AND entity = $2)`,
      [sourceKey, entity, runId],
    );
    await tx.query(
      `INSERT INTO source_absence (source_key, entity, external_id, last_seen_at)
       SELECT $1, $2, missing.external_id, coalesce(position.listed_at, now())
       FROM unnest($3::text[]) AS missing (external_id)
       LEFT JOIN source_position AS position ON position.source_key = $1 AND position.entity = $2
       ON CONFLICT DO NOTHING`,
      [sourceKey, entity, missingIds],
    );
    await tx.query(
      `INSERT INTO source_position (source_key, entity, listed_at) VALUES ($1, $2, now())
       ON CONFLICT (source_key, entity) DO UPDATE SET listed_at = excluded.listed_at`,
      [sourceKey, entity],
    );
  }

  /** What the last complete listing did not have. */
  async candidateIds(tx: Sql, sourceKey: string, entity: string): Promise<string[]> {
    const [row] = await tx.query<{ missing_candidates: string[] | null }>(
      `SELECT missing_candidates FROM source_position WHERE source_key = $1 AND entity = $2`,
      [sourceKey, entity],
    );
    return row?.missing_candidates ?? [];
  }

  async saveCandidates(
    tx: Sql,
    sourceKey: string,
    entity: string,
    externalIds: readonly string[],
  ): Promise<void> {
    await tx.query(
      `INSERT INTO source_position AS position (source_key, entity, missing_candidates) VALUES ($1, $2, $3)
       ON CONFLICT (source_key, entity) DO UPDATE SET missing_candidates = excluded.missing_candidates
       WHERE position.missing_candidates IS DISTINCT FROM excluded.missing_candidates`,
      [sourceKey, entity, externalIds],
    );
  }

  /** Where the source's history was left; null: at its beginning. */
  async cursor(tx: Sql, sourceKey: string, entity: string): Promise<string | null> {
    const [row] = await tx.query<{ cursor: string | null }>(
      `SELECT cursor FROM source_position WHERE source_key = $1 AND entity = $2`,
      [sourceKey, entity],
    );
    return row?.cursor ?? null;
  }
}
