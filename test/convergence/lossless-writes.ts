import type { Random } from './lossless-random.js';

/** One statement of a writer. Rows that it writes carry `mark`, so that a row tells which write made it. */
export interface Write {
  readonly text: string;
  readonly values: readonly unknown[];
}

type WriteMaker = (random: Random, mark: string) => Write;

/** Few enough that writers meet on the same rows, and that deleted ids are used again. */
const IDS_A_TABLE = 400;
/** Rows of one big statement: more than a puller takes at once, so that a single tick needs pages. */
const BULK_ROWS = 60;

/** A random statement: new rows, edits, deletions, ids used again, cascades, and now and then a bulk. */
export function randomWrite(random: Random, mark: string): Write {
  const roll = random.below(100);
  const chosen = MAKERS.find(([below]) => roll < below) ?? MAKERS[0];
  if (chosen === undefined) {
    throw new Error('No writes are known');
  }
  return chosen[1](random, mark);
}

function idOf(prefix: string, random: Random): string {
  return `${prefix}${random.below(IDS_A_TABLE)}`;
}

const putContact: WriteMaker = (random, mark) => ({
  text: `INSERT INTO contacts (id, name, phone, notes) VALUES ($1, $2, $3, $4)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, phone = excluded.phone, notes = excluded.notes, updated_at = now()`,
  values: [idOf('c', random), `Имя ${random.below(90)}`, `+7${random.below(1_000_000)}`, mark],
});

const touchContacts: WriteMaker = (random, mark) => ({
  text: `UPDATE contacts SET phone = $1, notes = $2, updated_at = now() WHERE id = ANY ($3)`,
  values: [
    `+7${random.below(1_000_000)}`,
    mark,
    [idOf('c', random), idOf('c', random), idOf('c', random)].sort(),
  ],
});

/** Takes the contact out of its deals (ON DELETE SET NULL), which no statement of ours names. */
const deleteContact: WriteMaker = (random) => ({
  text: 'DELETE FROM contacts WHERE id = $1',
  values: [idOf('c', random)],
});

const putDeal: WriteMaker = (random, mark) => ({
  text: `INSERT INTO deals (id, title, contact_id, amount, description)
         VALUES ($1, $2, (SELECT id FROM contacts WHERE id = $3), $4, $5)
         ON CONFLICT (id) DO UPDATE SET title = excluded.title, contact_id = excluded.contact_id,
           amount = excluded.amount, description = excluded.description, updated_at = now()`,
  values: [
    idOf('d', random),
    `Deal ${random.below(90)}`,
    idOf('c', random),
    random.below(1_000_000) / 100,
    mark,
  ],
});

const deleteDeal: WriteMaker = (random) => ({
  text: 'DELETE FROM deals WHERE id = $1',
  values: [idOf('d', random)],
});

const putTask: WriteMaker = (random, mark) => ({
  text: `INSERT INTO tasks (id, title, description) VALUES ($1, 'Call', $2)
         ON CONFLICT (id) DO UPDATE SET description = excluded.description, updated_at = now()`,
  values: [idOf('t', random), mark],
});

const putManyTasks: WriteMaker = (random, mark) => ({
  text: `INSERT INTO tasks (id, title, description)
         SELECT 't' || g, 'Bulk', $2 FROM generate_series($1::int, $1::int + ${BULK_ROWS - 1}) AS g
         ON CONFLICT (id) DO UPDATE SET description = excluded.description, updated_at = now()`,
  values: [random.below(IDS_A_TABLE), mark],
});

const deleteTask: WriteMaker = (random) => ({
  text: 'DELETE FROM tasks WHERE id = $1',
  values: [idOf('t', random)],
});

const putOrder: WriteMaker = (random, mark) => ({
  text: `WITH stored AS (
           INSERT INTO orders (id, customer_name, status, total, order_date) VALUES ($1, $2, 'paid', $3, now())
           ON CONFLICT (id) DO UPDATE SET customer_name = excluded.customer_name, total = excluded.total, updated_at = now()
           RETURNING id)
         INSERT INTO order_items (order_id, line_key, name, quantity, price, total)
         SELECT id, line, $2, $4::int, 1, $4::int FROM stored, unnest(ARRAY['a', 'b']) AS line
         ON CONFLICT (order_id, line_key) DO UPDATE SET name = excluded.name, quantity = excluded.quantity`,
  values: [idOf('o', random), mark, random.below(100_000) / 100, 1 + random.below(9)],
});

/** Takes the order's items with it (ON DELETE CASCADE). */
const deleteOrder: WriteMaker = (random) => ({
  text: 'DELETE FROM orders WHERE id = $1',
  values: [idOf('o', random)],
});

const putProduct: WriteMaker = (random, mark) => ({
  text: `INSERT INTO products (id, name, price, stock_quantity) VALUES ($1, $2, $3, 5)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, price = excluded.price,
           stock_quantity = products.stock_quantity - 1, updated_at = now()`,
  values: [idOf('p', random), mark, random.below(100_000) / 100],
});

const deleteProduct: WriteMaker = (random) => ({
  text: 'DELETE FROM products WHERE id = $1',
  values: [idOf('p', random)],
});

/** In per cent, summed up. */
const MAKERS: readonly (readonly [below: number, maker: WriteMaker])[] = [
  [22, putContact],
  [34, touchContacts],
  [40, deleteContact],
  [54, putDeal],
  [58, deleteDeal],
  [68, putTask],
  [70, putManyTasks],
  [74, deleteTask],
  [82, putOrder],
  [86, deleteOrder],
  [96, putProduct],
  [100, deleteProduct],
];
