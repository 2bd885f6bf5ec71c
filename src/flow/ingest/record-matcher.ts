import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/sql.js';
import type { IncomingRecord } from './incoming-record.js';

/** What becomes of one record of a page, before anything of the page is written. */
export type RecordMatch =
  /** A row has its external id. */
  | { readonly kind: 'known'; readonly record: IncomingRecord }
  /** No row is the record. It may be given other first values than it came with. */
  | { readonly kind: 'new'; readonly record: IncomingRecord }
  /** It is this row, which no source has claimed: the row gets the record's external id, and then its values. */
  | { readonly kind: 'adopt'; readonly record: IncomingRecord; readonly rowId: string }
  /** It cannot be told whose it is: refused with the sentence, which shows no value of the record. */
  | {
      readonly kind: 'conflict';
      readonly record: IncomingRecord;
      readonly reason: string;
      /** Stable: a short word. */
      readonly code: string;
    };

/**
 * How the records of a table find rows that were there before their source: by a natural key, such as a national id
 * (W4). A module registers one for its table. Called for each page inside the page's transaction, so it asks for the
 * whole page at once; it reads, decides, and writes nothing: ingest does.
 */
export interface RecordMatcher {
  /** Answers one match for each record, in the same order. External ids are unique in `records`. */
  match(tx: Sql, records: readonly IncomingRecord[]): Promise<readonly RecordMatch[]>;
}

/** The registry of matchers. A table without one knows its rows by their external ids alone. */
@Injectable()
export class RecordMatchers {
  private readonly byTable = new Map<string, RecordMatcher>();

  /** At start only. Two for one table are a mistake of ours: it throws. */
  register(table: string, matcher: RecordMatcher): void {
    if (this.byTable.has(table)) {
      throw new Error(`The records of ${table} have a matcher already`);
    }
    this.byTable.set(table, matcher);
  }

  find(table: string): RecordMatcher | null {
    return this.byTable.get(table) ?? null;
  }
}
