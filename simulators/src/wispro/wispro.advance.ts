import { SeededRandom } from '../core/seeded-random.js';
import type { VirtualClock } from '../core/virtual-clock.js';
import type { WisproClientPatch } from './wispro.patches.js';
import { LAST_NAMES, STREETS, ZONES } from './wispro.vocabulary.js';
import type { WisproWorld } from './wispro.world.js';

const STEP_MS = 3_600_000;
const CHANGES_PER_STEP = 3;

/** What `advanceWorld` did, in order. */
export interface WisproProgress {
  readonly changedIds: readonly string[];
  readonly insertedIds: readonly string[];
  /** Inserted for a person who had an id already. */
  readonly secondIds: readonly string[];
  readonly removedIds: readonly string[];
}

/**
 * Days in the life of the provider: in every step an hour of the virtual clock passes, three subscribers move, change
 * a name, an e-mail or a phone, and now and then one comes, comes twice or vanishes. The same seed and the same
 * number of steps give the same world.
 */
export class WorldAdvance {
  private random: SeededRandom;

  constructor(
    private readonly world: WisproWorld,
    private readonly clock: VirtualClock,
    private readonly seed: number,
  ) {
    this.random = new SeededRandom(seed ^ 0x5eed);
  }

  reset(): void {
    this.random = new SeededRandom(this.seed ^ 0x5eed);
  }

  advance(steps: number): WisproProgress {
    if (!Number.isInteger(steps) || steps < 0 || steps > 10_000) {
      throw new RangeError('The world advances by 0 to 10,000 whole steps.');
    }
    const progress = {
      changedIds: [] as string[],
      insertedIds: [] as string[],
      secondIds: [] as string[],
      removedIds: [] as string[],
    };
    for (let step = 0; step < steps; step += 1) {
      this.clock.advance(STEP_MS);
      for (let change = 0; change < CHANGES_PER_STEP; change += 1) {
        progress.changedIds.push(...this.sometimes(1, (id) => this.changeClient(id)));
      }
      progress.insertedIds.push(...this.sometimes(0.3, () => this.world.insertClient().id));
      progress.secondIds.push(...this.sometimes(0.05, (id) => this.world.insertSecondId(id).id));
      progress.removedIds.push(...this.sometimes(0.05, (id) => this.removeClient(id)));
    }
    return progress;
  }

  private sometimes(share: number, change: (id: string) => string): string[] {
    const clients = this.world.listClients();
    return this.random.chance(share) && clients.length > 0 ? [change(this.random.pick(clients).id)] : [];
  }

  private changeClient(id: string): string {
    const { name, public_id: number } = this.world.getClient(id);
    const patch = this.random.pickWeighted<WisproClientPatch>([
      [{ address: `${this.random.pick(STREETS)} ${this.random.between(1, 240)}` }, 4],
      [{ zone_name: this.random.pick(ZONES) }, 3],
      [{ name: `${name.split(' ')[0] ?? name} ${this.random.pick(LAST_NAMES)}` }, 1],
      [{ email: `nuevo${number}@example.com` }, 1],
      [{ phone_mobile: `0416${String(number).padStart(7, '0')}` }, 1],
    ]);
    return this.world.patchClient(id, patch).id;
  }

  private removeClient(id: string): string {
    this.world.removeClient(id);
    return id;
  }
}
