import type { PushedRow, WireValue } from '@sync-hub/sync-client';
import type { EditedTable } from './replicas-fields.js';

/** An edit that waits to be sent. */
export interface Queued {
  readonly changeId: string;
  readonly table: EditedTable;
  readonly id: string;
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly payload: Readonly<Record<string, WireValue>>;
  /** The place in the history when it was made. */
  readonly after: number;
}

/** WatermelonDB's form: each record once, as it ended up. */
export function tablesOf(
  queue: readonly Queued[],
): Record<string, { created: PushedRow[]; updated: PushedRow[]; deleted: string[] }> {
  const records = new Map<string, Queued>();
  for (const change of queue) {
    const key = `${change.table}/${change.id}`;
    const before = records.get(key);
    const operation = change.operation === 'DELETE' ? 'DELETE' : (before?.operation ?? change.operation);
    records.set(key, { ...change, operation, payload: { ...before?.payload, ...change.payload } });
  }
  const tables: Record<string, { created: PushedRow[]; updated: PushedRow[]; deleted: string[] }> = {};
  for (const { table, id, operation, payload } of records.values()) {
    const changes = (tables[table] ??= { created: [], updated: [], deleted: [] });
    if (operation === 'DELETE') {
      changes.deleted.push(id);
    } else if (operation === 'CREATE') {
      changes.created.push({ ...payload, id, _status: 'created', _changed: '' });
    } else {
      changes.updated.push({ ...payload, id, _status: 'updated', _changed: Object.keys(payload).join(',') });
    }
  }
  return tables;
}
