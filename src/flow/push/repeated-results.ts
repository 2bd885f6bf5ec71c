import type { Sql } from '../../database/sql.js';
import type { Principal } from '../../kernel/principal.js';
import { wireColumnsSql, type WireRow } from '../pull/pull.public.js';
import {
  type SyncedEntities,
  type SyncedEntity,
  visibleScope,
} from '../synced-entity/synced-entity.public.js';
import type { ChangeResult, KeptResult, SentChange } from './change.js';
import { plainResult } from './results.js';

/** A change that came before, and what was answered then; null: it was simply applied. */
export interface RepeatedChange {
  readonly sent: SentChange;
  readonly kept: KeptResult | null;
}

/**
 * The results of changes that came before: as they were, each with its record as it is now. A record of the
 * first answer could be older than what the device has pulled since.
 */
export async function repeatedResults(
  tx: Sql,
  entities: SyncedEntities,
  principal: Principal,
  repeated: readonly RepeatedChange[],
): Promise<ChangeResult[]> {
  const results = repeated.map(
    ({ sent, kept }) => kept ?? plainResult(sent, entities.find(sent.tableName)?.table ?? sent.tableName),
  );
  const accepted = results.filter(({ status }) => status !== 'rejected');
  const rows = new Map<string, Map<string, WireRow>>();
  for (const table of new Set(accepted.map((result) => result.table))) {
    const entity = entities.find(table);
    const ids = accepted.filter((result) => result.table === table).map(({ id }) => id);
    if (entity !== null) {
      rows.set(table, await visibleRows(tx, entity, ids, principal));
    }
  }
  return results.map((result) => ({
    ...result,
    record: result.record ?? rows.get(result.table)?.get(result.id) ?? null,
    replayed: true,
  }));
}

async function visibleRows(
  tx: Sql,
  entity: SyncedEntity,
  ids: readonly string[],
  principal: Principal,
): Promise<Map<string, WireRow>> {
  const rows = await tx.query<{ row: WireRow }>(
    `SELECT row_to_json(x) AS row
     FROM (SELECT ${wireColumnsSql(entity, 't')} FROM ${entity.table} AS t
           WHERE t.id = ANY ($1::text[]) AND ($2::text[] IS NULL OR t.scope && $2::text[])) AS x`,
    [ids, visibleScope(entity, principal)],
    `push-repeated-${entity.number}`,
  );
  return new Map(rows.map(({ row }) => [row.id, row]));
}
