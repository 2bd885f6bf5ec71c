import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';
import type { Sql } from '../../../database/sql.js';
import { storedText } from '../run/stored-text.js';
import type { QuarantineEntry, QuarantineItem, QuarantineState } from './quarantine-entry.js';
import { PayloadSeal } from './payload-seal.js';
import { FILTER, FILTER_COUNT, filterValues, type QuarantineFilter } from './quarantine-filter.js';

export type { QuarantineEntry, QuarantineItem } from './quarantine-entry.js';

/** What has been learned about an entry. */
export interface Settlement {
  readonly state: QuarantineState;
  readonly reason: string;
  readonly code: string;
  readonly payload: unknown;
  /** Keys whose values are not kept, also of a payload that a person corrected (W12). */
  readonly secretKeys: readonly string[];
  readonly attempts: number;
  /** Who settled it; null: the source itself, by sending it right. */
  readonly resolvedBy: string | null;
  /** Our id of the record that it became, where one is known. */
  readonly recordId: string | null;
}

/** Every statement on `quarantine`: what could not be stored waits there for a person, and is never dropped. */
@Injectable()
export class Quarantine {
  constructor(
    private readonly database: Database,
    private readonly seal: PayloadSeal,
  ) {}

  /**
   * Puts items away, in the transaction that stores their neighbours. An item whose `dedupeKey` is known and
   * unresolved brings that entry up to date instead of adding one; an ignored one stays ignored.
   */
  async add(tx: Sql, items: readonly QuarantineItem[]): Promise<void> {
    if (items.length > 0) {
      await tx.query(
        ADD,
        [JSON.stringify(withoutRepeats(items).map((item) => this.toInsert(item)))],
        'quarantine_add',
      );
    }
  }

  /** Resolves what has arrived in good order meanwhile. */
  async resolveRecords(
    tx: Sql,
    sourceKey: string,
    entity: string,
    externalIds: readonly string[],
  ): Promise<void> {
    await tx.query(RESOLVE_RECORDS, [sourceKey, entity, externalIds], 'quarantine_resolve');
  }

  /** Resolves records without an id that the complete listing of `runId` no longer had. */
  async resolveUnseen(tx: Sql, sourceKey: string, entity: string, runId: string): Promise<void> {
    await tx.query(RESOLVE_UNSEEN, [sourceKey, entity, runId]);
  }

  async find(id: string, sql: Sql = this.database): Promise<QuarantineEntry | null> {
    const [row] = await sql.query<EntryRow>(`SELECT ${COLUMNS} FROM quarantine WHERE id = $1`, [id]);
    return row === undefined ? null : this.toEntry(row);
  }

  /** Locks the entry until the transaction ends, so that two people do not retry it at once. */
  async findForUpdate(tx: Sql, id: string): Promise<QuarantineEntry | null> {
    const [row] = await tx.query<EntryRow>(`SELECT ${COLUMNS} FROM quarantine WHERE id = $1 FOR UPDATE`, [
      id,
    ]);
    return row === undefined ? null : this.toEntry(row);
  }

