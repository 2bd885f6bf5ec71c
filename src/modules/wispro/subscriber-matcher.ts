import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/sql.js';
import type { IncomingRecord, RecordMatch, RecordMatcher } from '../../flow/ingest/ingest.public.js';
import { keysOf, matchSubscribers, type SubscriberKeys, type SubscriberRow } from './subscriber-matching.js';

/** Finds the accounts of a page of Wispro's clients (W4). One short query for a page whose clients are all known. */
@Injectable()
export class SubscriberMatcher implements RecordMatcher {
  async match(tx: Sql, records: readonly IncomingRecord[]): Promise<readonly RecordMatch[]> {
    const known = await this.knownIds(tx, records);
    const unknown = records.filter((record) => !known.has(record.externalId));
    const rows = unknown.length === 0 ? [] : await this.rowsWith(tx, keysOf(unknown));
    const matches = new Map(matchSubscribers(unknown, rows).map((match) => [match.record.externalId, match]));
    return records.map((record) => matches.get(record.externalId) ?? { kind: 'store', record });
  }

  private async knownIds(tx: Sql, records: readonly IncomingRecord[]): Promise<Set<string>> {
    const rows = await tx.query<{ id: string }>(
      'SELECT external_id AS id FROM users WHERE external_id = ANY ($1::text[])',
      [records.map((record) => record.externalId)],
      'wispro-known-ids',
    );
    return new Set(rows.map((row) => row.id));
  }

  private rowsWith(tx: Sql, { idsWispro, nationalIdKeys, codes }: SubscriberKeys): Promise<SubscriberRow[]> {
    return tx.query<SubscriberRow>(ROWS, [idsWispro, nationalIdKeys, codes], 'wispro-rows-by-key');
  }
}

/** OFFSET 0: one look-up by index a value, where a join might read the whole table for every page. */
const ROWS = ['id_wispro', 'national_id_key', 'code']
  .map(
    (column, index) => `
      SELECT id, external_id AS "externalId", id_wispro AS "idWispro", national_id_key AS "nationalIdKey", code,
             role = 0 AS "isSubscriber"
      FROM unnest($${index + 1}::text[]) AS given (value)
      CROSS JOIN LATERAL (SELECT * FROM users WHERE ${column} = given.value OFFSET 0) AS stored`,
  )
  .join(' UNION ');
