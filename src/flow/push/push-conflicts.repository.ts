import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { WireValue } from '../pull/pull.public.js';

/** A field that a push and somebody else had changed, and what was kept of it. */
export interface PushConflict {
  readonly id: string;
  readonly entity: string;
  readonly recordId: string;
  readonly field: string;
  /** As pushed; a personal value is `[hidden]`. */
  readonly yours: WireValue;
  /** As somebody else had stored it. */
  readonly theirs: WireValue;
  readonly kept: 'yours' | 'theirs';
  readonly userId: string;
  readonly deviceId: string | null;
  /** Null: the push named no device, or the device is gone. */
  readonly deviceName: string | null;
  readonly at: Date;
}

/** What is absent asks for nothing. */
export interface ConflictFilter {
  readonly entity?: string | undefined;
  readonly recordId?: string | undefined;
  readonly deviceId?: string | undefined;
}

/** Reads what pushes settled (D2). */
@Injectable()
export class PushConflicts {
  constructor(private readonly database: Database) {}

  /** A page, in the order in which they were stored or the other way round, and how many all pages have. */
  async page(
    { entity, recordId, deviceId }: ConflictFilter,
    {
      order,
      limit,
      offset,
    }: { readonly order: 'asc' | 'desc'; readonly limit: number; readonly offset: number },
  ): Promise<{ readonly conflicts: PushConflict[]; readonly total: number }> {
    const filter = [entity ?? null, recordId ?? null, deviceId ?? null];
    const [conflicts, counted] = await Promise.all([
      this.database.query<PushConflict>(PAGES[order], [...filter, limit, offset]),
      this.database.query<{ total: number }>(COUNT, filter),
    ]);
    return { conflicts, total: counted[0]?.total ?? 0 };
  }
}

const FILTER = `($1::text IS NULL OR c.entity = $1) AND ($2::text IS NULL OR c.record_id = $2)
  AND ($3::uuid IS NULL OR c.device_id = $3::uuid)`;

const page = (direction: 'ASC' | 'DESC'): string => `
  SELECT c.id, c.entity, c.record_id AS "recordId", c.field, c.yours, c.theirs, c.kept, c.user_id AS "userId",
         c.device_id AS "deviceId", d.name AS "deviceName", c.at
  FROM push_conflict AS c
  LEFT JOIN sync_device AS d ON d.id = c.device_id
  WHERE ${FILTER}
  ORDER BY c.id ${direction}
  LIMIT $4 OFFSET $5
`;

const PAGES = { asc: page('ASC'), desc: page('DESC') } as const;

const COUNT = `SELECT count(*)::int AS total FROM push_conflict AS c WHERE ${FILTER}`;