  /** Newest first, with the number of all. */
  async list(
    filter: QuarantineFilter,
    limit: number,
    offset: number,
  ): Promise<{ entries: QuarantineEntry[]; total: number }> {
    const values = filterValues(filter);
    const rows = await this.database.query<EntryRow>(
      `SELECT ${COLUMNS} FROM quarantine WHERE ${FILTER}
       ORDER BY last_seen_at DESC, id LIMIT $${FILTER_COUNT + 1} OFFSET $${FILTER_COUNT + 2}`,
      [...values, limit, offset],
    );
    const [count] = await this.database.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM quarantine WHERE ${FILTER}`,
      values,
    );
    return { entries: rows.map((row) => this.toEntry(row)), total: count?.total ?? 0 };
  }

  /**
   * At most `limit` ids, the oldest first, from behind the entry `after`, with the number of all from there on: what was
   * sent first is applied first, and a record comes before what was sent to change it.
   */
  async listIds(
    filter: QuarantineFilter,
    after: string | null,
    limit: number,
  ): Promise<{ ids: string[]; total: number }> {
    const rows = await this.database.query<{ id: string; total: number }>(
      `SELECT id, (count(*) OVER ())::int AS total FROM quarantine
       WHERE ${FILTER} AND ($${FILTER_COUNT + 1}::uuid IS NULL
         OR (created_at, id) > (SELECT created_at, id FROM quarantine WHERE id = $${FILTER_COUNT + 1}))
       ORDER BY created_at, id LIMIT $${FILTER_COUNT + 2}`,
      [...filterValues(filter), after, limit],
    );
    return { ids: rows.map(({ id }) => id), total: rows[0]?.total ?? 0 };
  }

  async settle(tx: Sql, id: string, settlement: Settlement): Promise<void> {
    const { state, reason, code, payload, secretKeys, attempts, resolvedBy, recordId } = settlement;
    await tx.query(SETTLE, [
      id,
      state,
      storedText(reason),
      code,
      JSON.stringify(this.seal.toStored(payload, secretKeys)),
      attempts,
      resolvedBy,
      recordId,
    ]);
  }

  private toEntry(row: EntryRow): QuarantineEntry {
    const { id, kind, entity, reason, code, attempts, state } = row;
    return {
      ...{ id, kind, entity, reason, code, attempts, state },
      sourceKey: row.source_key,
      externalId: row.external_id,
      recordId: row.record_id,
      payload: this.seal.fromStored(row.payload),
      runId: row.run_id,
      deviceId: row.device_id,
      userId: row.user_id,
      createdAt: row.created_at,
      lastSeenAt: row.last_seen_at,
      resolvedAt: row.resolved_at,
      resolvedBy: row.resolved_by,
    };
  }

  private toInsert(item: QuarantineItem): Record<string, unknown> {
    return {
      kind: item.kind,
      source_key: item.sourceKey,
      entity: item.entity,
      external_id: item.externalId,
      record_id: item.recordId,
      payload: this.seal.toStored(item.payload, item.secretKeys ?? []),
      reason: storedText(item.reason),
      code: item.code,
      run_id: item.runId ?? null,
      device_id: item.deviceId ?? null,
      user_id: item.userId ?? null,
      dedupe_key: item.dedupeKey,
    };
  }
}

const COLUMNS = `id, kind, source_key, entity, external_id, record_id, payload, reason, code, attempts, state, run_id,
  device_id, user_id, created_at, last_seen_at, resolved_at, resolved_by`;

const ADD = `
  INSERT INTO quarantine AS known (kind, source_key, entity, external_id, record_id, payload, reason, code, run_id,
    device_id, user_id, dedupe_key)
  SELECT kind, source_key, entity, external_id, record_id, payload, reason, code, run_id, device_id, user_id, dedupe_key
  FROM jsonb_populate_recordset(NULL::quarantine, $1::jsonb) AS incoming
  ON CONFLICT (kind, source_key, entity, dedupe_key) WHERE state <> 'resolved' AND dedupe_key IS NOT NULL
  DO UPDATE SET payload = excluded.payload, reason = excluded.reason, code = excluded.code, run_id = excluded.run_id,
    attempts = known.attempts + 1, last_seen_at = now()`;

const RESOLVED = `state = 'resolved', resolved_at = now(), resolved_by = NULL`;

const RESOLVE_RECORDS = resolveRecordsSql('$1', '$2', '$3');

const RESOLVE_UNSEEN = `
  UPDATE quarantine SET ${RESOLVED}
  WHERE kind = 'record' AND state <> 'resolved' AND source_key = $1 AND entity = $2 AND external_id IS NULL
    AND run_id IS DISTINCT FROM $3`;

const SETTLE = `
  UPDATE quarantine SET state = $2, reason = $3, code = $4, payload = $5, attempts = $6,
    resolved_at = CASE WHEN $2 = 'open' THEN NULL ELSE now() END, resolved_by = $7, record_id = $8
  WHERE id = $1`;

/** Resolves records that have arrived in good order. The parameters: the source, the entity, the external ids. */
export function resolveRecordsSql(sourceKey: string, entity: string, externalIds: string): string {
  return `
  UPDATE quarantine SET ${RESOLVED}
  WHERE kind = 'record' AND state <> 'resolved' AND source_key = ${sourceKey} AND entity = ${entity}
    AND dedupe_key = ANY (${externalIds}::text[])`;
}

interface EntryRow {
  readonly id: string;
  readonly kind: QuarantineEntry['kind'];
  readonly source_key: string | null;
  readonly entity: string;
  readonly external_id: string | null;
  readonly record_id: string | null;
  readonly payload: unknown;
  readonly reason: string;
  readonly code: string;
  readonly attempts: number;
  readonly state: QuarantineState;
  readonly run_id: string | null;
  readonly device_id: string | null;
  readonly user_id: string | null;
  readonly created_at: Date;
  readonly last_seen_at: Date;
  readonly resolved_at: Date | null;
  readonly resolved_by: string | null;
}

/** One statement may not meet the same entry twice: the last item stands for it. */
function withoutRepeats(items: readonly QuarantineItem[]): QuarantineItem[] {
  const byKey = new Map<string, QuarantineItem>();
  items.forEach((item, index) => {
    const key =
      item.dedupeKey === null
        ? `#${index}`
        : JSON.stringify([item.kind, item.sourceKey, item.entity, item.dedupeKey]);
    byKey.set(key, item);
  });
  return [...byKey.values()];
}
