import type { z } from 'zod';
import type {
  ChildRecord,
  FieldValue,
  MappedPayload,
} from '../../flow/external-source/external-source.public.js';
import { isStorableText } from '../../kernel/text.js';
import { maskBankCard } from './strattera.bank-card.js';
import {
  orderPayload,
  productPayload,
  unknownOrderKeys,
  unknownProductKeys,
  type OrderItemPayload,
  type OrderPayload,
  type ProductPayload,
} from './strattera.payloads.js';
import {
  formatHundredths,
  lineKey,
  parseHundredths,
  parseInteger,
  parseIsoInstant,
  parseMoscowTime,
} from './strattera.values.js';

/** A reason to quarantine the record, in a sentence that names the field and shows no value. */
class Refusal extends Error {}

/**
 * One order of the shop in our shape. Pure. Rejected when its total, one of its dates or its state makes no
 * sense; a line without a price or with a quantity below 1 is left out and reported with the drift, as the
 * order itself is still true (UPSTREAM-APIS §3.2).
 */
export function mapOrder(payload: unknown): MappedPayload {
  return mapped(payload, orderPayload, (order) => {
    const lines = (order.order_items ?? []).map(toLine);
    return {
      kind: 'record',
      record: {
        externalId: canonicalId(order.id),
        fields: storable(orderFields(order)),
        children: { order_items: toItems(lines) },
      },
      unknownKeys: [...unknownOrderKeys(order), ...complaintsAbout(lines)],
    };
  });
}

/** One product of the shop in our shape. Pure. A row without a price is a category node: skipped, not an error. */
export function mapProduct(payload: unknown): MappedPayload {
  return mapped(payload, productPayload, (product) => {
    const price = product.price == null ? 0n : amountOf(product.price, 'price');
    if (price === 0n) {
      return { kind: 'skipped', externalId: canonicalId(product.id), reason: 'category' };
    }
    return {
      kind: 'record',
      record: { externalId: canonicalId(product.id), fields: storable(productFields(product, price)) },
      unknownKeys: unknownProductKeys(product),
    };
  });
}

function mapped<Schema extends z.ZodType>(
  payload: unknown,
  schema: Schema,
  map: (value: z.infer<Schema>) => MappedPayload,
): MappedPayload {
  const parsed = schema.safeParse(payload);
  if (!parsed.success) {
    return { kind: 'rejected', externalId: idOf(payload), reason: describe(parsed.error) };
  }
  try {
    return map(parsed.data);
  } catch (error) {
    if (error instanceof Refusal) {
      return { kind: 'rejected', externalId: idOf(payload), reason: error.message };
    }
    throw error;
  }
}

function orderFields(order: OrderPayload): Record<string, FieldValue> {
  const createdAt = momentOf(order.created_at, 'created_at');
  const paidAt = momentOf(order.paid_at, 'paid_at');
  const orderDate = paidAt ?? createdAt;
  if (orderDate === null) {
    throw new Refusal('created_at: the order has no date');
  }
  const city = blankToNull(order.user?.city);
  return {
    customerName: blankToNull(order.user?.full_name),
    customerEmail: null,
    customerPhone: null,
    customerCity: city,
    customerAddress: city,
    status: order.status,
    total: formatHundredths(amountOf(order.total_amount, 'total_amount')),
    currency: 'RUB',
    deliveryCost: formatHundredths(amountOf(order.delivery_cost ?? 0, 'delivery_cost')),
    bonus: integerOf(order.bonus ?? 0, 'bonus'),
    // The quarantine keeps a payload without it: then what is stored stays.
    ...(order.bank_card !== undefined && { bankCard: maskBankCard(order.bank_card) }),
    orderDate,
    paidAt,
    shippedAt: momentOf(order.shipped_at, 'shipped_at'),
  };
}

function productFields(product: ProductPayload, price: bigint): Record<string, FieldValue> {
  if (price < 0n) {
    throw new Refusal('price: below 0');
  }
  return {
    name: nameOf(product),
    description: orNull(product.description),
    price: formatHundredths(price),
    oldPrice: orNull(product.old_price, (given) => formatHundredths(amountOf(given, 'old_price'))),
    stockQuantity: integerOf(product.stock_quantity, 'stock_quantity'),
    brand: orNull(product.brand),
    // The shop's tree of categories is not exposed; the earlier system shows the brand there.
    category: orNull(product.brand),
    mainIngredient: orNull(product.main_ingredient),
    dosageForm: orNull(product.dosage_form),
    packageQuantity: orNull(product.package_quantity, (given) => integerOf(given, 'package_quantity')),
    weight: orNull(product.weight),
    deletedAt: orNull(product.deleted_at, (given) => isoInstantOf(given, 'deleted_at')),
  };
}

