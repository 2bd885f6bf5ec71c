import type { QueryRunner } from 'typeorm';

/** Wire name → column, as the entity's description has it (a test compares the two). */
export type TrackedColumns = Readonly<Record<string, string>>;

/** Puts the change-log triggers on a table. For migrations only. */
export async function trackTable(
  queryRunner: QueryRunner,
  table: string,
  entityNumber: number,
  columns: TrackedColumns,
): Promise<void> {
  await queryRunner.query('SELECT sync_track_table($1::regclass, $2::smallint, $3::text[], $4::text[])', [
    table,
    entityNumber,
    Object.values(columns),
    Object.keys(columns),
  ]);
}
