import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Principal } from '../../kernel/principal.js';
import { Ticks, windowSql, windowValues } from '../change-log/change-log.public.js';
import { columnOf, SyncedEntities, type SyncedEntity } from '../synced-entity/synced-entity.public.js';
import { pullView } from './pull-caller.js';
import { wireValueSql } from './wire-row.js';

export interface VerifyRequest {
  readonly table: string;
  /** Only ids that begin so: a client finds by bisection what it does not have. */
  readonly prefix: string;
  /** The client's cursor: `changedSince` then says whether the comparison is fair. */
  readonly since: number | Date | null;
}

export interface VerifyAnswer {
  readonly count: number;
  /** Hex SHA-256 over the hex MD5s of the rows' canonical texts, in the byte order of their ids. */
  readonly hash: string;
  /** Records that changed after `since`: pull first when there are any. */
  readonly changedSince: number | null;
}

/**
 * Lets a client prove that it holds what the server has (SYNC-PROTOCOL §6). The canonical text of a row is
 * the JSON array of its id and its columns in the order of /api/sync/schema, members joined by a comma
 * and a space, so that `'[' + values.map(JSON.stringify).join(', ') + ']'` makes the same.
 */
@Injectable()
export class Verification {
  constructor(
    private readonly database: Database,
    private readonly ticks: Ticks,
    private readonly entities: SyncedEntities,
  ) {}

  async read(request: VerifyRequest, principal: Principal): Promise<VerifyAnswer> {
    const view = pullView(this.entities, principal, [request.table]);
    const entity = this.entities.get(request.table);
    const isScoped = view.tables.some((table) => table.isScoped);
    const [row] = await this.database.query<{ count: number; hash: string }>(
      `SELECT count(*)::int AS count, encode(sha256(convert_to(
                coalesce(string_agg(md5(${canonicalSql(entity)}), '' ORDER BY t.id), ''), 'UTF8')), 'hex') AS hash
       FROM ${entity.table} AS t
       WHERE starts_with(t.id, $1) AND ${isScoped ? 't.scope && $2::text[]' : '$2::text[] IS NOT NULL'}`,
      [request.prefix, view.tokens],
    );
    return {
      count: row?.count ?? 0,
      hash: row?.hash ?? '',
      changedSince: await this.changedSince(entity, request),
    };
  }

  private async changedSince(entity: SyncedEntity, request: VerifyRequest): Promise<number | null> {
    if (request.since === null) {
      return null;
    }
    const present = await this.ticks.take();
    const after = await this.ticks.resolve(request.since, present);
    const [row] = await this.database.query<{ count: number }>(
      `SELECT count(DISTINCT entity_id)::int AS count
       FROM (${windowSql('l.entity_id', 1, `l.entity = ${entity.number} AND l.op <> 'R'`)}) AS changed
       WHERE starts_with(entity_id, $5)`,
      [...windowValues(after, present), request.prefix],
    );
    return row?.count ?? 0;
  }
}

/** `json_build_array` escapes as JSON.stringify does, and puts a comma and a space between members. */
function canonicalSql(entity: SyncedEntity): string {
  const values = Object.entries(entity.fields).map(([name, field]) =>
    wireValueSql(`t.${columnOf(name, field)}`, field),
  );
  return `json_build_array(${['t.id', ...values].join(', ')})::text`;
}
