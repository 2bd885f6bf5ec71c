import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Principal } from '../../kernel/principal.js';
import { type Tick, windowSql, windowValues } from '../change-log/change-log.public.js';
import { SyncedEntities, visibleScope } from '../synced-entity/synced-entity.public.js';
import { LastChanges } from './last-changes.js';
import { visibleTables } from './pull-caller.js';

export interface EntityStatus {
  readonly count: number;
  readonly lastChangeAt: number | null;
}

const VIEWERS_MAX = 1_000;

/** What /api/sync/status says of the tables, and of what a device has not pulled yet. */
@Injectable()
export class EntityStatuses {
  /** Counting is the dear part: it is done again only when something has changed. */
  private readonly counted = new Map<
    string,
    { readonly tick: number; readonly statuses: Record<string, EntityStatus> }
  >();

  constructor(
    private readonly database: Database,
    private readonly entities: SyncedEntities,
    private readonly lastChanges: LastChanges,
  ) {}

  /** Rows that the caller sees, and when the table last changed (epoch ms), as of `present` or later. */
  async list(principal: Principal, present: Tick): Promise<Record<string, EntityStatus>> {
    const viewer = principal.role === 'admin' ? 'admin' : principal.userId;
    const known = this.counted.get(viewer);
    if (known?.tick === present.id) {
      return known.statuses;
    }
    const statuses = await this.count(principal, await this.lastChanges.find(present));
    if (this.counted.size >= VIEWERS_MAX) {
      this.counted.clear();
    }
    this.counted.set(viewer, { tick: present.id, statuses });
    return statuses;
  }

  private async count(
    principal: Principal,
    lastChanges: ReadonlyMap<number, number>,
  ): Promise<Record<string, EntityStatus>> {
    const statuses: Record<string, EntityStatus> = {};
    for (const entity of visibleTables(this.entities, principal)) {
      const [row] = await this.database.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM ${entity.table} AS t WHERE $1::text[] IS NULL OR t.scope && $1::text[]`,
        [visibleScope(entity, principal)],
        `status-${entity.number}`,
      );
      statuses[entity.table] = {
        count: row?.count ?? 0,
        lastChangeAt: lastChanges.get(entity.number) ?? null,
      };
    }
    return statuses;
  }

  /** Records per table that changed between two ticks: what a device with the first one lacks. */
  async pending(after: Tick, upTo: Tick, principal: Principal): Promise<Record<string, number>> {
    const tables = visibleTables(this.entities, principal);
    const rows = await this.database.query<{ entity: number; count: number }>(
      `SELECT entity, count(DISTINCT entity_id)::int AS count
       FROM (${windowSql('l.entity, l.entity_id', 1, "l.entity = ANY ($5::smallint[]) AND l.op <> 'R'")}) AS changed GROUP BY entity`,
      [...windowValues(after, upTo), tables.map((entity) => entity.number)],
    );
    const counts = new Map(rows.map(({ entity, count }) => [entity, count]));
    return Object.fromEntries(
      tables.flatMap((entity) => {
        const count = counts.get(entity.number);
        return count === undefined ? [] : [[entity.table, count]];
      }),
    );
  }
}
