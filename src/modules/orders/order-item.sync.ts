import type { SyncedEntity } from '../../flow/synced-entity/synced-entity.public.js';

/**
 * The lines of an order (O3). They come, change and go with their order's import, compared by line key, so
 * nobody else writes them. A line has no external id of its own: the shop gives it none.
 */
export const orderItemSync: SyncedEntity = {
  table: 'order_items',
  singular: 'order_item',
  number: 10,
  isImported: false,
  access: { admin: 'all', agent: 'all', subscriber: 'none' },
  clientsMay: { create: false, update: false, delete: false },
  fields: {
    orderId: {
      type: 'string',
      writtenBy: 'source',
      isOptional: false,
      isIndexed: true,
      references: 'orders',
    },
    productId: { type: 'string', writtenBy: 'source', isOptional: true, isIndexed: true },
    name: { type: 'string', writtenBy: 'source', isOptional: true },
    quantity: { type: 'integer', writtenBy: 'source', isOptional: false, min: 1 },
    price: { type: 'decimal', writtenBy: 'source', isOptional: false },
    total: { type: 'decimal', writtenBy: 'source', isOptional: false },
  },
};
