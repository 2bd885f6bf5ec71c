import type { Sql } from '../../database/sql.js';
import type { SyncedEntity } from '../synced-entity/synced-entity.public.js';
import type { IncomingRecord } from './incoming-record.js';

export interface WantedRecords {
  readonly records: readonly IncomingRecord[];
  /** How many had no row to update, by their word. */
  readonly skipped: Readonly<Record<string, number>>;
}

/**
 * Leaves out the records that are only for stored rows, where there is no row or where stored rows are left alone.
 * `storedIds` are the external ids that are known to have rows; null when that has still to be asked.
 */
export async function wantedRecords(
  tx: Sql,
  entity: SyncedEntity,
  records: readonly IncomingRecord[],
  insertOnly: boolean,
  storedIds: ReadonlySet<string> | null = null,
): Promise<WantedRecords> {
  const conditional = records.filter((record) => record.skippedUnlessStored !== undefined);
  if (conditional.length === 0) {
    return { records, skipped: {} };
  }
  const stored = storedIds ?? (await storedIdsOf(tx, entity, conditional));
  const skipped = new Map<string, number>();
  for (const { externalId, skippedUnlessStored: reason = '' } of conditional) {
    if (!stored.has(externalId)) {
      skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
    }
  }
  const isWanted = ({ externalId, skippedUnlessStored }: IncomingRecord): boolean =>
    skippedUnlessStored === undefined || (!insertOnly && stored.has(externalId));
  return { records: records.filter(isWanted), skipped: Object.fromEntries(skipped) };
}

async function storedIdsOf(
  tx: Sql,
  entity: SyncedEntity,
  records: readonly IncomingRecord[],
): Promise<Set<string>> {
  const rows = await tx.query<{ external_id: string }>(
    `SELECT external_id FROM "${entity.table}" WHERE external_id = ANY ($1::text[])`,
    [records.map((record) => record.externalId)],
  );
  return new Set(rows.map((row) => row.external_id));
}
