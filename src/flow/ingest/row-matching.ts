import type { Sql } from '../../database/sql.js';
import type { SyncedEntity } from '../synced-entity/synced-entity.public.js';
import { adoptRows } from './adoption.js';
import type { IncomingRecord } from './incoming-record.js';
import type { RecordMatch, RecordMatcher } from './record-matcher.js';

/** A page after its records have found their rows. */
export interface MatchedPage {
  /** To be stored. */
  readonly records: readonly IncomingRecord[];
  /** External ids of those that have a row by now; null when nobody asked. */
  readonly storedIds: ReadonlySet<string> | null;
  readonly refused: readonly Extract<RecordMatch, { kind: 'conflict' }>[];
}

/**
 * Lets the records of a page find rows without an external id, and gives those rows theirs. With `insertOnly` a row
 * that is found is a stored row like any other: it is left alone, and its record is not to be stored (C4).
 */
export async function matchRows(
  tx: Sql,
  entity: SyncedEntity,
  matcher: RecordMatcher | null,
  records: readonly IncomingRecord[],
  insertOnly: boolean,
): Promise<MatchedPage> {
  if (matcher === null || records.length === 0) {
    return { records, storedIds: null, refused: [] };
  }
  const matches = await matcher.match(tx, records);
  if (!insertOnly) {
    await adoptRows(
      tx,
      entity,
      matches.filter((match) => match.kind === 'adopt'),
    );
  }
  const wanted = matches.filter(({ kind }) => kind !== 'conflict' && (kind !== 'adopt' || !insertOnly));
  return {
    records: wanted.map(({ record }) => record),
    storedIds: new Set(wanted.filter(({ kind }) => kind !== 'new').map(({ record }) => record.externalId)),
    refused: matches.filter((match) => match.kind === 'conflict'),
  };
}
