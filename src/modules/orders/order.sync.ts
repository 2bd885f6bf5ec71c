import type { SyncedEntity } from '../../flow/synced-entity/synced-entity.public.js';

/** The states of an order, as the shop names them and as the table's CHECK has them. */
export const ORDER_STATUSES = [
  'initialized',
  'unpaid',
  'paid',
  'processing',
  'shipped',
  'cancelled',
  'overdue',
  'refunded',
] as const;

export type OrderStatus = (typeof ORDER_STATUSES)[number];

/**
 * Orders of the shop (O2, S7). People may correct who the customer is and the state; such an edit is an
 * override that no import overwrites (O7). Money and dates are the shop's alone. Nobody creates or deletes
 * an order here: imports never delete, and an order without the shop would be nobody's.
 */
export const orderSync: SyncedEntity = {
  table: 'orders',
  singular: 'order',
  number: 9,
  isImported: true,
  access: { admin: 'all', agent: 'all', subscriber: 'none' },
  clientsMay: { create: false, update: true, delete: false },
  fields: {
    externalId: { type: 'string', writtenBy: 'source', isOptional: true, isIndexed: true },
    customerName: { type: 'string', writtenBy: 'both', isOptional: true, lengthMax: 300 },
    customerEmail: { type: 'string', writtenBy: 'both', isOptional: true, lengthMax: 320 },
    customerPhone: { type: 'string', writtenBy: 'both', isOptional: true, lengthMax: 50 },
    customerCity: { type: 'string', writtenBy: 'both', isOptional: true, lengthMax: 500 },
    customerAddress: { type: 'string', writtenBy: 'both', isOptional: true, lengthMax: 1000 },
    status: {
      type: 'string',
      writtenBy: 'both',
      isOptional: false,
      isIndexed: true,
      values: ORDER_STATUSES,
    },
    total: { type: 'decimal', writtenBy: 'source', isOptional: false },
    currency: { type: 'string', writtenBy: 'source', isOptional: false, hasDefault: true, lengthMax: 3 },
    deliveryCost: { type: 'decimal', writtenBy: 'source', isOptional: false, hasDefault: true },
    bonus: { type: 'integer', writtenBy: 'source', isOptional: false, hasDefault: true },
    bankCard: { type: 'string', writtenBy: 'source', isOptional: true },
    orderDate: { type: 'instant', writtenBy: 'source', isOptional: false, isIndexed: true },
    paidAt: { type: 'instant', writtenBy: 'source', isOptional: true },
    shippedAt: { type: 'instant', writtenBy: 'source', isOptional: true },
    createdAt: { type: 'instant', writtenBy: 'server', isOptional: false, hasDefault: true },
    updatedAt: { type: 'instant', writtenBy: 'server', isOptional: false, hasDefault: true },
  },
};
