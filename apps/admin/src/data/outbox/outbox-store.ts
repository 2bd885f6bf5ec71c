import type { OutboxEdit, OutboxEntry, OutboxOutcome } from './outbox-entry.js';

/**
 * Where edits are kept. Each method is one transaction: it has happened or it has not, whatever becomes of the page.
 * Other tabs use the same store.
 */
export interface OutboxStore {
  /** In the order in which they were made. */
  list(userId: string): Promise<OutboxEntry[]>;
  add(edit: OutboxEdit): Promise<void>;
  /** Notes that these are about to be sent; those that were before keep their time. */
  markSent(changeIds: readonly string[], at: number): Promise<void>;
  /** Those that are no longer there, or have an outcome, are left alone. */
  settle(outcomes: ReadonlyMap<string, OutboxOutcome>): Promise<void>;
  remove(changeIds: readonly string[]): Promise<void>;
  /** The device as which this browser sends the edits of a person. */
  readDevice(userId: string): Promise<string | null>;
  /** Keeps a new one, unless another tab was faster; answers the one that is kept. */
  claimDevice(userId: string, deviceId: string): Promise<string>;
  /** Forgets this one; another that has taken its place stays. */
  forgetDevice(userId: string, deviceId: string): Promise<void>;
}

/** For tests. */
export class MemoryOutboxStore implements OutboxStore {
  private entries: OutboxEntry[] = [];
  private readonly devices = new Map<string, string>();
  private lastPlace = 0;

  list(userId: string): Promise<OutboxEntry[]> {
    return Promise.resolve(this.entries.filter((entry) => entry.userId === userId));
  }

  add(edit: OutboxEdit): Promise<void> {
    this.lastPlace += 1;
    this.entries.push({ ...edit, place: this.lastPlace, sentAt: null, outcome: null });
    return Promise.resolve();
  }

  markSent(changeIds: readonly string[], at: number): Promise<void> {
    this.entries = this.entries.map((entry) =>
      changeIds.includes(entry.changeId) ? { ...entry, sentAt: entry.sentAt ?? at } : entry,
    );
    return Promise.resolve();
  }

  settle(outcomes: ReadonlyMap<string, OutboxOutcome>): Promise<void> {
    this.entries = this.entries.map((entry) => ({
      ...entry,
      outcome: entry.outcome ?? outcomes.get(entry.changeId) ?? null,
    }));
    return Promise.resolve();
  }

  remove(changeIds: readonly string[]): Promise<void> {
    this.entries = this.entries.filter(({ changeId }) => !changeIds.includes(changeId));
    return Promise.resolve();
  }

  readDevice(userId: string): Promise<string | null> {
    return Promise.resolve(this.devices.get(userId) ?? null);
  }

  claimDevice(userId: string, deviceId: string): Promise<string> {
    const kept = this.devices.get(userId) ?? deviceId;
    this.devices.set(userId, kept);
    return Promise.resolve(kept);
  }

  forgetDevice(userId: string, deviceId: string): Promise<void> {
    if (this.devices.get(userId) === deviceId) {
      this.devices.delete(userId);
    }
    return Promise.resolve();
  }
}
