import { z } from 'zod';

/** The shop's order states, as its database names them (UPSTREAM-APIS §3.1). A renamed one is drift: quarantine. */
const STRATTERA_STATUSES = [
  'initialized',
  'unpaid',
  'paid',
  'processing',
  'shipped',
  'cancelled',
  'overdue',
  'refunded',
] as const;

/** Rails writes ids as numbers; one that became digits in a string is the same id (FAULTS E12). */
const id = z.union([z.int().nonnegative(), z.string().regex(/^\d{1,18}$/)]);
/** `"6300.0"`, `6300` and `"5800,00"` have all been seen; mapping decides whether it is a number. */
const amount = z.union([z.string(), z.number()]);
const text = z.string().nullish();

const orderItemPayload = z.looseObject({ quantity: amount.nullish(), price: amount.nullish(), name: text });
const userPayload = z.looseObject({ id: id.nullish(), city: text, full_name: text });

/** One order of `GET /orders`. Unknown keys pass: they are reported as drift, never an error. */
export const orderPayload = z.looseObject({
  id,
  status: z.enum(STRATTERA_STATUSES),
  created_at: text,
  paid_at: text,
  shipped_at: text,
  total_amount: amount.nullish(),
  delivery_cost: amount.nullish(),
  bonus: amount.nullish(),
  bank_card: text,
  user: userPayload.nullish(),
  order_items: z.array(orderItemPayload).nullish(),
});

/** One raw database row of `GET /products`; rows without a price are category nodes. */
export const productPayload = z.looseObject({
  id,
  name: text,
  description: text,
  price: amount.nullish(),
  old_price: amount.nullish(),
  stock_quantity: amount.nullish(),
  brand: text,
  weight: text,
  dosage_form: text,
  package_quantity: amount.nullish(),
  main_ingredient: text,
  ancestry: text,
  created_at: text,
  updated_at: text,
  deleted_at: text,
});

export type OrderPayload = z.infer<typeof orderPayload>;
export type OrderItemPayload = z.infer<typeof orderItemPayload>;
export type ProductPayload = z.infer<typeof productPayload>;

/** The keys of an order that our schema does not know, nested ones with their path, each once. */
export function unknownOrderKeys(order: OrderPayload): string[] {
  return [
    ...strangers(order, orderPayload, ''),
    ...strangers(order.user ?? {}, userPayload, 'user.'),
    ...(order.order_items ?? []).flatMap((item) => strangers(item, orderItemPayload, 'order_items[].')),
  ].filter(isFirst);
}

/** The keys of a product that our schema does not know. */
export function unknownProductKeys(product: ProductPayload): string[] {
  return strangers(product, productPayload, '');
}

function strangers(value: object, schema: { shape: object }, prefix: string): string[] {
  return Object.keys(value)
    .filter((key) => !Object.hasOwn(schema.shape, key))
    .map((key) => prefix + printable(key));
}

/** A hostile key must not break the report that names it (FAULTS H1, H10). */
function printable(key: string): string {
  return /^[\w.-]{1,60}$/.test(key) ? key : '(unprintable key)';
}

function isFirst(key: string, index: number, all: readonly string[]): boolean {
  return all.indexOf(key) === index;
}
