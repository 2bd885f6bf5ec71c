import { SeededRandom } from '../core/seeded-random.js';
import { ControlError } from '../core/vendor.js';
import type { VirtualClock } from '../core/virtual-clock.js';
import { formatIso } from './moscow-time.js';
import { generateCatalogue } from './strattera.catalogue.js';
import { generateCustomers, generateOrderContent, listSoldProducts } from './strattera.order-content.js';
import { generateOrders } from './strattera.order-generation.js';
import { applyOrderPatch } from './strattera.patches.js';
import type { OrderPatch, ProductPatch } from './strattera.patches.js';
import type { StratteraOrder, StratteraProduct, StratteraStatus } from './strattera.payloads.js';
import { toOrderPayload } from './strattera.rows.js';
import type { OrderRow, StratteraTables } from './strattera.rows.js';
import { saveWithStatus } from './strattera.status-machine.js';

export interface WorldSize {
  readonly seed: number;
  readonly orders: number;
  readonly products: number;
}

/**
 * The shop behind the API: what a test sees and changes "upstream", past the HTTP interface. Answers are payloads as
 * the API shows them at this moment, without its cache. Changes are stamped with the virtual clock, which no method
 * here moves. Unknown ids throw a ControlError.
 */
export class StratteraWorld {
  private tables: StratteraTables;
  private random: SeededRandom;

  constructor(
    private readonly size: WorldSize,
    private readonly clock: VirtualClock,
  ) {
    this.random = new SeededRandom(size.seed);
    this.tables = this.generate();
  }

  /** The world of the seed again. Reset the clock first: a world is made relative to it. */
  reset(): void {
    this.random = new SeededRandom(this.size.seed);
    this.tables = this.generate();
  }

  /** Newest `created_at` first. */
  listOrders(): StratteraOrder[] {
    return [...this.tables.orders.values()]
      .sort((one, other) => other.createdAtMs - one.createdAtMs || other.id - one.id)
      .map((row) => toOrderPayload(row, this.tables));
  }

  /** In no useful order; categories and soft-deleted ones included. */
  listProducts(): StratteraProduct[] {
    return [...this.tables.products.values()];
  }

  findOrder(id: number): StratteraOrder | null {
    const row = this.tables.orders.get(id);
    return row === undefined ? null : toOrderPayload(row, this.tables);
  }

  getOrder(id: number): StratteraOrder {
    return toOrderPayload(this.orderRow(id), this.tables);
  }

  findProduct(id: number): StratteraProduct | null {
    return this.tables.products.get(id) ?? null;
  }

  getProduct(id: number): StratteraProduct {
    const product = this.tables.products.get(id);
    if (product === undefined) {
      throw new ControlError(`There is no product ${id}.`);
    }
    return product;
  }

  /** Ids of the orders that have this status, newest id first. */
  listOrderIdsByStatus(status: StratteraStatus): number[] {
    const rows = [...this.tables.orders.values()].filter((row) => row.status === status);
    return rows.map((row) => row.id).sort((one, other) => other - one);
  }

  /** Writes values as they are: no stamp moves, no stock moves. */
  patchOrder(id: number, patch: OrderPatch): StratteraOrder {
    applyOrderPatch(this.orderRow(id), patch, this.tables);
    return this.getOrder(id);
  }

  /** Writes values as they are; `updated_at` follows the clock unless it is given. */
  patchProduct(id: number, patch: ProductPatch): StratteraProduct {
    const changed = { ...this.getProduct(id), updated_at: formatIso(this.clock.nowMs()), ...patch, id };
    this.tables.products.delete(id);
    this.tables.products.set(id, changed);
    return changed;
  }

  /** Moves an order as the shop does: dates are stamped, and on paid→processing the stock goes down (never below 0). */
  moveOrder(id: number, status: StratteraStatus): StratteraOrder {
    const row = this.orderRow(id);
    if (row.status === 'paid' && status === 'processing') {
      this.takeFromStock(row);
    }
    saveWithStatus(row, status, this.clock.nowMs());
    return this.getOrder(id);
  }

