import type { Changes, WireRow } from './protocol.js';

/** `TableChanges` for whoever wants mutable arrays, as WatermelonDB's types do. */
export interface MergedTable {
  created: WireRow[];
  updated: WireRow[];
  deleted: string[];
}

/**
 * Several answers as one: each id at most once, as the last answer had it. WatermelonDB rolls a sync
 * back, or leaves a deleted row behind, when one id comes twice (SYNC-PROTOCOL §9).
 */
export class ChangeSet {
  /** Per table, per id: the row, or null when it is gone. */
  private readonly tables = new Map<string, Map<string, WireRow | null>>();
  private rowCount = 0;

  /** `tables` come in every result, empty or not: a replacement clears what is missing of them. */
  constructor(tables: readonly string[] = []) {
    for (const table of tables) {
      this.table(table);
    }
  }

  /** Rows and deletions held. */
  get size(): number {
    return this.rowCount;
  }

  /** Adds a later answer. */
  add(changes: Changes): void {
    for (const [table, { created, updated, deleted }] of Object.entries(changes)) {
      this.table(table);
      for (const rows of [created, updated]) {
        rows.forEach((row) => {
          this.put(table, row);
        });
      }
      deleted.forEach((id) => {
        this.set(table, id, null);
      });
    }
  }

  /** Adds one row. */
  put(table: string, row: WireRow): void {
    this.set(table, row.id, row);
  }

  /** All living rows in `updated`, as `sendCreatedAsUpdated` wants it. */
  toChanges(): Record<string, MergedTable> {
    return Object.fromEntries([...this.tables].map(([table, rows]) => [table, tableChanges(rows)]));
  }

  private set(table: string, id: string, row: WireRow | null): void {
    const rows = this.table(table);
    rows.set(id, row);
    this.rowCount += 1;
  }

  private table(name: string): Map<string, WireRow | null> {
    const known = this.tables.get(name) ?? new Map<string, WireRow | null>();
    this.tables.set(name, known);
    return known;
  }
}

function tableChanges(rows: ReadonlyMap<string, WireRow | null>): MergedTable {
  const updated: WireRow[] = [];
  const deleted: string[] = [];
  for (const [id, row] of rows) {
    if (row === null) {
      deleted.push(id);
    } else {
      updated.push(row);
    }
  }
  return { created: [], updated, deleted };
}
