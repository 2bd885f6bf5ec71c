import type { PushedChange, WireValue } from '../protocol.js';
import type { KeyValueStore } from './key-value-store.js';
import type { LocalChange } from './local-changes.js';

type Fields = Readonly<Record<string, WireValue>>;

/** What was sent of a record that may still be marked as changed. */
interface SentRecord {
  /** The values of its fields in changes that were answered before the last push; null when there were none. */
  readonly base: Fields | null;
  /** Its changes in the last push, with their ids. */
  readonly changes: readonly PushedChange[];
  readonly isAnswered: boolean;
}

const KEY = 'sync_hub_unconfirmed_changes';

/**
 * Turns what WatermelonDB wants to send, records with all their unsent fields, into changes with ids of their
 * own, each of which the server applies once (SYNC-PROTOCOL §5, FAULTS G4). What was sent and not answered is
 * sent again as it was, under its id, and what was edited since follows as a change of its own. A record that
 * has been seen synced is forgotten: the same edit later is a new one (A, somebody else's B, and A again).
 */
export class UnconfirmedChanges {
  private known: Record<string, SentRecord> | null = null;
  private loading: Promise<Record<string, SentRecord>> | null = null;
  private readonly forgotten = new Set<string>();
  private saving: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: KeyValueStore | null,
    private readonly newId: () => string,
  ) {}

  /** The changes to send, in the order of the records; records that are no longer to be sent are forgotten. */
  async plan(records: readonly LocalChange[]): Promise<PushedChange[]> {
    const before = await this.load();
    const planned = records.map(
      (record) => [keyOf(record.table, record.id), this.next(record, before)] as const,
    );
    this.known = Object.fromEntries(planned);
    await this.save();
    return planned.flatMap(([, { changes }]) => changes);
  }

  /** Every change was answered; those named were refused, and are decided anew when they come again. */
  async confirm(refusedIds: ReadonlySet<string>): Promise<void> {
    const known = await this.load();
    this.known = Object.fromEntries(
      Object.entries(known).map(([key, { base, changes }]) => {
        const stored = changes.filter(({ changeId }) => !refusedIds.has(changeId));
        return [key, { base, changes: stored, isAnswered: true }];
      }),
    );
    await this.save();
  }

  /** WatermelonDB holds this record without unsent changes: its next edit is a new one. Returns at once. */
  forget(table: string, id: string): void {
    const key = keyOf(table, id);
    if (this.known !== null && this.known[key] === undefined) {
      return;
    }
    this.forgotten.add(key);
    // When this is lost with the app, an edit back to the value sent last counts as sent.
    this.load().catch(() => undefined);
  }

  private next(record: LocalChange, before: Readonly<Record<string, SentRecord>>): SentRecord {
    const sent = before[keyOf(record.table, record.id)] ?? { base: null, changes: [], isAnswered: true };
    const change = this.changeAfter(sent, record);
    if (change === null) {
      return sent;
    }
    return sent.isAnswered
      ? { base: valuesOf(sent), changes: [change], isAnswered: false }
      : { ...sent, changes: [...sent.changes, change] };
  }

  /** What the record holds beyond what was sent of it. */
  private changeAfter(sent: SentRecord, { table, id, operation, payload }: LocalChange): PushedChange | null {
    const head = { changeId: this.newId(), entityType: table, entityId: id };
    if (operation === 'DELETE') {
      return sent.changes.at(-1)?.operation === 'DELETE' ? null : { ...head, operation };
    }
    const values = valuesOf(sent);
    if (values === null) {
      return { ...head, operation, payload };
    }
    const edited = Object.entries(payload).filter(([name, value]) => values[name] !== value);
    const isUnsent = edited.length > 0 || sent.changes.length === 0;
    return isUnsent ? { ...head, operation: 'UPDATE', payload: Object.fromEntries(edited) } : null;
  }

  private async load(): Promise<Record<string, SentRecord>> {
    this.loading ??= Promise.resolve(this.store?.get(KEY)).then(parse);
    const stored = await this.loading;
    this.known ??= stored;
    if (this.forgotten.size > 0) {
      const kept = Object.entries(this.known).filter(([key]) => !this.forgotten.has(key));
      this.forgotten.clear();
      this.known = Object.fromEntries(kept);
      await this.save();
    }
    return this.known;
  }

  /** One after the other, so that the last state is the one that stays. */
  private save(): Promise<void> {
    const text = JSON.stringify(this.known);
    const saved = this.saving.then(() => this.store?.set(KEY, text));
    this.saving = saved.catch(() => undefined);
    return saved;
  }
}

function valuesOf({ base, changes }: SentRecord): Fields | null {
  return base === null && changes.length === 0
    ? null
    : (Object.assign({}, base, ...changes.map(({ payload }) => payload)) as Fields);
}

function keyOf(table: string, id: string): string {
  return `${table}/${id}`;
}

function parse(stored: unknown): Record<string, SentRecord> {
  return typeof stored === 'string' ? (JSON.parse(stored) as Record<string, SentRecord>) : {};
}

/** A version 4 UUID, also where the platform has no `crypto.randomUUID` (Hermes). It only must not repeat. */
export function randomId(): string {
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () =>
    Math.floor(Math.random() * 16).toString(16),
  );
}
