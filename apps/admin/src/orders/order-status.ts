import type { Schema } from '../api/api-client.js';
import type { Tone } from '../ui/tone-chip.js';

type OrderStatus = Schema<'OrderResponse'>['status'];

/** The states of an order, from the first to those where it ends. */
const TONES: Readonly<Record<OrderStatus, Tone>> = {
  initialized: 'default',
  unpaid: 'warning',
  paid: 'primary',
  processing: 'primary',
  shipped: 'success',
  cancelled: 'default',
  overdue: 'error',
  refunded: 'default',
};

export const ORDER_TONES: Readonly<Record<string, Tone>> = TONES;

/** The choices of an order's status, named in the catalogue. */
export const ORDER_STATUSES = Object.keys(TONES).map((id) => ({ id, name: `resources.orders.status.${id}` }));
