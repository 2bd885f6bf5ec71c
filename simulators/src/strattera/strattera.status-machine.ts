import type { StratteraStatus } from './strattera.payloads.js';
import type { OrderRow } from './strattera.rows.js';

/**
 * Where an order goes next and how likely; `save` is a save without a new status, which stamps again. A status
 * that is not left by itself has an empty list. UPSTREAM-APIS §3.1, §3.3.
 */
export const STATUS_MOVES: Readonly<
  Record<StratteraStatus, readonly (readonly [next: StratteraStatus | 'save', weight: number])[]>
> = {
  initialized: [
    ['unpaid', 80],
    ['cancelled', 20],
  ],
  unpaid: [
    ['paid', 60],
    ['save', 15],
    ['overdue', 15],
    ['cancelled', 10],
  ],
  paid: [
    ['processing', 95],
    ['cancelled', 5],
  ],
  processing: [
    ['shipped', 80],
    ['save', 13],
    ['refunded', 4],
    ['cancelled', 3],
  ],
  shipped: [['refunded', 1]],
  cancelled: [],
  overdue: [],
  refunded: [],
};

/**
 * Saves the order with this status, as the vendor's model does: `created_at` is stamped again while unpaid, `paid_at`
 * on every save while processing and `shipped_at` while shipped. Changes `row`.
 */
export function saveWithStatus(row: OrderRow, status: StratteraStatus, nowMs: number): void {
  const stampMs = Math.floor(nowMs / 1_000) * 1_000;
  row.status = status;
  if (status === 'unpaid') {
    row.createdAtMs = stampMs;
  } else if (status === 'processing') {
    row.paidAtMs = stampMs;
  } else if (status === 'shipped') {
    row.shippedAtMs = stampMs;
  }
}
