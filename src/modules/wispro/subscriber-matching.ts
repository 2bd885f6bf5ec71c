import type { IncomingRecord, RecordMatch } from '../../flow/ingest/ingest.public.js';
import { nationalIdKey, readNationalId } from './national-id.js';

/** A stored account that shares a Wispro id, a national id or a login with a record of the page. */
export interface SubscriberRow {
  readonly id: string;
  /** Null: no source has claimed the row. */
  readonly externalId: string | null;
  readonly idWispro: string | null;
  readonly nationalIdKey: string | null;
  readonly code: string | null;
  readonly isSubscriber: boolean;
}

/** By what the accounts of one record are looked for, by column. */
export interface SubscriberKeys {
  readonly id_wispro: string;
  readonly national_id_key: string | null;
  readonly code: string | null;
}

export function keysOf(record: IncomingRecord): SubscriberKeys {
  return { id_wispro: record.externalId, national_id_key: keyOf(record), code: codeOf(record) };
}

/**
 * Decides whose the records are (W4): of a row with the Wispro id, else of one with the national id, else of nobody
 * yet. Pure. A row that has another Wispro id already, or that a record before this one in the page took, is a conflict
 * and stays; so does a row of somebody who works here, whose sign-in address an import must not replace.
 */
export function matchSubscribers(
  records: readonly IncomingRecord[],
  rows: readonly SubscriberRow[],
): RecordMatch[] {
  const page = new PageMatching(rows);
  return records.map((record) => page.match(record));
}

class PageMatching {
  private readonly takenRowIds = new Set<string>();
  private readonly takenKeys = new Set<string>();
  private readonly takenCodes: Set<string>;

  constructor(private readonly rows: readonly SubscriberRow[]) {
    this.takenCodes = new Set(rows.map((row) => row.code).filter((code) => code !== null));
  }

  match(record: IncomingRecord): RecordMatch {
    const key = keyOf(record);
    const [row, ...others] = this.rowsOf(record, key);
    if (others.length > 0) {
      return conflict(record, 'ambiguous-national-id', 'Several accounts have this national id');
    }
    const isTaken = row !== undefined && (row.externalId !== null || this.takenRowIds.has(row.id));
    if (isTaken || (row === undefined && key !== null && this.takenKeys.has(key))) {
      return conflict(
        record,
        'second-wispro-id',
        'This national id belongs to a subscriber with another Wispro id',
      );
    }
    if (row?.isSubscriber === false) {
      return conflict(
        record,
        'staff-account',
        'The account with this national id is of somebody who works here',
      );
    }
    if (key !== null) {
      this.takenKeys.add(key);
    }
    if (row === undefined) {
      return { kind: 'new', record: this.withFreeCode(record) };
    }
    this.takenRowIds.add(row.id);
    return { kind: 'adopt', record, rowId: row.id };
  }

  private rowsOf(record: IncomingRecord, key: string | null): SubscriberRow[] {
    const sameWisproId = this.rows.filter((row) => row.idWispro === record.externalId);
    return sameWisproId.length > 0 || key === null
      ? sameWisproId
      : this.rows.filter((row) => row.nationalIdKey === key);
  }

  /** A company may have a person's digits. Only one of them can sign in with the digits alone: the first. */
  private withFreeCode(record: IncomingRecord): IncomingRecord {
    const code = codeOf(record);
    const id = nationalIdOf(record);
    const free =
      code === null || id === null || !this.takenCodes.has(code) ? code : `${id.letter}${id.digits}`;
    if (free !== null) {
      this.takenCodes.add(free);
    }
    return free === code ? record : { ...record, initialFields: { ...record.initialFields, code: free } };
  }
}

function conflict(record: IncomingRecord, code: string, reason: string): RecordMatch {
  return { kind: 'conflict', record, code, reason };
}

function keyOf(record: IncomingRecord): string | null {
  const id = nationalIdOf(record);
  return id === null ? null : nationalIdKey(id);
}

function nationalIdOf(record: IncomingRecord): ReturnType<typeof readNationalId> {
  const text = record.initialFields?.idNumber;
  return typeof text === 'string' ? readNationalId(text) : null;
}

function codeOf(record: IncomingRecord): string | null {
  const code = record.initialFields?.code;
  return typeof code === 'string' ? code : null;
}
