import type { Fields } from './outbox-entry.js';

/** What a client may push of a table (SYNC-PROTOCOL §2 and §5). */
interface PushedTable {
  /** Records are made and deleted by people; others come from imports only. */
  readonly isOwn: boolean;
  readonly fields: readonly string[];
}

/**
 * The tables and fields that can wait for a connection, as `GET /api/sync/schema` has them: a browser that is offline
 * cannot ask. A test compares the two.
 */
export const PUSHED_TABLES: Readonly<Record<string, PushedTable>> = {
  contacts: {
    isOwn: true,
    fields: ['name', 'phone', 'email', 'company', 'position', 'notes', 'status', 'assignedToUserId'],
  },
  deals: {
    isOwn: true,
    fields: ['title', 'contactId', 'amount', 'currency', 'stage', 'description', 'assignedToUserId'],
  },
  tasks: {
    isOwn: true,
    fields: [
      'title',
      'description',
      'relatedEntityType',
      'relatedEntityId',
      'dueDate',
      'status',
      'assignedToUserId',
    ],
  },
  clients: { isOwn: false, fields: ['country', 'notes'] },
  appointments: { isOwn: false, fields: ['attendance', 'comment'] },
  products: {
    isOwn: false,
    fields: [
      'price',
      'oldPrice',
      'costPrice',
      'costPriceTry',
      'stockQuantity',
      'avgDailySales30d',
      'daysToZero',
      'recommendedQty',
      'trend',
      'inTransit',
      'deliveryDays',
      'minStock',
      'isHidden',
    ],
  },
  orders: {
    isOwn: false,
    fields: ['customerName', 'customerEmail', 'customerPhone', 'customerCity', 'customerAddress', 'status'],
  },
};

/** True when an edit of these fields may be pushed. */
export function isPushable(
  table: string,
  operation: 'CREATE' | 'UPDATE' | 'DELETE',
  fields: Fields,
): boolean {
  const pushed = PUSHED_TABLES[table];
  return (
    pushed !== undefined &&
    (pushed.isOwn || operation === 'UPDATE') &&
    Object.keys(fields).every((name) => pushed.fields.includes(name))
  );
}

/** How a person knows a record: the first of its names that has a value. */
export function labelOf(record: Fields): string {
  const named = ['name', 'title', 'customerName', 'leadName', 'clientUid', 'externalId', 'id']
    .map((field) => record[field])
    .find((value) => typeof value === 'string' && value !== '');
  return typeof named === 'string' ? named : '';
}
