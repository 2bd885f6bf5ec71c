import type { Database, Model } from '@nozbe/watermelondb';
import {
  type Contract,
  createSyncAdapter,
  type PushResult,
  type SyncApiClient,
  type WireRow,
} from '@sync-hub/sync-client';
import {
  createLocally,
  localStore,
  synchronize,
} from '../../packages/sync-client/src/testing/local-store.js';
import { checkClaim, type Claim } from './replicas-claims.js';
import { isNetworkTrouble } from './replicas-network-trouble.js';
import type { CallFault, FaultProxy } from './replicas-fault-proxy.js';
import { type Choice, editOf, type EditedTable, newRecord, TABLES, type Values } from './replicas-fields.js';
import type { History } from './replicas-history.js';
import type { Replica, ReplicaRows } from './replicas-oracles.js';

interface UnsentEdit extends Claim {
  readonly kind: 'unique' | 'toggled';
  /** A sync has tried to send it: whether it arrived is not known. */
  wasTried: boolean;
}

export interface PhoneParts {
  readonly name: string;
  readonly client: SyncApiClient;
  readonly contract: Contract;
  readonly proxy: FaultProxy;
  readonly history: History;
  readonly values: Values;
  readonly firstPull: 'pages' | 'stream';
}

/** A stock WatermelonDB behind a bad network, and a person who edits on it. */
export class Phone implements Replica {
  readonly name: string;
  private readonly database: Database;
  private adapter: ReturnType<typeof createSyncAdapter>;
  private readonly unsent = new Map<string, UnsentEdit>();
  /** Ids that the last answered push did not store, with the reason. */
  private rejected = new Map<string, string>();
  private heard: PushResult[] = [];
  private queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: PhoneParts) {
    this.name = parts.name;
    this.database = localStore(parts.contract);
    this.adapter = this.newAdapter();
  }

  get client(): SyncApiClient {
    return this.parts.client;
  }

  async create(table: EditedTable, choice: number): Promise<void> {
    const { values } = this.parts;
    const id = values.id();
    const fields = newRecord(table, choice, values, this.name);
    await createLocally(this.database, table, id, fields);
    for (const [field, value] of Object.entries(fields).filter(([, text]) =>
      String(text).startsWith(this.name),
    )) {
      this.note({ table, id, field, value, after: 0, kind: 'unique', wasTried: false });
    }
  }

  edit(table: EditedTable, pick: number, choice: Choice): Promise<void> {
    return this.change(table, pick, async (record) => {
      const raw = record._raw as unknown as Readonly<Record<string, unknown>>;
      const contacts = (await this.records('contacts')).map(({ id }) => id);
      const edit = editOf(table, choice, raw, { values: this.parts.values, author: this.name, contacts });
      const isNewToField =
        record.syncStatus === 'synced' || (record.syncStatus === 'updated' && !isDirty(record, edit.field));
      const after = edit.kind === 'unique' ? 0 : await this.parts.history.now();
      await record.update((edited) => Object.assign(edited, { [edit.field]: edit.value }));
      if (edit.kind !== 'loose') {
        const { field, value, kind } = edit;
        this.noteEdit({ table, id: record.id, field, value, after, kind, wasTried: false }, isNewToField);
      }
    });
  }

  editPrice(pick: number): Promise<void> {
    return this.change('products', pick, async (record) => {
      const value = this.parts.values.price('77');
      await record.update((edited) => Object.assign(edited, { price: value }));
      this.note({
        table: 'products',
        id: record.id,
        field: 'price',
        value,
        after: 0,
        kind: 'unique',
        wasTried: false,
      });
    });
  }

  remove(table: EditedTable, pick: number): Promise<void> {
    return this.change(table, pick, async (record) => {
      await record.markAsDeleted();
      this.dropNotes(record.id);
    });
  }

  /** Syncs over the bad network; true when it came through. One at a time, as an app does. */
  sync(fault: { readonly push?: CallFault | null; readonly pull?: CallFault | null } = {}): Promise<boolean> {
    const syncing = this.queue.then(() => this.syncNow(fault));
    this.queue = syncing.catch(() => undefined);
    return syncing;
  }

  /** The app is killed and started again: what it has in memory is gone. */
  async restartApp(): Promise<void> {
    await this.queue;
    this.adapter = this.newAdapter();
  }

  /** Its cursor becomes one that the server does not know: the next pull is a 410 and a replacement. */
  async spoilCursor(): Promise<void> {
    const spoiling = this.queue.then(async () => {
      const cursor: unknown = await this.database.adapter.getLocal('__watermelon_last_pulled_at');
      if (typeof cursor === 'string') {
        await this.database.adapter.setLocal('__watermelon_last_pulled_at', '4102444800000');
      }
    });
    this.queue = spoiling.catch(() => undefined);
    await spoiling;
  }

  /** Records with changes that are neither stored nor refused. */
  async pending(): Promise<string[]> {
    const found: string[] = [];
    for (const table of TABLES) {
      const dirty = (await this.records(table)).filter(
        ({ id, syncStatus }) => syncStatus !== 'synced' && !this.rejected.has(id),
      );
      const deleted = await this.database.adapter.getDeletedRecords(table);
      found.push(
        ...dirty.map(({ id }) => `${table}/${id}`),
        ...deleted.map((id) => `${table}/${id} (deleted)`),
      );
    }
    return found;
  }

  /** Why records that still have unsent changes have them. */
  get refusals(): ReadonlyMap<string, string> {
    return this.rejected;
  }

  async rows(): Promise<ReplicaRows> {
    const tables = this.parts.contract.tables.map(async ({ name }) => {
      const rows = (await this.records(name)).map(({ _raw }) => _raw as unknown as WireRow);
      return [name, new Map(rows.map((row) => [row.id, row]))] as const;
    });
    return new Map(await Promise.all(tables));
  }

  /** The network delivers an earlier push once more. */
  async repeat(pick: number): Promise<void> {
    await this.parts.proxy.repeat(pick);
  }

  close(): Promise<void> {
    return this.parts.proxy.close();
  }

  private async syncNow({
    push,
    pull,
  }: {
    readonly push?: CallFault | null;
    readonly pull?: CallFault | null;
  }): Promise<boolean> {
    const { proxy } = this.parts;
    proxy.heal();
    if (push != null) {
      proxy.next('push', push);
    }
    if (pull != null) {
      proxy.next('pull', pull);
    }
    const sent = [...this.unsent];
    sent.forEach(([, edit]) => {
      edit.wasTried = true;
    });
    this.heard = [];
    try {
      await synchronize({ database: this.database, ...this.adapter, sendCreatedAsUpdated: true });
    } catch (error) {
      if (isNetworkTrouble(error)) {
        return false;
      }
      throw error;
    } finally {
      proxy.heal();
    }
    await this.settleClaims(sent);
    return true;
  }

  private async settleClaims(sent: readonly (readonly [string, UnsentEdit])[]): Promise<void> {
    const refused = this.heard.filter(({ status }) => status === 'rejected');
    this.rejected = new Map(refused.map(({ id, code }) => [id, code ?? '']));
    const queued = new Set(this.heard.filter(({ status }) => status === 'queued').map(({ id }) => id));
    for (const [key, edit] of sent) {
      const isSuperseded = this.unsent.get(key) !== edit;
      if (isSuperseded) {
        continue;
      }
      this.unsent.delete(key);
      const isStillHere = await this.database
        .get(edit.table)
        .find(edit.id)
        .then(
          () => true,
          () => false,
        );
      if (isStillHere && !this.rejected.has(edit.id) && !queued.has(edit.id)) {
        await checkClaim(this.parts.history, edit, this.name);
      }
    }
  }

  /** Whether an unanswered edit of a toggled field arrived nobody knows, so one made on top of it proves nothing. */
  private noteEdit(edit: UnsentEdit, isNewToField: boolean): void {
    const earlier = this.unsent.get(keyOf(edit));
    if (edit.kind === 'unique' || isNewToField) {
      this.note(edit);
    } else if (earlier?.wasTried === false) {
      this.note({ ...edit, after: earlier.after });
    } else {
      this.unsent.delete(keyOf(edit));
    }
  }

  private note(edit: UnsentEdit): void {
    this.unsent.set(keyOf(edit), edit);
  }

  private dropNotes(id: string): void {
    for (const [key, edit] of this.unsent) {
      if (edit.id === id) {
        this.unsent.delete(key);
      }
    }
  }

  /** What a person does with a record that is there, if there is one: a sync beside it waits, or has ended. */
  private change(table: string, pick: number, act: (record: Model) => Promise<void>): Promise<void> {
    return this.database.write(async () => {
      const records = await this.records(table);
      const record = records[pick % Math.max(records.length, 1)];
      if (record !== undefined) {
        await act(record);
      }
    });
  }

  private async records(table: string): Promise<Model[]> {
    const records = await this.database.get(table).query().fetch();
    return records.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  private newAdapter(): ReturnType<typeof createSyncAdapter> {
    const { client, firstPull } = this.parts;
    return createSyncAdapter({
      client,
      firstPull,
      limit: 40,
      storage: this.database.localStorage,
      retry: { attemptsMax: 1 },
      onPushed: (results) => void this.heard.push(...results),
    });
  }
}

function keyOf({ table, id, field }: Claim): string {
  return `${table}/${id}/${field}`;
}

function isDirty(record: Model, field: string): boolean {
  return record._raw._changed.split(',').includes(field);
}
