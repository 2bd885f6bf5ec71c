import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { OutboxEdit, OutboxEntry, OutboxOutcome } from './outbox-entry.js';
import type { OutboxStore } from './outbox-store.js';

const NAME = 'sync-hub.outbox';
const VERSION = 1;

interface OutboxSchema extends DBSchema {
  /** Keyed by place, which IndexedDB counts. */
  entries: {
    key: number;
    value: Omit<OutboxEntry, 'place'> & { place?: number };
    indexes: { userId: string; changeId: string };
  };
  devices: { key: string; value: string };
}

/** The outbox in IndexedDB: it outlives the page, and all tabs of the browser share it. */
export class BrowserOutboxStore implements OutboxStore {
  private opened: Promise<IDBPDatabase<OutboxSchema>> | null = null;

  async list(userId: string): Promise<OutboxEntry[]> {
    const database = await this.open();
    return (await database.getAllFromIndex('entries', 'userId', userId)) as OutboxEntry[];
  }

  async add(edit: OutboxEdit): Promise<void> {
    const database = await this.open();
    // Strict: an edit that was confirmed to a person has reached the disk.
    const transaction = database.transaction('entries', 'readwrite', { durability: 'strict' });
    await Promise.all([transaction.store.add({ ...edit, sentAt: null, outcome: null }), transaction.done]);
  }

  markSent(changeIds: readonly string[], at: number): Promise<void> {
    return this.change(changeIds, (entry) => ({ ...entry, sentAt: entry.sentAt ?? at }));
  }

  settle(outcomes: ReadonlyMap<string, OutboxOutcome>): Promise<void> {
    return this.change([...outcomes.keys()], (entry) => ({
      ...entry,
      outcome: entry.outcome ?? outcomes.get(entry.changeId) ?? null,
    }));
  }

  remove(changeIds: readonly string[]): Promise<void> {
    return this.change(changeIds, () => null);
  }

  async readDevice(userId: string): Promise<string | null> {
    return (await (await this.open()).get('devices', userId)) ?? null;
  }

  async claimDevice(userId: string, deviceId: string): Promise<string> {
    const { store, done } = (await this.open()).transaction('devices', 'readwrite');
    const kept = (await store.get(userId)) ?? deviceId;
    await store.put(kept, userId);
    await done;
    return kept;
  }

  async forgetDevice(userId: string, deviceId: string): Promise<void> {
    const { store, done } = (await this.open()).transaction('devices', 'readwrite');
    if ((await store.get(userId)) === deviceId) {
      await store.delete(userId);
    }
    await done;
  }

  /** Null removes an entry. */
  private async change(
    changeIds: readonly string[],
    become: (entry: OutboxSchema['entries']['value']) => OutboxSchema['entries']['value'] | null,
  ): Promise<void> {
    const transaction = (await this.open()).transaction('entries', 'readwrite');
    for (const changeId of changeIds) {
      const cursor = await transaction.store.index('changeId').openCursor(changeId);
      if (cursor !== null) {
        const next = become(cursor.value);
        await (next === null ? cursor.delete() : cursor.update(next));
      }
    }
    await transaction.done;
  }

  private open(): Promise<IDBPDatabase<OutboxSchema>> {
    this.opened ??= openDB<OutboxSchema>(NAME, VERSION, {
      upgrade(database) {
        const entries = database.createObjectStore('entries', { keyPath: 'place', autoIncrement: true });
        entries.createIndex('userId', 'userId');
        entries.createIndex('changeId', 'changeId', { unique: true });
        database.createObjectStore('devices');
      },
      // A newer panel in another tab wants to change the store: it must not wait for this one.
      blocking: (_current, _blocked, event) => {
        (event.target as IDBDatabase).close();
        this.opened = null;
      },
      terminated: () => {
        this.opened = null;
      },
    }).catch((error: unknown) => {
      this.opened = null;
      throw error;
    });
    return this.opened;
  }
}
