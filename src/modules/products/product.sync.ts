import type { SyncedEntity, SyncedField } from '../../flow/synced-entity/synced-entity.public.js';

/** Where sales are going, as the table's CHECK has it (O9). */
export const PRODUCT_TRENDS = ['GROWING', 'STABLE', 'DECLINING'] as const;

export type ProductTrend = (typeof PRODUCT_TRENDS)[number];

const INTEGER_MAX = 2_147_483_647;
const MONEY_MAX = 999_999_999_999.99;

const sourceText: SyncedField = { type: 'string', writtenBy: 'source', isOptional: true };
const count: Omit<SyncedField, 'writtenBy'> = {
  type: 'integer',
  isOptional: false,
  hasDefault: true,
  min: 0,
  max: INTEGER_MAX,
};

/**
 * Products of the shop (O2, S7). Price, stock and the computed figures belong to both sides: a person's
 * value is an override, and what the shop or the analytics say is kept beside it (O7, O9). Cost, transit and
 * hiding are ours alone, the shop knows nothing of them.
 */
export const productSync: SyncedEntity = {
  table: 'products',
  singular: 'product',
  number: 8,
  isImported: true,
  access: { admin: 'all', agent: 'all', subscriber: 'none' },
  clientsMay: { create: false, update: true, delete: false },
  fields: {
    externalId: { type: 'string', writtenBy: 'source', isOptional: true, isIndexed: true },
    name: { type: 'string', writtenBy: 'source', isOptional: false, isIndexed: true },
    description: { ...sourceText, lengthMax: 100_000 },
    price: { type: 'decimal', writtenBy: 'both', isOptional: false, min: 0, max: MONEY_MAX },
    oldPrice: { type: 'decimal', writtenBy: 'both', isOptional: true, min: 0, max: MONEY_MAX },
    costPrice: { type: 'decimal', writtenBy: 'local', isOptional: true, min: 0, max: MONEY_MAX },
    costPriceTry: { type: 'decimal', writtenBy: 'local', isOptional: true, min: 0, max: MONEY_MAX },
    stockQuantity: { ...count, writtenBy: 'both' },
    brand: sourceText,
    category: sourceText,
    mainIngredient: sourceText,
    dosageForm: sourceText,
    packageQuantity: { type: 'integer', writtenBy: 'source', isOptional: true },
    weight: sourceText,
    avgDailySales30d: {
      type: 'decimal',
      writtenBy: 'both',
      isOptional: false,
      hasDefault: true,
      min: 0,
      max: 99_999_999,
      scale: 4,
      column: 'avg_daily_sales_30d',
    },
    daysToZero: { type: 'integer', writtenBy: 'both', isOptional: true, min: 0, max: INTEGER_MAX },
    lastPurchaseDate: { type: 'instant', writtenBy: 'source', isOptional: true },
    recommendedQty: { ...count, writtenBy: 'both' },
    trend: {
      type: 'string',
      writtenBy: 'both',
      isOptional: false,
      hasDefault: true,
      values: PRODUCT_TRENDS,
    },
    inTransit: { ...count, writtenBy: 'local' },
    deliveryDays: { ...count, writtenBy: 'local', max: 3650 },
    minStock: { ...count, writtenBy: 'local' },
    isHidden: { type: 'boolean', writtenBy: 'local', isOptional: false, hasDefault: true, isIndexed: true },
    deletedAt: { type: 'instant', writtenBy: 'source', isOptional: true },
    createdAt: { type: 'instant', writtenBy: 'server', isOptional: false, hasDefault: true },
    updatedAt: { type: 'instant', writtenBy: 'server', isOptional: false, hasDefault: true },
  },
};
