import type { PushedRow, WireValue } from '../protocol.js';

/** What WatermelonDB hands to its `pushChanges`, loosely typed by it. */
export type WatermelonChanges = Readonly<
  Record<
    string,
    {
      readonly created: readonly object[];
      readonly updated: readonly object[];
      readonly deleted: readonly string[];
    }
  >
>;

/** A record with everything of it that is unsent. */
export interface LocalChange {
  readonly table: string;
  readonly id: string;
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly payload: Readonly<Record<string, WireValue>>;
}

const BOOKKEEPING = ['id', '_status', '_changed'];
/** The server stamps its records itself; a stamp that came with a pull must not make a repeated push look new. */
const SERVER_STAMPS = ['createdAt', 'updatedAt'];

/** All that is to be sent, table by table. An updated record has only the fields that changed. */
export function localChanges(changes: WatermelonChanges): LocalChange[] {
  return Object.entries(changes).flatMap(([table, { created, updated, deleted }]) => [
    ...(created as readonly PushedRow[]).map((row) => createOf(table, row)),
    ...(updated as readonly PushedRow[]).map((row) => updateOf(table, row)),
    ...deleted.map((id) => ({ table, id, operation: 'DELETE' as const, payload: {} })),
  ]);
}

function createOf(table: string, row: PushedRow): LocalChange {
  const names = Object.keys(row).filter((name) => ![...BOOKKEEPING, ...SERVER_STAMPS].includes(name));
  return { table, id: row.id, operation: 'CREATE', payload: fieldsOf(row, names) };
}

function updateOf(table: string, row: PushedRow): LocalChange {
  const names = (row._changed ?? '')
    .split(',')
    .filter((name) => name in row && !SERVER_STAMPS.includes(name));
  return { table, id: row.id, operation: 'UPDATE', payload: fieldsOf(row, names) };
}

function fieldsOf(row: PushedRow, names: readonly string[]): Record<string, WireValue> {
  return Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
}
