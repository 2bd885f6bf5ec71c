import type { RaRecord } from 'react-admin';
import type { Listed } from './overlay.js';

const RECORDS_MAX = 2_000;
const LISTS_MAX = 100;

/** What this page has read: shown again while the server cannot be asked. It is gone with the page. */
export class ReadMemory {
  private readonly records = new Map<string, RaRecord>();
  private readonly lists = new Map<string, Listed>();

  keepRecord(table: string, record: RaRecord): void {
    keep(this.records, `${table} ${String(record.id)}`, record, RECORDS_MAX);
  }

  keepList(table: string, key: string, list: Listed): void {
    keep(this.lists, `${table} ${key}`, list, LISTS_MAX);
    for (const record of list.data) {
      this.keepRecord(table, record);
    }
  }

  record(table: string, id: unknown): RaRecord | null {
    return this.records.get(`${table} ${String(id)}`) ?? null;
  }

  list(table: string, key: string): Listed | null {
    return this.lists.get(`${table} ${key}`) ?? null;
  }

  forget(): void {
    this.records.clear();
    this.lists.clear();
  }
}

/** The newest go last, the oldest leave first. */
function keep<Value>(map: Map<string, Value>, key: string, value: Value, max: number): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > max && oldest !== undefined) {
    map.delete(oldest);
  }
}
