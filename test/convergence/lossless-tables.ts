/** How a column is compared: as it is, as text, or as epoch milliseconds. */
type Shape = 'plain' | 'decimal' | 'instant';

/** One table of the check: what a client must hold of it, by wire name. */
export interface CheckedTable {
  readonly table: string;
  readonly columns: Readonly<Record<string, readonly [column: string, shape: Shape]>>;
  /** The wire name of the column that carries the mark of the write that made the row what it is. */
  readonly mark: string;
}

/** A row as a client holds it, by wire name. */
export type HeldRow = Readonly<Record<string, unknown>> & { readonly id: string };

const UPDATED: readonly [string, Shape] = ['updated_at', 'instant'];

/** The tables that the writers write, parents before children. */
export const CHECKED_TABLES: readonly CheckedTable[] = [
  {
    table: 'contacts',
    columns: {
      name: ['name', 'plain'],
      phone: ['phone', 'plain'],
      notes: ['notes', 'plain'],
      updatedAt: UPDATED,
    },
    mark: 'notes',
  },
  {
    table: 'deals',
    columns: {
      title: ['title', 'plain'],
      contactId: ['contact_id', 'plain'],
      amount: ['amount', 'decimal'],
      description: ['description', 'plain'],
      updatedAt: UPDATED,
    },
    mark: 'description',
  },
  {
    table: 'tasks',
    columns: { title: ['title', 'plain'], description: ['description', 'plain'], updatedAt: UPDATED },
    mark: 'description',
  },
  {
    table: 'orders',
    columns: {
      customerName: ['customer_name', 'plain'],
      status: ['status', 'plain'],
      total: ['total', 'decimal'],
      updatedAt: UPDATED,
    },
    mark: 'customerName',
  },
  {
    table: 'order_items',
    columns: { orderId: ['order_id', 'plain'], name: ['name', 'plain'], quantity: ['quantity', 'plain'] },
    mark: 'name',
  },
  {
    table: 'products',
    columns: {
      name: ['name', 'plain'],
      price: ['price', 'decimal'],
      stockQuantity: ['stock_quantity', 'plain'],
      updatedAt: UPDATED,
    },
    mark: 'name',
  },
];

/** The select list that answers a table's rows under their wire names, written apart from the product's own. */
export function selectRows({ table, columns }: CheckedTable): string {
  const list = Object.entries(columns).map(
    ([name, [column, shape]]) => `${inShape(column, shape)} AS "${name}"`,
  );
  return `SELECT id, ${list.join(', ')} FROM ${table}`;
}

function inShape(column: string, shape: Shape): string {
  switch (shape) {
    case 'plain':
      return column;
    case 'decimal':
      return `${column}::text`;
    case 'instant':
      return `round(extract(epoch FROM ${column}) * 1000)::float8`;
  }
}
