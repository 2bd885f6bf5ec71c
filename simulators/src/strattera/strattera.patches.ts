import { ControlError } from '../core/vendor.js';
import { parseDotted } from './moscow-time.js';
import { STRATTERA_STATUSES } from './strattera.payloads.js';
import type { StratteraOrder, StratteraProduct, StratteraUser } from './strattera.payloads.js';
import type { OrderRow, StratteraTables } from './strattera.rows.js';

/** New values of an order, in the vendor's own words. `user` changes the customer in all of their orders. */
export type OrderPatch = {
  readonly [Field in Exclude<keyof StratteraOrder, 'id' | 'user'>]?: StratteraOrder[Field];
} & { readonly user?: { readonly [Field in Exclude<keyof StratteraUser, 'id'>]?: StratteraUser[Field] } };

/** New values of a product, in the vendor's own words. */
export type ProductPatch = {
  readonly [Field in Exclude<keyof StratteraProduct, 'id'>]?: StratteraProduct[Field];
};

/**
 * Writes a patch into a row, or throws a ControlError and changes nothing. The total follows items, delivery and bonus
 * unless it is given. Values that the real shop could not store belong into `mutateRecords` of a fault script.
 */
export function applyOrderPatch(row: OrderRow, patch: OrderPatch, tables: StratteraTables): void {
  const dates = {
    createdAtMs: patch.created_at === undefined ? row.createdAtMs : dottedMs(patch.created_at),
    paidAtMs: nullableMs(patch.paid_at, row.paidAtMs),
    shippedAtMs: nullableMs(patch.shipped_at, row.shippedAtMs),
  };
  const status = patch.status ?? row.status;
  if (!STRATTERA_STATUSES.includes(status)) {
    throw new ControlError(`${status} is not a status.`);
  }
  Object.assign(row, dates, { status });
  row.deliveryCost = patch.delivery_cost ?? row.deliveryCost;
  row.bonus = patch.bonus ?? row.bonus;
  row.bankCard = patch.bank_card === undefined ? row.bankCard : patch.bank_card;
  row.totalOverride = patch.total_amount ?? row.totalOverride;
  if (patch.order_items !== undefined) {
    row.items = patch.order_items.map((item) => ({ ...item, productId: null }));
  }
  patchCustomer(row.customerId, patch.user ?? {}, tables);
}

function patchCustomer(id: number, patch: NonNullable<OrderPatch['user']>, tables: StratteraTables): void {
  const customer = tables.customers.get(id);
  if (customer !== undefined) {
    customer.city = patch.city === undefined ? customer.city : patch.city;
    customer.fullName = patch.full_name ?? customer.fullName;
  }
}

function nullableMs(dotted: string | null | undefined, current: number | null): number | null {
  return dotted === undefined ? current : dotted === null ? null : dottedMs(dotted);
}

function dottedMs(dotted: string): number {
  const ms = parseDotted(dotted);
  if (ms === null) {
    throw new ControlError(`${dotted} is not a Moscow time like 05.06.2025 21:31:26.`);
  }
  return ms;
}
