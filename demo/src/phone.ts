import type { Database, Model } from '@nozbe/watermelondb';
import {
  type Contract,
  createSyncAdapter,
  isPassing,
  type PushResult,
  type SyncAdapter,
  SyncApiClient,
  type TableDigest,
  type WireValue,
} from '@sync-hub/sync-client';
import type { Account } from './cast.js';
import { createLocalStore, synchronize } from './local-store.js';
import { digestOf } from './table-digest.js';

export type Fields = Readonly<Record<string, WireValue>>;

/** One push, as the server answered it, and how long the whole sync took. */
export interface SyncOutcome {
  readonly ms: number;
  readonly pushed: readonly PushResult[];
}

/** A salesperson's phone: an unmodified WatermelonDB, and a network that can be cut. */
export class Phone {
  private readonly adapter: SyncAdapter;
  private isOnline = true;
  private pushed: PushResult[] = [];

  private constructor(
    private readonly client: SyncApiClient,
    private readonly contract: Contract,
    private readonly database: Database,
  ) {
    this.adapter = createSyncAdapter({
      client,
      storage: database.localStorage,
      firstPull: 'stream',
      // While the network is cut there is no use in trying again.
      retry: { shouldRetry: (error) => this.isOnline && isPassing(error) },
      onPushed: (results) => void this.pushed.push(...results),
    });
  }

  /** Signs in, makes the device known, and builds an empty store from the server's contract. */
  static async signIn(baseUrl: string, owner: Account): Promise<Phone> {
    const network = { phone: null as Phone | null };
    const client = new SyncApiClient({
      baseUrl,
      fetch: (url, init) =>
        network.phone?.isOnline === false ? Promise.reject(new TypeError('no network')) : fetch(url, init),
    });
    await client.login(owner.email, owner.password);
    await client.registerDevice({ name: `${owner.name}'s phone`, platform: 'demo' });
    const contract = await client.schema();
    network.phone = new Phone(client, contract, createLocalStore(contract));
    return network.phone;
  }

  /** From now on every call of the phone fails before it leaves, as without reception. */
  goOffline(): void {
    this.isOnline = false;
  }

  goOnline(): void {
    this.isOnline = true;
  }

  /** Pulls, then pushes: `synchronize()` as WatermelonDB ships it. Throws when there is no network. */
  async sync(): Promise<SyncOutcome> {
    this.pushed = [];
    const startedAt = performance.now();
    await synchronize({ database: this.database, ...this.adapter, sendCreatedAsUpdated: true });
    return { ms: performance.now() - startedAt, pushed: this.pushed };
  }

  get tables(): readonly string[] {
    return this.contract.tables.map(({ name }) => name);
  }

  count(table: string): Promise<number> {
    return this.database.get(table).query().fetchCount();
  }

  /** The record as the phone stores it, null when it has none. */
  async find(table: string, id: string): Promise<Fields | null> {
    const record = (await this.records(table)).find((candidate) => candidate.id === id);
    return record === undefined ? null : rawOf(record);
  }

  async list(table: string): Promise<Fields[]> {
    return (await this.records(table)).map(rawOf);
  }

  /** Adds a record as an app does; answers the id that WatermelonDB gave it. */
  async create(table: string, fields: Fields): Promise<string> {
    const record = await this.database.write(() =>
      this.database.get(table).create((made) => {
        Object.assign(made, fields);
      }),
    );
    return record.id;
  }

  async edit(table: string, id: string, fields: Fields): Promise<void> {
    await this.database.write(async () => {
      const record = await this.database.get(table).find(id);
      await record.update((edited) => Object.assign(edited, fields));
    });
  }

  async delete(table: string, id: string): Promise<void> {
    await this.database.write(async () => {
      const record = await this.database.get(table).find(id);
      await record.markAsDeleted();
    });
  }

  /** Count and hash of a table, of what the phone holds and of what the server says that it should hold. */
  async compare(table: string): Promise<{ readonly here: TableDigest; readonly there: TableDigest }> {
    const described = this.contract.tables.find(({ name }) => name === table);
    if (described === undefined) {
      throw new RangeError(`The contract has no table ${table}.`);
    }
    const here = digestOf(described, await this.records(table));
    return { here, there: await this.client.verify({ table }) };
  }

  private records(table: string): Promise<Model[]> {
    return this.database.get(table).query().fetch();
  }
}

/** A copy: WatermelonDB goes on editing its own. */
function rawOf(record: Model): Fields {
  return { ...record._raw };
}
