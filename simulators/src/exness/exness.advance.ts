import { SeededRandom } from '../core/seeded-random.js';
import type { VirtualClock } from '../core/virtual-clock.js';
import { addDecimals, addMoney } from './decimals.js';
import type { ExnessClientStatus } from './exness.payloads.js';
import type { ExnessWorld } from './exness.world.js';

const STEP_MS = 3_600_000;
const TRADES_PER_STEP = 3;
const NEXT_STATUSES: Readonly<Record<ExnessClientStatus, readonly ExnessClientStatus[]>> = {
  ACTIVE: ['INACTIVE', 'LEFT', 'CHANGING'],
  INACTIVE: ['ACTIVE', 'LEFT'],
  CHANGING: ['ACTIVE', 'LEFT'],
  LEFT: ['LEFT'],
};

/** What `advanceWorld` did, in order. */
export interface ExnessProgress {
  readonly tradedAccounts: readonly string[];
  readonly insertedClientUuids: readonly string[];
  readonly insertedAccounts: readonly string[];
  readonly movedAccounts: readonly string[];
  readonly changedClientUuids: readonly string[];
}

/**
 * Days in the life of the partner's clients: in every step an hour of the virtual clock passes, up to three accounts
 * trade, and now and then a client comes, opens an account, changes status, or an account gets another owner. The same
 * seed and the same number of steps give the same world.
 */
export class WorldAdvance {
  private random: SeededRandom;

  constructor(
    private readonly world: ExnessWorld,
    private readonly clock: VirtualClock,
    private readonly seed: number,
  ) {
    this.random = new SeededRandom(seed ^ 0x5eed);
  }

  reset(): void {
    this.random = new SeededRandom(this.seed ^ 0x5eed);
  }

  advance(steps: number): ExnessProgress {
    if (!Number.isInteger(steps) || steps < 0 || steps > 10_000) {
      throw new RangeError('The world advances by 0 to 10,000 whole steps.');
    }
    const progress = {
      tradedAccounts: [] as string[],
      insertedClientUuids: [] as string[],
      insertedAccounts: [] as string[],
      movedAccounts: [] as string[],
      changedClientUuids: [] as string[],
    };
    for (let step = 0; step < steps; step += 1) {
      this.clock.advance(STEP_MS);
      progress.tradedAccounts.push(...this.trade());
      progress.insertedClientUuids.push(...this.sometimes(0.2, () => this.insertClient()));
      progress.insertedAccounts.push(...this.sometimes(0.1, (uuid) => this.insertAccount(uuid)));
      progress.movedAccounts.push(...this.sometimes(0.03, (uuid) => this.moveAccount(uuid)));
      progress.changedClientUuids.push(...this.sometimes(0.25, (uuid) => this.changeStatus(uuid)));
    }
    return progress;
  }

  private sometimes(share: number, change: (uuid: string) => string): string[] {
    const uuids = this.world.listClientUuids();
    return this.random.chance(share) && uuids.length > 0 ? [change(this.random.pick(uuids))] : [];
  }

  private trade(): string[] {
    const accounts = this.random.shuffle(this.world.listV1Rows()).slice(0, TRADES_PER_STEP);
    return accounts.map((account) => {
      const lots = this.random.between(1, 500) / 100;
      const reward = (this.random.between(1, 900) / 100).toFixed(2);
      this.world.patchAccount(account.client_account, {
        volume_lots: addDecimals([account.volume_lots, lots]),
        volume_mln_usd: addDecimals([account.volume_mln_usd, this.random.between(1, 900) / 10_000]),
        trade_fn: account.trade_fn ?? this.clock.nowIso().slice(0, 10),
        reward: addMoney([account.reward, reward]),
        reward_usd: addMoney([account.reward_usd, reward]),
      });
      const owner = this.world.getOwner(account.client_account);
      this.world.patchClient(owner, { ftd_received: true, ftt_made: true });
      return account.client_account;
    });
  }

  private insertClient(): string {
    return this.world.insertClient({ accounts: this.random.between(1, 2) }).client_uid;
  }

  private insertAccount(uuid: string): string {
    return this.world.insertAccount(uuid).client_account;
  }

  private moveAccount(uuid: string): string {
    const account = this.random.pick(this.world.listV1Rows()).client_account;
    this.world.moveAccount(account, uuid);
    return account;
  }

  private changeStatus(uuid: string): string {
    const { client_status: status } = this.world.getClient(uuid);
    this.world.patchClient(uuid, { client_status: this.random.pick(NEXT_STATUSES[status]) });
    return uuid;
  }
}
