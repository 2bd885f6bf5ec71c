import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { AppError } from '../../kernel/app-error.js';
import { type Tick, windowSql, windowValues } from '../change-log/change-log.public.js';
import { columnOf } from '../synced-entity/synced-entity.public.js';
import type { TablePart } from './answer.js';
import type { PullView } from './pull-caller.js';
import type { ReadTable } from './window-statement.js';
import { wireColumnsSql } from './wire-row.js';

/** WatermelonDB's `migration`: what a client's new version has that its old one had not. */
export interface ClientMigration {
  readonly tables: readonly string[];
  readonly columns: readonly { readonly table: string; readonly columns: readonly string[] }[];
}

/** Adds to an incremental answer the rows of new tables, and the rows whose new columns are set (§4). */
@Injectable()
export class MigrationRows {
  constructor(private readonly database: Database) {}

  async add(
    migration: ClientMigration,
    view: PullView,
    after: Tick,
    upTo: Tick,
    parts: ReadonlyMap<string, TablePart>,
  ): Promise<Map<string, TablePart>> {
    const added = new Map(parts);
    for (const table of view.tables) {
      const condition = conditionOf(migration, table);
      if (condition !== null) {
        const part = parts.get(table.entity.table);
        const rows = await this.rows(table, condition, view.tokens, after, upTo);
        const updated = [part?.updated, rows].filter((text) => text != null).join(',');
        added.set(table.entity.table, { updated, deleted: part?.deleted ?? null });
      }
    }
    return added;
  }

  /** Rows that the window brings anyway are left out: an id comes once in an answer. */
  private async rows(
    table: ReadTable,
    condition: string,
    tokens: readonly string[],
    after: Tick,
    upTo: Tick,
  ): Promise<string | null> {
    const { entity, isScoped } = table;
    const [row] = await this.database.query<{ rows: string | null }>(
      `SELECT string_agg(row_to_json(x)::text, ',') AS rows FROM (
         SELECT ${wireColumnsSql(entity, 't')} FROM ${entity.table} AS t
         WHERE (${condition}) AND (${isScoped ? 't.scope && $5::text[]' : '$5::text[] IS NOT NULL'})
           AND NOT EXISTS (
             SELECT FROM (${windowSql('l.entity_id', 1, `l.entity = ${entity.number}`)}) AS changed
             WHERE changed.entity_id = t.id)) AS x`,
      [...windowValues(after, upTo), tokens],
    );
    return row?.rows ?? null;
  }
}

/** Null: the migration does not touch the table. Column names are looked up, never taken over. */
function conditionOf(migration: ClientMigration, { entity }: ReadTable): string | null {
  if (migration.tables.includes(entity.table)) {
    return 'true';
  }
  const names = migration.columns
    .filter(({ table }) => table === entity.table)
    .flatMap(({ columns }) => columns);
  const conditions = names.map((name) => {
    const field = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined;
    if (field === undefined) {
      throw new AppError('VALIDATION', 'The migration names a column that does not exist.', {
        errors: [
          {
            field: 'migration',
            message: `${entity.table} has no column ${JSON.stringify(name.slice(0, 60))}.`,
          },
        ],
      });
    }
    return `t.${columnOf(name, field)} IS NOT NULL`;
  });
  return conditions.length === 0 ? null : conditions.join(' OR ');
}
