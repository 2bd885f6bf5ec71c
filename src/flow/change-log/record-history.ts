import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';

/** One change of one record, as the log has it. */
export interface HistoryEntry {
  readonly at: Date;
  readonly op: 'create' | 'update' | 'delete';
  /** Wire names of the fields that changed; null for a create or delete, which concern all of them. */
  readonly fields: readonly string[] | null;
  /** The user who made the change; null when a program did, an import for example. */
  readonly actor: string | null;
}

export interface HistoryPage {
  readonly entries: readonly HistoryEntry[];
  readonly total: number;
}

/**
 * Reads what happened to one record (DESIGN §8), newest first, found by the log's index of records. What
 * retention has thinned away is gone from here too (SYNC-PROTOCOL §1). It checks no access: ask it only for
 * a record that the caller may see.
 */
@Injectable()
export class RecordHistory {
  constructor(private readonly database: Database) {}

  /** `entityNumber` is the synced table's; `limit` and `offset` are rows. */
  async page(entityNumber: number, recordId: string, limit: number, offset: number): Promise<HistoryPage> {
    const [entries, counted] = await Promise.all([
      this.database.query<HistoryEntry>(PAGE, [entityNumber, recordId, limit, offset]),
      this.database.query<{ total: number }>(COUNT, [entityNumber, recordId]),
    ]);
    return { entries, total: counted[0]?.total ?? 0 };
  }
}

// 'R' rows are no change: they only send a row again. The last change goes by seq, never by xid (§1 rule 8).
const PAGE = `
  SELECT at, CASE op WHEN 'I' THEN 'create' WHEN 'U' THEN 'update' ELSE 'delete' END AS op, fields, actor
  FROM change_log
  WHERE entity = $1::smallint AND entity_id = $2 AND op <> 'R'
  ORDER BY seq DESC
  LIMIT $3 OFFSET $4
`;

const COUNT = `
  SELECT count(*)::integer AS total FROM change_log
  WHERE entity = $1::smallint AND entity_id = $2 AND op <> 'R'
`;
