import { SeededRandom } from '../core/seeded-random.js';
import { ControlError } from '../core/vendor.js';
import type { VirtualClock } from '../core/virtual-clock.js';
import { dateOf, generateAccount, generateClient, generateTables, twinUuid } from './exness.generation.js';
import type { ExnessWorldSize } from './exness.generation.js';
import { checkAccountPatch, checkClientPatch } from './exness.patches.js';
import type { ExnessAccountPatch, ExnessClientPatch } from './exness.patches.js';
import type { ExnessV1Row, ExnessV2Row } from './exness.payloads.js';
import { toV1Row, toV2Row } from './exness.rows.js';
import type { AccountRow, ClientRow, ExnessTables } from './exness.rows.js';

/**
 * The clients of one partner: what a test sees and changes "upstream", past the HTTP interface. Clients are named by their
 * 36-character UUID, accounts by their number. Unknown ones throw a ControlError.
 */
export class ExnessWorld {
  private tables: ExnessTables;
  private random: SeededRandom;

  constructor(
    private readonly size: ExnessWorldSize,
    private readonly clock: VirtualClock,
  ) {
    this.random = new SeededRandom(size.seed);
    this.tables = generateTables(this.random, size, clock.nowMs());
  }

  /** The world of the seed again. Reset the clock first: a world is made relative to it. */
  reset(): void {
    this.random = new SeededRandom(this.size.seed);
    this.tables = generateTables(this.random, this.size, this.clock.nowMs());
  }

  /** One row per account, oldest first. */
  listV1Rows(): ExnessV1Row[] {
    return this.sortedAccounts().map((account) => toV1Row(account, this.tables));
  }

  /** One row per client that V2 knows, oldest first. */
  listV2Rows(): ExnessV2Row[] {
    const byOwner = new Map<string, AccountRow[]>();
    for (const account of this.sortedAccounts()) {
      byOwner.set(account.uuid, [...(byOwner.get(account.uuid) ?? []), account]);
    }
    return [...this.tables.clients.values()]
      .filter(({ isInV2 }) => isInV2)
      .map((client) => toV2Row(client, byOwner.get(client.uuid) ?? []));
  }

  /** All UUIDs, also of clients that V2 does not show, oldest first. */
  listClientUuids(): string[] {
    return [...this.tables.clients.keys()];
  }

  /** Numbers of a client's accounts, oldest first. */
  listAccountsOf(uuid: string): string[] {
    this.clientRow(uuid);
    return this.sortedAccounts()
      .filter((account) => account.uuid === uuid)
      .map((account) => account.client_account);
  }

  /** Whose account it is now. */
  getOwner(account: string): string {
    return this.accountRow(account).uuid;
  }

  /** As V2 shows it, or would if it knew the client. */
  getClient(uuid: string): ExnessV2Row {
    const accounts = this.listAccountsOf(uuid).map((account) => this.accountRow(account));
    return toV2Row(this.clientRow(uuid), accounts);
  }

  getAccount(account: string): ExnessV1Row {
    return toV1Row(this.accountRow(account), this.tables);
  }

  /** Writes values as they are; sums follow the accounts and cannot be written. */
  patchClient(uuid: string, patch: ExnessClientPatch): ExnessV2Row {
    checkClientPatch(patch);
    this.tables.clients.set(uuid, { ...this.clientRow(uuid), ...patch });
    return this.getClient(uuid);
  }

  patchAccount(account: string, patch: ExnessAccountPatch): ExnessV1Row {
    checkAccountPatch(patch);
    this.tables.accounts.set(account, { ...this.accountRow(account), ...patch });
    return this.getAccount(account);
  }

  /** A new client with so many accounts, registered today; `patch` says what must be different. */
  insertClient({
    accounts = 1,
    patch = {},
  }: { accounts?: number; patch?: ExnessClientPatch } = {}): ExnessV2Row {
    checkClientPatch(patch);
    const { uuid, ...generated } = generateClient(this.random, this.tables, this.clock.nowMs());
    return this.storeClient({ uuid, ...generated, reg_date: this.today(), ...patch }, accounts);
  }

  /** A new client whose UUID begins like another's, so that V1 cannot tell them apart (E19). */
  insertTwin(uuid: string, { accounts = 1 }: { accounts?: number } = {}): ExnessV2Row {
    this.clientRow(uuid);
    const client = generateClient(this.random, this.tables, this.clock.nowMs());
    return this.storeClient(
      { ...client, uuid: twinUuid(this.random, uuid), reg_date: this.today() },
      accounts,
    );
  }

  /** One more account of a client. */
  insertAccount(uuid: string): ExnessV1Row {
    const account = generateAccount(this.random, this.tables, this.clientRow(uuid), this.clock.nowMs());
    this.tables.accounts.set(account.client_account, { ...account, reg_date: this.today() });
    return this.getAccount(account.client_account);
  }

  /** The account belongs to another client from now on; its volumes go with it. */
  moveAccount(account: string, uuid: string): ExnessV1Row {
    this.clientRow(uuid);
    this.tables.accounts.set(account, { ...this.accountRow(account), uuid });
    return this.getAccount(account);
  }

  removeAccount(account: string): void {
    this.accountRow(account);
    this.tables.accounts.delete(account);
  }

  /** The client and its accounts are gone from both reports. */
  removeClient(uuid: string): void {
    for (const account of this.listAccountsOf(uuid)) {
      this.tables.accounts.delete(account);
    }
    this.tables.clients.delete(uuid);
  }

  /** Both reports are empty, well-formed and true (E20). */
  removeAllClients(): void {
    this.tables.accounts.clear();
    this.tables.clients.clear();
  }

  get clientCount(): number {
    return this.tables.clients.size;
  }

  get accountCount(): number {
    return this.tables.accounts.size;
  }

  private storeClient(client: ClientRow, accounts: number): ExnessV2Row {
    this.tables.clients.set(client.uuid, client);
    for (let count = 0; count < accounts; count += 1) {
      this.insertAccount(client.uuid);
    }
    return this.getClient(client.uuid);
  }

  private sortedAccounts(): AccountRow[] {
    return [...this.tables.accounts.values()].sort((one, other) => one.id - other.id);
  }

  private clientRow(uuid: string): ClientRow {
    const row = this.tables.clients.get(uuid);
    if (row === undefined) {
      throw new ControlError(`There is no client ${uuid}.`);
    }
    return row;
  }

  private accountRow(account: string): AccountRow {
    const row = this.tables.accounts.get(account);
    if (row === undefined) {
      throw new ControlError(`There is no account ${account}.`);
    }
    return row;
  }

  /** The vendor's date, which is UTC here. */
  private today(): string {
    return dateOf(this.clock.nowMs());
  }
}
