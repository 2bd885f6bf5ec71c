import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Principal } from '../../kernel/principal.js';
import { gone, type Tick, Ticks } from '../change-log/change-log.public.js';
import { SyncedEntities } from '../synced-entity/synced-entity.public.js';
import { answerText, type TablePart } from './answer.js';
import { decodeInitialPosition, encodePageToken, type InitialPosition } from './page-token.js';
import { pullView } from './pull-caller.js';
import type { ReadTable } from './window-statement.js';
import { wireColumnsSql } from './wire-row.js';

export interface InitialRequest {
  readonly tables: readonly string[] | null;
  /** Rows a page. */
  readonly limit: number;
  readonly page: string | null;
}

interface PageRow {
  readonly rows: string | null;
  readonly count: number;
  readonly last: string | null;
}

/**
 * Everything the caller may see, page by page (SYNC-PROTOCOL §3). The first page fixes the tick; rows
 * that change while the client pages arrive with its first incremental pull from there.
 */
@Injectable()
export class InitialPages {
  constructor(
    private readonly database: Database,
    private readonly ticks: Ticks,
    private readonly entities: SyncedEntities,
  ) {}

  /** The answer's JSON text. */
  async read(request: InitialRequest, principal: Principal): Promise<string> {
    const present = await this.ticks.take();
    const position = request.page === null ? null : decodeInitialPosition(request.page);
    const view = pullView(this.entities, principal, position?.tables ?? request.tables);
    const tick = position === null ? present : await this.sameTick(position, present);
    const parts = new Map<string, TablePart>();
    const end = await this.fill(view.tables, view.tokens, position, request.limit, parts);
    const next =
      end === null
        ? null
        : encodePageToken({
            k: 'initial',
            tick: tick.id,
            tables: view.tables.map(({ entity }) => entity.table),
            ...end,
          });
    return answerText(view.tables, parts, {
      timestamp: tick.id,
      generation: tick.gen,
      hasMore: next !== null,
      next,
    });
  }

  private async sameTick(position: InitialPosition, present: Tick): Promise<Tick> {
    const tick = await this.ticks.resolve(position.tick, present);
    if (tick.id !== position.tick) {
      throw gone('CURSOR_EXPIRED', 'The tick of this page is no longer kept.');
    }
    return tick;
  }

  /** Fills the page table by table; answers where the next one begins, or null after the last row. */
  private async fill(
    tables: readonly ReadTable[],
    tokens: readonly string[],
    position: InitialPosition | null,
    limit: number,
    parts: Map<string, TablePart>,
  ): Promise<{ table: string; id: string } | null> {
    const first = position === null ? 0 : tables.findIndex(({ entity }) => entity.table === position.table);
    let room = limit;
    for (const [index, table] of tables.entries()) {
      if (index < first) {
        continue;
      }
      const afterId = index === first ? (position?.id ?? '') : '';
      const row = await this.rows(table, tokens, afterId, room);
      parts.set(table.entity.table, { updated: row.rows, deleted: null });
      room -= row.count;
      if (room === 0) {
        return { table: table.entity.table, id: row.last ?? afterId };
      }
    }
    return null;
  }

  private async rows(
    { entity, isScoped }: ReadTable,
    tokens: readonly string[],
    afterId: string,
    limit: number,
  ): Promise<PageRow> {
    const [row] = await this.database.query<PageRow>(
      `SELECT string_agg(row_to_json(x)::text, ',') AS rows, count(*)::int AS count, max(x.id) AS last
       FROM (SELECT ${wireColumnsSql(entity, 't')} FROM ${entity.table} AS t
             WHERE t.id > $1 AND ${isScoped ? 't.scope && $3::text[]' : '$3::text[] IS NOT NULL'}
             ORDER BY t.id LIMIT $2) AS x`,
      [afterId, limit, tokens],
      `initial-${entity.number}${isScoped ? 's' : ''}`,
    );
    return row ?? { rows: null, count: 0, last: null };
  }
}
