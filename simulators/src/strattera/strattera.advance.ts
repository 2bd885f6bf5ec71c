import { SeededRandom } from '../core/seeded-random.js';
import type { VirtualClock } from '../core/virtual-clock.js';
import type { StratteraStatus } from './strattera.payloads.js';
import { STATUS_MOVES } from './strattera.status-machine.js';
import type { StratteraWorld } from './strattera.world.js';

/** One step is one round of the product's own schedule, and just enough to make the cached list old. */
const STEP_MS = 5 * 60_000;
const MOVES_PER_STEP = 3;
const RESTOCK_QUANTITY = 50;

/** What `advanceWorld` did, in order. */
export interface WorldProgress {
  readonly moved: readonly {
    readonly id: number;
    readonly from: StratteraStatus;
    readonly to: StratteraStatus;
  }[];
  readonly insertedOrderIds: readonly number[];
  readonly changedProductIds: readonly number[];
}

/**
 * Days in the life of the shop: in every step five minutes of the virtual clock pass, up to three open orders move on,
 * and now and then an order is placed, a shelf is filled or a price changes. The same seed and the same number of
 * steps give the same world.
 */
export class WorldAdvance {
  private random: SeededRandom;

  constructor(
    private readonly world: StratteraWorld,
    private readonly clock: VirtualClock,
    private readonly seed: number,
  ) {
    this.random = new SeededRandom(seed ^ 0x5eed);
  }

  reset(): void {
    this.random = new SeededRandom(this.seed ^ 0x5eed);
  }

  advance(steps: number): WorldProgress {
    if (!Number.isInteger(steps) || steps < 0 || steps > 10_000) {
      throw new RangeError('The world advances by 0 to 10,000 whole steps.');
    }
    const moved: WorldProgress['moved'][number][] = [];
    const insertedOrderIds: number[] = [];
    const changedProductIds: number[] = [];
    for (let step = 0; step < steps; step += 1) {
      this.clock.advance(STEP_MS);
      moved.push(...this.moveOrders());
      if (this.random.chance(0.3)) {
        insertedOrderIds.push(this.world.insertOrder().id);
      }
      if (this.random.chance(0.15)) {
        changedProductIds.push(...this.changeProduct());
      }
    }
    return { moved, insertedOrderIds, changedProductIds };
  }

  private moveOrders(): WorldProgress['moved'][number][] {
    const open = (['initialized', 'unpaid', 'paid', 'processing'] as const).flatMap((status) =>
      this.world.listOrderIdsByStatus(status),
    );
    const settled = this.random.chance(0.05) ? this.world.listOrderIdsByStatus('shipped').slice(0, 50) : [];
    const chosen = [
      ...this.random.shuffle(open).slice(0, MOVES_PER_STEP),
      ...this.random.shuffle(settled).slice(0, 1),
    ];
    return chosen.map((id) => {
      const from = this.world.getOrder(id).status;
      const next = this.random.pickWeighted(STATUS_MOVES[from]);
      const to = next === 'save' ? from : next;
      this.world.moveOrder(id, to);
      return { id, from, to };
    });
  }

  private changeProduct(): number[] {
    const sold = this.world
      .listProducts()
      .filter((product) => product.price !== null && product.deleted_at === null)
      .sort((one, other) => one.id - other.id);
    const product = sold.length === 0 ? undefined : this.random.pick(sold);
    if (product === undefined) {
      return [];
    }
    if (this.random.chance(0.6)) {
      this.world.patchProduct(product.id, { stock_quantity: product.stock_quantity + RESTOCK_QUANTITY });
    } else {
      const price = `${this.random.between(20, 120) * 100}.0`;
      this.world.patchProduct(product.id, { price, old_price: product.price });
    }
    return [product.id];
  }
}
