import type {
  Contract,
  PullAnswer,
  Push,
  PushAnswer,
  PushedChange,
  PushResult,
  WireRow,
} from '../protocol.js';

export const FAKE_CONTRACT: Contract = {
  version: 1,
  generation: 1,
  tables: [
    {
      name: 'contacts',
      writable: true,
      columns: [
        { name: 'name', type: 'string', isOptional: false, isIndexed: false, writable: true },
        { name: 'phone', type: 'string', isOptional: true, isIndexed: false, writable: true },
        { name: 'updatedAt', type: 'number', isOptional: false, isIndexed: false, writable: false },
      ],
    },
    {
      name: 'deals',
      writable: true,
      columns: [
        { name: 'title', type: 'string', isOptional: false, isIndexed: false, writable: true },
        { name: 'contactId', type: 'string', isOptional: true, isIndexed: true, writable: true },
        { name: 'amount', type: 'string', isOptional: true, isIndexed: false, writable: true },
      ],
    },
  ],
};

interface LogEntry {
  readonly tick: number;
  readonly table: string;
  readonly id: string;
}

/** The protocol's promises in memory, one write a tick: what the tests of the client need of a server. */
export class FakeSyncState {
  readonly rejectedIds = new Set<string>();
  readonly pushes: Push[] = [];
  tick = 1000;
  oldestTick = 0;
  private readonly tables = new Map(
    FAKE_CONTRACT.tables.map(({ name }) => [name, new Map<string, WireRow>()]),
  );
  private log: LogEntry[] = [];
  private readonly results = new Map<string, PushResult>();

  /** Writes one row in a tick of its own, as another user would. */
  put(table: string, row: WireRow): void {
    this.putTogether(table, [row]);
  }

  /** Writes several rows in one tick. */
  putTogether(table: string, rows: readonly WireRow[]): void {
    this.tick += 1;
    for (const row of rows) {
      this.rows(table).set(row.id, row);
      this.log.push({ tick: this.tick, table, id: row.id });
    }
  }

  remove(table: string, id: string): void {
    this.tick += 1;
    this.rows(table).delete(id);
    this.log.push({ tick: this.tick, table, id });
  }

  /** Loses the past, as retention does: cursors up to now get 410. */
  expireCursors(): void {
    this.tick += 1;
    this.oldestTick = this.tick;
    this.log = [];
  }

  find(table: string, id: string): WireRow | undefined {
    return this.rows(table).get(id);
  }

  all(table: string): WireRow[] {
    return [...this.rows(table).values()];
  }

  initialPage(limit: number, page: string | null): PullAnswer {
    const [tick, offset] = page === null ? [this.tick, 0] : (page.split('.').map(Number) as [number, number]);
    const everything = FAKE_CONTRACT.tables.flatMap(({ name }) =>
      this.all(name).map((row) => ({ table: name, id: row.id })),
    );
    const next = offset + limit < everything.length ? `${tick}.${offset + limit}` : null;
    return this.answer(everything.slice(offset, offset + limit), tick, next !== null, next);
  }

  incrementalPage(since: number, limit: number, page: string | null): PullAnswer {
    const ticks = [...new Set(this.log.map((entry) => entry.tick))].filter((tick) => tick > since);
    let end = ticks[0] ?? this.tick;
    for (const tick of ticks) {
      if (this.changedIn(since, tick).length > limit) {
        break;
      }
      end = tick;
    }
    const changed = this.changedIn(since, end);
    const offset = Number(page ?? 0);
    const next = offset + limit < changed.length ? String(offset + limit) : null;
    return this.answer(changed.slice(offset, offset + limit), end, next !== null || end < this.tick, next);
  }

  /** Knows the list form, in which the adapter speaks. */
  push(push: Push): PushAnswer {
    this.pushes.push(push);
    const results = (push.changes as readonly PushedChange[]).map((change) => this.applyOnce(change));
    const experimentalRejectedIds: Record<string, string[]> = {};
    for (const { table, id } of results.filter(({ status }) => status === 'rejected')) {
      (experimentalRejectedIds[table] ??= []).push(id);
    }
    return { results, experimentalRejectedIds, timestamp: this.tick, replayed: false };
  }

  private applyOnce(change: PushedChange): PushResult {
    const known = this.results.get(change.changeId);
    const done = known ?? { ...this.apply(change), changeId: change.changeId };
    this.results.set(change.changeId, done);
    return done;
  }

  private apply({ entityType, entityId, operation, payload }: PushedChange): PushResult {
    if (this.rejectedIds.has(entityId)) {
      return result(entityType, entityId, operation, 'rejected');
    }
    if (operation === 'DELETE') {
      return this.delete(entityType, entityId);
    }
    const stamp = entityType === 'contacts' ? { updatedAt: this.tick } : {};
    this.put(entityType, { ...this.find(entityType, entityId), ...payload, ...stamp, id: entityId });
    return result(entityType, entityId, operation, 'applied');
  }

  private delete(table: string, id: string): PushResult {
    const status = this.find(table, id) === undefined ? 'unchanged' : 'applied';
    this.remove(table, id);
    return result(table, id, 'DELETE', status);
  }

  private changedIn(since: number, end: number): { table: string; id: string }[] {
    const entries = this.log.filter(({ tick }) => tick > since && tick <= end);
    return [...new Map(entries.map((entry) => [`${entry.table} ${entry.id}`, entry])).values()];
  }

  private answer(
    changed: readonly { table: string; id: string }[],
    timestamp: number,
    hasMore: boolean,
    next: string | null,
  ): PullAnswer {
    const changes = FAKE_CONTRACT.tables.map(({ name }) => {
      const ids = changed.filter(({ table }) => table === name).map(({ id }) => id);
      const updated = ids.flatMap((id) => this.find(name, id) ?? []);
      return [name, { created: [], updated, deleted: ids.filter((id) => this.find(name, id) === undefined) }];
    });
    return {
      changes: Object.fromEntries(changes) as PullAnswer['changes'],
      timestamp,
      generation: 1,
      hasMore,
      next,
    };
  }

  private rows(table: string): Map<string, WireRow> {
    const rows = this.tables.get(table);
    if (rows === undefined) {
      throw new Error(`The fake has no table ${table}`);
    }
    return rows;
  }
}

function result(
  table: string,
  id: string,
  operation: PushResult['operation'],
  status: PushResult['status'],
): PushResult {
  return { table, id, operation, status, code: status === 'rejected' ? 'VALIDATION' : null, conflicts: [] };
}