  /** Saves an order without changing it, which may stamp a date again. */
  saveOrder(id: number): StratteraOrder {
    return this.moveOrder(id, this.orderRow(id).status);
  }

  /** A new order, placed now by a customer of this world; `patch` says what must be different. Takes the next id. */
  insertOrder(patch: OrderPatch = {}): StratteraOrder {
    const nowMs = this.clock.nowMs();
    const id = Math.max(0, ...this.tables.orders.keys()) + 1;
    const status = patch.status ?? 'initialized';
    const placedMs = Math.floor(nowMs / 1_000) * 1_000;
    const products = listSoldProducts(this.tables.products.values());
    const customers = [...this.tables.customers.values()];
    const content = generateOrderContent(this.random, { products, customers }, { status, placedMs, nowMs });
    const blank = { createdAtMs: placedMs, paidAtMs: null, shippedAtMs: null, totalOverride: null };
    const row: OrderRow = { id, status, ...content, ...blank };
    applyOrderPatch(row, patch, this.tables);
    this.tables.orders.set(id, row);
    return this.getOrder(id);
  }

  /** The real shop never does this (UPSTREAM-APIS §3.3); FAULTS E15 and E20 need it. */
  removeOrder(id: number): void {
    this.orderRow(id);
    this.tables.orders.delete(id);
  }

  /** A new product with stock and a price unless `patch` says otherwise. Takes the next id. */
  insertProduct(patch: ProductPatch = {}): StratteraProduct {
    const id = Math.max(0, ...this.tables.products.keys()) + 1;
    const now = formatIso(this.clock.nowMs());
    const product: StratteraProduct = {
      id,
      name: `Новинка ${id}`,
      description: null,
      price: '1500.0',
      stock_quantity: 10,
      created_at: now,
      updated_at: now,
      deleted_at: null,
      ancestry: '1',
      weight: null,
      dosage_form: null,
      package_quantity: null,
      main_ingredient: null,
      brand: null,
      old_price: null,
      ...patch,
    };
    this.tables.products.set(id, product);
    return product;
  }

  /** Sets `deleted_at`; the row stays in the list. */
  softDeleteProduct(id: number): StratteraProduct {
    return this.patchProduct(id, { deleted_at: formatIso(this.clock.nowMs()) });
  }

  /** The row is gone, and the order items that pointed to it have no name any more. */
  removeProduct(id: number): void {
    this.getProduct(id);
    this.tables.products.delete(id);
  }

  get orderCount(): number {
    return this.tables.orders.size;
  }

  get productCount(): number {
    return this.tables.products.size;
  }

  private orderRow(id: number): OrderRow {
    const row = this.tables.orders.get(id);
    if (row === undefined) {
      throw new ControlError(`There is no order ${id}.`);
    }
    return row;
  }

  private takeFromStock(row: OrderRow): void {
    for (const { productId, quantity } of row.items) {
      const product = productId === null ? undefined : this.tables.products.get(productId);
      if (product !== undefined) {
        this.patchProduct(product.id, { stock_quantity: Math.max(0, product.stock_quantity - quantity) });
      }
    }
  }

  private generate(): StratteraTables {
    const nowMs = this.clock.nowMs();
    const { orders: count, products: productCount } = this.size;
    const products = generateCatalogue(this.random, productCount, nowMs);
    const customers = generateCustomers(this.random, count);
    const orders = generateOrders(this.random, {
      count,
      nowMs,
      products: listSoldProducts(products),
      customers,
    });
    return {
      orders: new Map(orders.map((row) => [row.id, row])),
      customers: new Map(customers.map((row) => [row.id, row])),
      products: new Map(products.map((product) => [product.id, product])),
    };
  }
}