function nameOf(product: ProductPayload): string {
  const name = product.name ?? '';
  if (name.trim() === '') {
    throw new Refusal('name: the product has no name');
  }
  return name;
}

function orNull<Given, Value = Given>(
  given: Given | null | undefined,
  read: (given: Given) => Value = (value) => value as unknown as Value,
): Value | null {
  return given == null ? null : read(given);
}

interface Line {
  readonly name: string | null;
  readonly quantity: number;
  readonly price: bigint;
}

/** The line, or the sentence that says why it is left out. */
function toLine(item: OrderItemPayload): Line | string {
  const price = parseHundredths(item.price);
  if (price === null) {
    return 'order_items[].price: not a decimal, the line was left out';
  }
  const quantity = parseInteger(item.quantity);
  if (quantity === null || quantity <= 0) {
    return 'order_items[].quantity: not above 0, the line was left out';
  }
  return { name: item.name ?? null, quantity, price };
}

function complaintsAbout(lines: readonly (Line | string)[]): string[] {
  return [...new Set(lines.filter((line) => typeof line === 'string'))];
}

function toItems(lines: readonly (Line | string)[]): ChildRecord[] {
  const seen = new Map<string, number>();
  return lines
    .filter((line) => typeof line !== 'string')
    .map(({ name, quantity, price }) => {
      const text = formatHundredths(price);
      const sameLine = JSON.stringify([name, text]);
      const occurrence = (seen.get(sameLine) ?? 0) + 1;
      seen.set(sameLine, occurrence);
      const total = formatHundredths(lineTotal(price, quantity));
      return {
        key: lineKey(name, text, occurrence),
        fields: storable({ name, quantity, price: text, total }),
      };
    });
}

function lineTotal(price: bigint, quantity: number): bigint {
  const total = price * BigInt(quantity);
  if (parseHundredths(formatHundredths(total)) === null) {
    throw new Refusal('order_items[].total: larger than can be stored');
  }
  return total;
}

function amountOf(given: string | number | null | undefined, field: string): bigint {
  const amount = parseHundredths(given);
  if (amount === null) {
    throw new Refusal(`${field}: not a decimal`);
  }
  return amount;
}

function integerOf(given: string | number | null | undefined, field: string): number {
  const whole = parseInteger(given);
  if (whole === null) {
    throw new Refusal(`${field}: not a whole number`);
  }
  return whole;
}

function momentOf(given: string | null | undefined, field: string): Date | null {
  if (given == null || given === '') {
    return null;
  }
  const moment = parseMoscowTime(given);
  if (moment === null) {
    throw new Refusal(`${field}: not a time of the form dd.mm.yyyy HH:MM:SS`);
  }
  return moment;
}

function isoInstantOf(given: string, field: string): Date {
  const instant = parseIsoInstant(given);
  if (instant === null) {
    throw new Refusal(`${field}: not an ISO 8601 instant with an offset`);
  }
  return instant;
}

/**
 * A name is three columns joined with spaces, so it may be `"  "` or begin with one: those spaces are the
 * join's, not the person's. Everything between them stays as given (X6).
 */
function blankToNull(text: string | null | undefined): string | null {
  const trimmed = (text ?? '').trim();
  return trimmed === '' ? null : trimmed;
}

/** Refuses what PostgreSQL cannot hold, before it costs the whole page (X6, FAULTS H1, H2). */
function storable<Fields extends Record<string, FieldValue>>(fields: Fields): Fields {
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string' && !isStorableText(value)) {
      throw new Refusal(`${name}: contains a NUL character or half of a surrogate pair`);
    }
  }
  return fields;
}

/** `"0015"` and `15` are one record. */
function canonicalId(id: string | number): string {
  return BigInt(id).toString();
}

/** The id of a payload that failed, when it has one worth showing. */
function idOf(payload: unknown): string | null {
  const id: unknown = typeof payload === 'object' && payload !== null ? Reflect.get(payload, 'id') : null;
  const isId =
    typeof id === 'number' ? Number.isSafeInteger(id) : typeof id === 'string' && /^\d{1,18}$/.test(id);
  return isId ? canonicalId(id as string | number) : null;
}

function describe(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'record'}: ${issue.message}`)
    .join('; ');
}
