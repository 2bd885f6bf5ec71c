import { formatKopecks, parseKopecks } from './amounts.js';
import { formatDotted } from './moscow-time.js';
import type {
  StratteraOrder,
  StratteraOrderItem,
  StratteraProduct,
  StratteraStatus,
} from './strattera.payloads.js';

/** An order as the vendor stores it: items point to products, instants are milliseconds since 1970. */
export interface OrderRow {
  readonly id: number;
  status: StratteraStatus;
  createdAtMs: number;
  shippedAtMs: number | null;
  paidAtMs: number | null;
  /** Roubles. */
  deliveryCost: number;
  /** Roubles. */
  bonus: number;
  bankCard: string | null;
  customerId: number;
  items: OrderItemRow[];
  /** Set by a test that wants a total that does not add up. */
  totalOverride: string | null;
}

export interface OrderItemRow {
  readonly quantity: number;
  readonly price: string;
  /** Null for an item given by name. */
  readonly productId: number | null;
  readonly name: string | null;
}

export interface CustomerRow {
  readonly id: number;
  city: string | null;
  fullName: string;
}

/** The rows of one world at one instant. */
export interface StratteraTables {
  readonly orders: Map<number, OrderRow>;
  readonly customers: Map<number, CustomerRow>;
  /** In the order of the heap: a changed row goes to the end, as in PostgreSQL. */
  readonly products: Map<number, StratteraProduct>;
}

/** The order as `GET /orders` shows it now. Pure. */
export function toOrderPayload(row: OrderRow, tables: StratteraTables): StratteraOrder {
  const customer = tables.customers.get(row.customerId);
  return {
    id: row.id,
    status: row.status,
    created_at: formatDotted(row.createdAtMs),
    shipped_at: row.shippedAtMs === null ? null : formatDotted(row.shippedAtMs),
    paid_at: row.paidAtMs === null ? null : formatDotted(row.paidAtMs),
    total_amount: row.totalOverride ?? formatKopecks(totalKopecks(row)),
    delivery_cost: row.deliveryCost,
    bonus: row.bonus,
    bank_card: row.bankCard,
    user: { id: row.customerId, city: customer?.city ?? null, full_name: customer?.fullName ?? '  ' },
    order_items: row.items.map((item) => toItemPayload(item, tables)),
  };
}

/** Items plus delivery minus bonus, in kopecks. */
export function totalKopecks(row: Pick<OrderRow, 'items' | 'deliveryCost' | 'bonus'>): number {
  const items = row.items.reduce((sum, item) => sum + item.quantity * (parseKopecks(item.price) ?? 0), 0);
  return items + (row.deliveryCost - row.bonus) * 100;
}

function toItemPayload(item: OrderItemRow, tables: StratteraTables): StratteraOrderItem {
  const name = item.productId === null ? item.name : (tables.products.get(item.productId)?.name ?? null);
  return { quantity: item.quantity, price: item.price, name };
}
