import type { OutgoingState } from '../../../src/flow/outgoing/outgoing.public.js';
import { until } from '../external-source/runner-context.js';
import { ShopApp, type ShopAnswer } from '../shop/shop-app.js';

/** One change as the queue's route shows it. */
export interface ListedChange {
  readonly id: string;
  readonly source: string;
  readonly entity: string;
  readonly recordId: string;
  readonly externalId: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly state: OutgoingState;
  readonly attempts: number;
  readonly conflicts: readonly object[];
  readonly errorKind: string | null;
  readonly error: string | null;
}

interface StoredRecord {
  readonly row: Readonly<Record<string, unknown>>;
  readonly overrides: Readonly<Record<string, unknown>>;
  readonly upstream: Readonly<Record<string, unknown>>;
}

/** The shop with its records imported and deliveries switched on, in the words of the tests of the queue. */
export class DeliveryShop {
  private constructor(readonly app: ShopApp) {}

  static async start(): Promise<DeliveryShop> {
    const app = await ShopApp.start({ orders: 40, products: 14, writeBack: true });
    await app.run('strattera-products');
    await app.run('strattera-orders');
    return new DeliveryShop(app);
  }

  get simulator(): ShopApp['simulator'] {
    return this.app.simulator;
  }

  /** Every fault is over, and nothing of the queue is left. */
  async calm(): Promise<void> {
    this.simulator.faults.clear();
    this.simulator.clearJournal();
    await this.app.database.query(
      'TRUNCATE outgoing_change, outgoing_rest; UPDATE source_budget SET paused_until = NULL',
    );
  }

  /** Our id of a record of the shop. */
  async idOf(table: 'orders' | 'products', externalId: number): Promise<string> {
    const [row] = await this.app.database.query<{ id: string }>(
      `SELECT id FROM ${table} WHERE external_id = $1`,
      [String(externalId)],
    );
    return row!.id;
  }

  async stored(table: 'orders' | 'products', externalId: number): Promise<StoredRecord> {
    const [row] = await this.app.database.query<StoredRecord>(
      `SELECT to_json(t) AS row, overrides, upstream FROM ${table} AS t WHERE external_id = $1`,
      [String(externalId)],
    );
    return row!;
  }

  /** The shop's ids of orders that may still be sent. */
  openOrders(): number[] {
    return this.simulator.world
      .listOrders()
      .filter(({ status }) => !['shipped', 'refunded'].includes(status))
      .map(({ id }) => id);
  }

  /** The shop's ids of products that are sold. */
  products(): number[] {
    return this.simulator.world
      .listProducts()
      .filter(({ price, deleted_at: deletedAt }) => Number(price) > 0 && deletedAt === null)
      .map(({ id }) => id)
      .sort((one, other) => one - other);
  }

  async setStatus(externalId: number, status: string): Promise<ShopAnswer<Record<string, unknown>>> {
    return this.app.request('PUT', `/api/orders/${await this.idOf('orders', externalId)}/status`, { status });
  }

  async setStock(externalId: number, stockQuantity: number): Promise<ShopAnswer<Record<string, unknown>>> {
    const id = await this.idOf('products', externalId);
    return this.app.request('PUT', `/api/products/${id}/stock`, { stockQuantity });
  }

  /** As a phone would. */
  push(entityType: string, entityId: string, payload: object): Promise<ShopAnswer<Record<string, unknown>>> {
    return this.app.request('POST', '/api/sync/outgoing', {
      lastPulledAt: null,
      changes: [{ entityType, entityId, operation: 'UPDATE', payload }],
    });
  }

  /** Bodies of the writes that the shop has seen of a record, oldest first. */
  writes(table: 'orders' | 'products', externalId: number): unknown[] {
    return this.simulator.journal
      .filter(({ method, path }) => method === 'PUT' && path.endsWith(`/${table}/${externalId}`))
      .map(({ requestBody }): unknown => JSON.parse(requestBody));
  }

  async queue(filter = ''): Promise<readonly ListedChange[]> {
    const answer = await this.app.request<{ data: readonly ListedChange[] }>(
      'GET',
      `/api/outgoing?${filter}`,
    );
    return answer.body.data;
  }

  /** Delivers again and again, as the timer does, until nothing is queued that may be tried. */
  async deliverAll(): Promise<void> {
    await until(async () => {
      await this.app.deliver();
      return (await this.queue('state=queued')).length === 0;
    });
  }

  async close(): Promise<void> {
    await this.app.close();
  }
}
