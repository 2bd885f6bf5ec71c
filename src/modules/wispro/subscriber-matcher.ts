import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/sql.js';
import type { IncomingRecord, RecordMatch, RecordMatcher } from '../../flow/ingest/ingest.public.js';
import { keysOf, matchSubscribers, type SubscriberRow } from './subscriber-matching.js';

/** Finds the accounts of a page of Wispro's clients (W4), in one query. */
@Injectable()
export class SubscriberMatcher implements RecordMatcher {
  async match(tx: Sql, records: readonly IncomingRecord[]): Promise<readonly RecordMatch[]> {
    const found = await tx.query<FoundRow>(
      UNKNOWN_AND_ROWS,
      [JSON.stringify(records.map(keysOf))],
      'wispro-accounts-of-page',
    );
    const unknownIds = new Set(found.map((row) => row.unknownId));
    const rows = found.filter((row) => row.id !== null) as SubscriberRow[];
    const unknown = records.filter((record) => unknownIds.has(record.externalId));
    const matches = new Map(matchSubscribers(unknown, rows).map((match) => [match.record.externalId, match]));
    return records.map((record) => matches.get(record.externalId) ?? { kind: 'known', record });
  }
}

/** An id of the page that no account has, or an account that shares a key with one of those. */
interface FoundRow extends Omit<SubscriberRow, 'id'> {
  readonly unknownId: string | null;
  readonly id: string | null;
}

/** OFFSET 0: one look-up by index a value, where a join might read the whole table for every page. */
const UNKNOWN_AND_ROWS = `
  WITH unknown AS MATERIALIZED (
    SELECT given.*
    FROM jsonb_to_recordset($1::jsonb) AS given (id_wispro text, national_id_key text, code text)
    LEFT JOIN LATERAL (SELECT id FROM users WHERE external_id = given.id_wispro OFFSET 0) AS known ON true
    WHERE known.id IS NULL
  )
  SELECT id_wispro AS "unknownId", NULL AS id, NULL AS "externalId", NULL AS "idWispro", NULL AS "nationalIdKey",
         NULL AS code, NULL AS "isSubscriber"
  FROM unknown
  ${['id_wispro', 'national_id_key', 'code']
    .map(
      (column) => `
  UNION
  SELECT NULL, stored.id, stored.external_id, stored.id_wispro, stored.national_id_key, stored.code, stored.role = 0
  FROM unknown
  CROSS JOIN LATERAL (SELECT * FROM users WHERE ${column} = unknown.${column} OFFSET 0) AS stored`,
    )
    .join('')}`;
