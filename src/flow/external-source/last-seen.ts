import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';

/** When sources last listed the records that came from them (C3): known without a write for those that stay. */
@Injectable()
export class LastSeen {
  constructor(private readonly database: Database) {}

  /**
   * By external id; null for a record that no believed listing has had. An answer is the end of a listing, so
   * records of one source have few different ones.
   */
  async of(
    sourceKey: string,
    entity: string,
    externalIds: readonly string[],
  ): Promise<ReadonlyMap<string, Date | null>> {
    const rows = await this.database.query<{ external_id: string; seen_at: Date | null }>(
      `SELECT asked.external_id, coalesce(absence.last_seen_at, position.listed_at) AS seen_at
       FROM unnest($3::text[]) AS asked (external_id)
       LEFT JOIN source_absence AS absence ON absence.source_key = $1 AND absence.entity = $2
         AND absence.external_id = asked.external_id
       LEFT JOIN source_position AS position ON position.source_key = $1 AND position.entity = $2`,
      [sourceKey, entity, externalIds],
    );
    return new Map(rows.map((row) => [row.external_id, row.seen_at]));
  }

  /** How many of the stored records of `table` a listing has had at or after `since`. */
  async countSince(sourceKey: string, table: string, since: Date): Promise<number> {
    const [row] = await this.database.query<{ seen: number }>(
      `SELECT count(*)::int AS seen FROM "${table}" AS stored
       LEFT JOIN source_absence AS absence ON absence.source_key = $1 AND absence.entity = $2
         AND absence.external_id = stored.external_id
       LEFT JOIN source_position AS position ON position.source_key = $1 AND position.entity = $2
       WHERE stored.external_id IS NOT NULL AND coalesce(absence.last_seen_at, position.listed_at) >= $3`,
      [sourceKey, table, since],
    );
    return row?.seen ?? 0;
  }
}
