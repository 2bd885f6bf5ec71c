import type { SeededRandom } from '../core/seeded-random.js';
import { formatKopecks } from './amounts.js';
import { formatIso } from './moscow-time.js';
import type { StratteraProduct } from './strattera.payloads.js';
import {
  BRANDS,
  CATEGORIES,
  DESCRIPTIONS,
  DOSAGE_FORMS,
  DOSES_MG,
  PRODUCT_NAMES,
} from './strattera.vocabulary.js';

const DAY_MS = 86_400_000;
const FIRST_SOLD_ID = 15;

/** Products that orders still point to and the shop no longer has: their items have no name. */
export const VANISHED_PRODUCT_IDS = [12, 13] as const;

/**
 * The first catalogue: categories (price null), sold products, a few of them soft-deleted, one free of charge, one
 * with an emoji; in an order that says nothing. Of 32 rows 5 are categories and 4 are deleted.
 */
export function generateCatalogue(random: SeededRandom, count: number, nowMs: number): StratteraProduct[] {
  const categoryCount = Math.min(CATEGORIES.length, Math.max(1, Math.round((count * 5) / 32)));
  const deletedCount = Math.round((count * 4) / 32);
  const openedMs = nowMs - 519 * DAY_MS;
  const categories = Array.from({ length: Math.min(categoryCount, count) }, (_, index) =>
    generateCategory(index, openedMs),
  );
  const sold = Array.from({ length: count - categories.length }, (_, index) =>
    generateSoldProduct(random, { index, categoryCount, openedMs, nowMs }),
  );
  const retired = sold.map((product, index) =>
    index >= sold.length - deletedCount ? retire(product, nowMs - random.between(20, 90) * DAY_MS) : product,
  );
  return random.shuffle([...categories, ...retired]);
}

function generateCategory(index: number, openedMs: number): StratteraProduct {
  const opened = formatIso(openedMs);
  return {
    id: index + 1,
    name: CATEGORIES[index] ?? `Раздел ${index}`,
    description: null,
    price: null,
    stock_quantity: 0,
    created_at: opened,
    updated_at: opened,
    deleted_at: null,
    ancestry: index === 0 ? null : '1',
    weight: null,
    dosage_form: null,
    package_quantity: null,
    main_ingredient: null,
    brand: null,
    old_price: null,
  };
}

function generateSoldProduct(
  random: SeededRandom,
  place: {
    readonly index: number;
    readonly categoryCount: number;
    readonly openedMs: number;
    readonly nowMs: number;
  },
): StratteraProduct {
  const { index, categoryCount, openedMs, nowMs } = place;
  const { name, dose } = nameProduct(index);
  const priceKopecks = index === 7 ? 0 : random.between(19, 118) * 10_000 - (index % 9 === 4 ? 5 : 0);
  return {
    id: FIRST_SOLD_ID + index,
    name,
    description: DESCRIPTIONS[index % DESCRIPTIONS.length] ?? null,
    price: formatKopecks(priceKopecks),
    stock_quantity: index % 11 === 3 ? 0 : random.between(5, 240),
    created_at: formatIso(openedMs + index * 61_000),
    updated_at: formatIso(nowMs - random.between(1, 60 * 86_400) * 1_000 - random.between(0, 999)),
    deleted_at: null,
    ancestry: categoryCount > 1 ? `1/${random.between(2, categoryCount)}` : '1',
    weight: sometimes(random, 0.8, [`${dose}mg`]),
    dosage_form: sometimes(random, 0.85, DOSAGE_FORMS),
    package_quantity: sometimes(random, 0.85, [7, 14, 28, 30, 60]),
    main_ingredient: sometimes(random, 0.7, ['X']),
    brand: sometimes(random, 0.9, BRANDS),
    old_price: random.chance(0.3) ? formatKopecks(priceKopecks + random.between(1, 8) * 10_000) : null,
  };
}

function nameProduct(index: number): { readonly name: string; readonly dose: number } {
  const base = PRODUCT_NAMES[index % PRODUCT_NAMES.length] ?? 'Товар';
  const dose = DOSES_MG[Math.floor(index / PRODUCT_NAMES.length) % DOSES_MG.length] ?? 10;
  const round = Math.floor(index / (PRODUCT_NAMES.length * DOSES_MG.length));
  const edition = round > 0 ? ` №${round}` : '';
  return { name: `${base} ${dose} мг${edition}${index === 9 ? ' 🌿' : ''}`, dose };
}

function sometimes<T>(random: SeededRandom, share: number, choices: readonly T[]): T | null {
  return random.chance(share) ? random.pick(choices) : null;
}

function retire(product: StratteraProduct, atMs: number): StratteraProduct {
  return {
    ...product,
    name: `${product.name} (снят)`,
    stock_quantity: 0,
    updated_at: formatIso(atMs + 12),
    deleted_at: formatIso(atMs),
  };
}
