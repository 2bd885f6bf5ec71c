import type { RaRecord } from 'react-admin';
import type { ListParams } from '../list-query.js';
import type { Fields, OutboxEntry } from './outbox-entry.js';

/** Where a record says that some of it is not sent yet. No field of the API begins so. */
export const UNSENT = '@unsent';
/** Where a record carries a tick that is no newer than its reading. */
export const TICK = '@tick';

/** What of a record waits in this browser. */
export interface Unsent {
  readonly operation: OutboxEntry['operation'];
  readonly fields: readonly string[];
}

export interface Listed {
  readonly data: RaRecord[];
  readonly total?: number;
}

/** The record with what waits for it, in order; the record itself when nothing does. */
export function withUnsent(record: RaRecord, waiting: readonly OutboxEntry[]): RaRecord {
  const [first] = waiting;
  if (first === undefined) {
    return record;
  }
  const fields: Fields = Object.assign({}, ...waiting.map((entry) => entry.fields)) as Fields;
  const isDeleted = waiting.some(({ operation }) => operation === 'DELETE');
  const operation = isDeleted ? 'DELETE' : first.operation === 'CREATE' ? 'CREATE' : 'UPDATE';
  const unsent: Unsent = { operation, fields: Object.keys(fields) };
  return { ...record, ...fields, id: record.id, [UNSENT]: unsent };
}

/** What can be shown of a record that the server did not give: as it was when it was edited. */
export function keptRecord(waiting: readonly OutboxEntry[]): RaRecord | null {
  const [first] = waiting;
  if (first === undefined) {
    return null;
  }
  const kept = waiting.find(({ record }) => record !== null)?.record ?? null;
  return kept === null && first.operation !== 'CREATE'
    ? null
    : withUnsent({ ...kept, id: first.recordId }, waiting);
}

/**
 * A page of a list with what waits: new values in their rows, new and moved records on the first page when the filter
 * lets them through as far as can be told here, without those that are to be deleted or have moved elsewhere.
 */
export function listWithUnsent(page: Listed, waiting: readonly OutboxEntry[], params: ListParams): Listed {
  if (waiting.length === 0) {
    return page;
  }
  const byRecord = groupedByRecord(waiting);
  const rows = page.data.map((record) => withUnsent(record, byRecord.get(String(record.id)) ?? []));
  const filter = params.filter ?? {};
  const shown = rows.filter((record) => isShown(record, filter));
  const present = new Set(page.data.map(({ id }) => String(id)));
  const made = [...byRecord.values()]
    .filter(([first]) => first !== undefined && !present.has(first.recordId))
    .flatMap((entries) => keptRecord(entries) ?? [])
    .filter((record) => hasCome(record, filter));
  const isFirstPage = (params.pagination?.page ?? 1) === 1;
  const gone = rows.length - shown.length;
  return {
    ...page,
    data: isFirstPage ? [...made, ...shown] : shown,
    ...(page.total === undefined ? {} : { total: page.total - gone + made.length }),
  };
}

function groupedByRecord(waiting: readonly OutboxEntry[]): ReadonlyMap<string, OutboxEntry[]> {
  const groups = new Map<string, OutboxEntry[]>();
  for (const entry of waiting) {
    groups.set(entry.recordId, [...(groups.get(entry.recordId) ?? []), entry]);
  }
  return groups;
}

/** What of a record waits; null when nothing does. */
export function unsentOf(record: Fields | undefined): Unsent | null {
  return (record?.[UNSENT] as Unsent | undefined) ?? null;
}

/** By what was changed of it: what else the filter means, the server has decided. */
function isShown(record: RaRecord, filter: Fields): boolean {
  const unsent = unsentOf(record);
  const changed = Object.entries(filter).filter(([name]) => unsent?.fields.includes(name) === true);
  return unsent?.operation !== 'DELETE' && isWanted(record, Object.fromEntries(changed));
}

/** A new record, or one that a changed field brings into this list: a deal into its new column. */
function hasCome(record: RaRecord, filter: Fields): boolean {
  const unsent = unsentOf(record);
  const isMoved =
    unsent?.operation === 'UPDATE' && Object.keys(filter).some((name) => unsent.fields.includes(name));
  return (unsent?.operation === 'CREATE' || isMoved) && isWanted(record, filter);
}

function isWanted(record: RaRecord, filter: Fields): boolean {
  return Object.entries(filter).every(([name, wish]) => {
    if (wish === undefined || wish === null || wish === '') {
      return true;
    }
    return name === 'q' && typeof wish === 'string' ? isFound(record, wish) : record[name] === wish;
  });
}

function isFound(record: RaRecord, wish: string): boolean {
  const wanted = wish.toLocaleLowerCase();
  return Object.values(record).some(
    (value) => typeof value === 'string' && value.toLocaleLowerCase().includes(wanted),
  );
}
