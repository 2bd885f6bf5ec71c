import type { SeededRandom } from '../core/seeded-random.js';
import { formatKopecks, parseKopecks } from './amounts.js';
import { VANISHED_PRODUCT_IDS } from './strattera.catalogue.js';
import type { StratteraProduct, StratteraStatus } from './strattera.payloads.js';
import type { CustomerRow, OrderItemRow, OrderRow } from './strattera.rows.js';
import { BANKS, CITIES, FIRST_NAMES, LAST_NAMES, MIDDLE_NAMES, STREETS } from './strattera.vocabulary.js';

type OrderContent = Pick<OrderRow, 'customerId' | 'items' | 'deliveryCost' | 'bonus' | 'bankCard'>;

/** Who ordered what, for one order; `products` are those that are sold. Uses the random sequence in a fixed order. */
export function generateOrderContent(
  random: SeededRandom,
  world: { readonly products: readonly StratteraProduct[]; readonly customers: readonly CustomerRow[] },
  order: { readonly status: StratteraStatus; readonly placedMs: number; readonly nowMs: number },
): OrderContent {
  const customer = random.pick(world.customers);
  const items = generateItems(random, world.products, order);
  const itemsRoubles =
    items.reduce((sum, item) => sum + item.quantity * (parseKopecks(item.price) ?? 0), 0) / 100;
  return {
    customerId: customer.id,
    items,
    deliveryCost: random.chance(0.6) ? 500 : 0,
    bonus: random.chance(0.18) ? Math.min(random.between(1, 15) * 50, Math.floor(itemsRoubles)) : 0,
    bankCard: order.status !== 'initialized' && random.chance(0.7) ? generateBankCard(random) : null,
  };
}

/** Customers of a new world; ids from 901. */
export function generateCustomers(random: SeededRandom, orderCount: number): CustomerRow[] {
  return Array.from({ length: Math.max(1, Math.ceil(orderCount * 0.58)) }, (_, index) => ({
    id: 901 + index,
    city: generateAddress(random),
    fullName: generateFullName(random),
  }));
}

function generateFullName(random: SeededRandom): string {
  const gender = random.chance(0.6) ? 'female' : 'male';
  const parts = [
    random.chance(0.7) ? random.pick(MIDDLE_NAMES[gender]) : '',
    random.pick(FIRST_NAMES[gender]),
    `${random.pick(LAST_NAMES)}${gender === 'female' ? 'а' : ''}`,
  ];
  const isBlank = random.chance(0.03);
  const flourish = random.chance(0.01) ? ' 🌸' : '';
  return isBlank ? '  ' : `${parts.join(' ')}${flourish}`;
}

function generateAddress(random: SeededRandom): string | null {
  const city = random.pick(CITIES);
  const street = `${city}, ул ${random.pick(STREETS)}, д ${random.between(1, 140)}`;
  const roll = random.next();
  return roll < 0.05 ? null : roll < 0.35 ? city : street;
}

function generateBankCard(random: SeededRandom): string {
  const initial = random.pick(FIRST_NAMES.male).slice(0, 1);
  return `${random.pick(BANKS)} ${initial}. ${random.pick(LAST_NAMES)}`;
}

function generateItems(
  random: SeededRandom,
  products: readonly StratteraProduct[],
  order: { readonly placedMs: number; readonly nowMs: number },
): OrderItemRow[] {
  const lineCount = random.pickWeighted([
    [1, 68],
    [2, 23],
    [3, 9],
  ]);
  const isStillSold = ({ deleted_at: deletedAt }: StratteraProduct): boolean =>
    deletedAt === null || Date.parse(deletedAt) > order.placedMs;
  const drawn = products.length === 0 ? [] : Array.from({ length: lineCount }, () => random.pick(products));
  const lines = new Set(drawn.filter(isStillSold));
  const fallback = lines.size === 0 ? products.filter(isStillSold) : [];
  if (fallback.length > 0) {
    lines.add(random.pick(fallback));
  }
  const items = [...lines].map((product) => generateItem(random, product));
  return random.chance(0.03) || items.length === 0 ? [...items, generateNamelessItem(random)] : items;
}

/** The products that can be ordered: neither categories nor free of charge. */
export function listSoldProducts(products: Iterable<StratteraProduct>): StratteraProduct[] {
  return [...products].filter(({ price }) => price !== null && (parseKopecks(price) ?? 0) > 0);
}

function generateItem(random: SeededRandom, product: StratteraProduct): OrderItemRow {
  const paysOldPrice = product.old_price !== null && random.chance(0.25);
  return {
    quantity: random.pickWeighted([
      [1, 74],
      [2, 19],
      [3, 5],
      [10, 2],
    ]),
    price: (paysOldPrice ? product.old_price : product.price) ?? '0.0',
    productId: product.id,
    name: null,
  };
}

function generateNamelessItem(random: SeededRandom): OrderItemRow {
  return {
    quantity: 1,
    price: formatKopecks(random.between(1, 40) * 10_000),
    productId: random.pick(VANISHED_PRODUCT_IDS),
    name: null,
  };
}
