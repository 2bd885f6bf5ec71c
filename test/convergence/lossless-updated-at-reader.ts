import type pg from 'pg';
import type { ChangeReader, ReadChanges } from './lossless-reader.js';
import { CHECKED_TABLES, type HeldRow, selectRows } from './lossless-tables.js';

/**
 * The cursor that most hand-made sync APIs have: "rows whose `updated_at` is later than the latest that I
 * hold", deletions from a list with their times. It exists to be convicted: a check that it passes proves
 * nothing. Every favour is done to it — all rows of an instant are read again, deletions are never lost
 * to a missing trigger, time is the database's own — but a transaction that commits after a reader has seen a
 * later `updated_at` is lost to that reader for ever.
 */
export class UpdatedAtReader implements ChangeReader {
  constructor(private readonly pool: pg.Pool) {}

  async read(cursor: string | null): Promise<ReadChanges> {
    const since = cursor === null ? 0 : Number(cursor);
    const updated: { table: string; row: HeldRow }[] = [];
    for (const checked of CHECKED_TABLES) {
      const { rows } = await this.pool.query<HeldRow>(
        `${selectRows(checked)} ${conditionOf(checked.table)}`,
        [since],
      );
      updated.push(...rows.map((row) => ({ table: checked.table, row })));
    }
    const { rows: deleted } = await this.pool.query<{ table: string; id: string; at: number }>(DELETED, [
      since,
    ]);
    const gone = deleted.filter(
      ({ table, id }) => !updated.some((one) => one.table === table && one.row.id === id),
    );
    const times = [
      since,
      ...updated.map(({ row }) => Number(row.updatedAt ?? 0)),
      ...deleted.map(({ at }) => at),
    ];
    return { updated, deleted: gone, cursor: String(Math.max(...times)), hasMore: false };
  }
}

function conditionOf(table: string): string {
  const instant = 'to_timestamp($1 / 1000.0)';
  return table === 'order_items'
    ? `WHERE order_id IN (SELECT id FROM orders WHERE updated_at >= ${instant})`
    : `WHERE updated_at >= ${instant}`;
}

const DELETED = `
  SELECT (ARRAY[NULL, 'contacts', 'deals', 'tasks', NULL, NULL, NULL, 'products', 'orders', 'order_items'])[entity] AS table,
         entity_id AS id, floor(extract(epoch FROM max(at)) * 1000)::float8 AS at
  FROM change_log WHERE op = 'D' AND at >= to_timestamp($1 / 1000.0) GROUP BY entity, entity_id
`;
