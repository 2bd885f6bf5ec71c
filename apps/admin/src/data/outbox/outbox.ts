import { ApiProblem, backoffMs } from '@sync-hub/sync-client';
import { isUnreachable } from '../../api/is-unreachable.js';
import { isWaiting, needsLook, type OutboxEdit, type OutboxEntry } from './outbox-entry.js';
import type { OutboxStore } from './outbox-store.js';

export interface OutboxView {
  /** Of the person who is signed in, in the order in which they were made. */
  readonly entries: readonly OutboxEntry[];
  readonly isSending: boolean;
  /** Why the last attempt came to nothing; null when it did not. */
  readonly problem: unknown;
}

export interface OutboxParts {
  readonly store: OutboxStore;
  /** Sends all that waits of a person; throws what stopped it. */
  readonly sendAll: (userId: string) => Promise<void>;
  /** Among all tabs of the browser, one at a time. */
  readonly exclusively: (work: () => Promise<void>) => Promise<void>;
  readonly isConnected: () => boolean;
  /** Tells all tabs that the store has changed, and by it what is shown of these tables. */
  readonly announce: (tables: readonly string[]) => void;
  readonly now: () => number;
  readonly wait: (ms: number, wake: () => void) => () => void;
}

/** What has an outcome is shown for a week; what was refused until somebody has dealt with it. */
const KEPT_FOR_MS = 7 * 24 * 3_600_000;
const NOTHING: OutboxView = { entries: [], isSending: false, problem: null };

/**
 * The edits of the person who is signed in that wait for the server, and what became of those before. It is a view of
 * the store, the same in all tabs; what waits of somebody else is neither shown nor sent.
 */
export class Outbox {
  private view: OutboxView = NOTHING;
  private userId: string | null = null;
  private failures = 0;
  private isWanted = false;
  private cancelWait: (() => void) | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly parts: OutboxParts) {}

  readonly read = (): OutboxView => this.view;

  /** Answers how to stop listening. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  get person(): string | null {
    return this.userId;
  }

  /** Somebody has signed in, or nobody is here any more. */
  async become(userId: string | null): Promise<void> {
    if (this.userId === userId) {
      return;
    }
    const before = this.userId;
    this.userId = userId;
    this.failures = 0;
    this.show(NOTHING);
    this.stopWaiting();
    if (before !== null) {
      // Whoever comes next to this computer finds none of it; a store that fails now is asked again after a week.
      await this.forget(before, (entry) => !isWaiting(entry) && !needsLook(entry)).catch(() => undefined);
    }
    await this.begin();
  }

  /** What waits, of one record when it is named. */
  waiting(table?: string, recordId?: string): OutboxEntry[] {
    return this.view.entries.filter(
      (entry) =>
        isWaiting(entry) &&
        (table === undefined || entry.table === table) &&
        (recordId === undefined || entry.recordId === recordId),
    );
  }

  /** Keeps an edit. When this has resolved it is on the disk. */
  async add(edit: Omit<OutboxEdit, 'userId' | 'madeAt'>): Promise<void> {
    if (this.userId === null) {
      throw new Error('Nobody is signed in');
    }
    await this.parts.store.add({ ...edit, userId: this.userId, madeAt: this.parts.now() });
    await this.changed([edit.table]);
    void this.send();
  }

  /** Forgets an entry; with a record's making, the edits of it that wait too. */
  async discard(entry: OutboxEntry): Promise<void> {
    const followers =
      entry.operation === 'CREATE' && isWaiting(entry) ? this.waiting(entry.table, entry.recordId) : [];
    await this.parts.store.remove([entry, ...followers].map(({ changeId }) => changeId));
    await this.changed([entry.table]);
  }

  /** Forgets what is done with. */
  async clear(entries: readonly OutboxEntry[]): Promise<void> {
    await this.parts.store.remove(entries.map(({ changeId }) => changeId));
    await this.changed();
  }

  /** Sends what waits, unless a tab is at it already. Never throws: what stopped it is in the view. */
  async send(): Promise<void> {
    const userId = this.userId;
    if (userId === null || this.waiting().length === 0 || !this.parts.isConnected()) {
      return;
    }
    if (this.view.isSending) {
      this.isWanted = true;
      return;
    }
    this.stopWaiting();
    this.show({ ...this.view, isSending: true });
    const problem = await this.attempt(userId);
    this.show({ ...this.view, isSending: false, problem: this.userId === userId ? problem : null });
    await this.changed();
    if (this.userId === userId) {
      this.goOn(problem);
    } else {
      void this.send();
    }
  }

  /** Reads the store again: this tab or another one has changed it. */
  async reload(): Promise<void> {
    const userId = this.userId;
    const entries = userId === null ? [] : await this.parts.store.list(userId);
    if (this.userId === userId) {
      this.show({ ...this.view, entries });
    }
  }

  /** Shows and sends what is kept; tries again when the store cannot be read now. */
  private async begin(): Promise<void> {
    const userId = this.userId;
    if (userId === null) {
      return;
    }
    try {
      await this.forgetOld(userId);
      await this.reload();
      void this.send();
    } catch (problem) {
      this.cancelWait = this.parts.wait(this.waitMs(problem), () => void this.begin());
      this.failures += 1;
    }
  }

  private async attempt(userId: string): Promise<unknown> {
    try {
      await this.parts.exclusively(() => this.parts.sendAll(userId));
      return null;
    } catch (error) {
      return error ?? new Error('unknown');
    }
  }

  /** What passes is tried again later; a connection that is lost says itself when it is back, as a new session does. */
  private goOn(problem: unknown): void {
    const isMoreWanted = this.isWanted;
    this.isWanted = false;
    if (problem === null) {
      this.failures = 0;
      if (isMoreWanted) {
        void this.send();
      }
    } else if (!isUnreachable(problem) || this.parts.isConnected()) {
      this.cancelWait = this.parts.wait(this.waitMs(problem), () => void this.send());
      this.failures += 1;
    }
  }

  private waitMs(problem: unknown): number {
    const asked = problem instanceof ApiProblem ? (problem.retryAfterSeconds ?? 0) * 1000 : 0;
    return Math.max(asked, backoffMs(this.failures));
  }

  private forgetOld(userId: string): Promise<void> {
    const before = this.parts.now() - KEPT_FOR_MS;
    return this.forget(
      userId,
      ({ outcome }) => outcome !== null && outcome.status !== 'rejected' && outcome.at < before,
    );
  }

  private async forget(userId: string, isDone: (entry: OutboxEntry) => boolean): Promise<void> {
    const done = (await this.parts.store.list(userId)).filter(isDone);
    await this.parts.store.remove(done.map(({ changeId }) => changeId));
  }

  private async changed(tables: readonly string[] = []): Promise<void> {
    // What the store did is done, also when it cannot be read back now.
    await this.reload().catch(() => undefined);
    this.parts.announce(tables);
  }

  private show(view: OutboxView): void {
    this.view = view;
    for (const listener of this.listeners) {
      listener();
    }
  }

  private stopWaiting(): void {
    this.cancelWait?.();
    this.cancelWait = null;
  }
}
