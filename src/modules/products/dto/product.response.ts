import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { OverrideResponse, overridesView, type Plain } from '../../../flow/record-list/record-list.public.js';
import type { ProductTrendPoint } from '../product-trend.entity.js';
import type { Product } from '../product.entity.js';
import { PRODUCT_TRENDS, type ProductTrend } from '../product.sync.js';

const MONEY = { type: String, example: '5800.00', description: 'Decimal as text.' } as const;
const NULLABLE_MONEY = { ...MONEY, nullable: true } as const;
const NULLABLE_TEXT = { type: String, nullable: true } as const;
const NULLABLE_INSTANT = { type: String, format: 'date-time', nullable: true } as const;
const DAYS_TO_ZERO = {
  type: 'integer',
  nullable: true,
  example: 21,
  description: 'Days that the stock lasts; null while nothing is being sold.',
} as const;

/** The figures of a product on one day. */
export class ProductTrendResponse {
  @ApiProperty({ format: 'date', example: '2025-06-05' })
  readonly computedOn!: string;

  @ApiProperty({ ...MONEY, example: '1.9667' })
  readonly avgDailySales30d!: string;

  @ApiProperty(DAYS_TO_ZERO)
  readonly daysToZero!: number | null;

  @ApiProperty({ type: 'integer', minimum: 0, example: 12 })
  readonly recommendedQty!: number;

  @ApiProperty({ enum: PRODUCT_TRENDS })
  readonly trend!: ProductTrend;
}

/** What the outside may know about a product. New columns stay private until they are added here. */
export class ProductResponse {
  @ApiProperty({ example: '5c1e9a77-9a0e-4a36-bd3b-2f6a1c0d8e11' })
  readonly id!: string;

  @ApiProperty({ ...NULLABLE_TEXT, example: '15', description: "The shop's number of the product." })
  readonly externalId!: string | null;

  @ApiProperty({ example: 'Товар A 10 мг' })
  readonly name!: string;

  @ApiProperty({
    ...NULLABLE_TEXT,
    description: "The shop's text; it may hold HTML that is not to be trusted.",
  })
  readonly description!: string | null;

  @ApiProperty(MONEY)
  readonly price!: string;

  @ApiProperty(NULLABLE_MONEY)
  readonly oldPrice!: string | null;

  @ApiProperty(NULLABLE_MONEY)
  readonly costPrice!: string | null;

  @ApiProperty(NULLABLE_MONEY)
  readonly costPriceTry!: string | null;

  @ApiProperty({ type: 'integer', example: 42 })
  readonly stockQuantity!: number;

  @ApiProperty({ ...NULLABLE_TEXT, example: 'BrandX' })
  readonly brand!: string | null;

  @ApiProperty({ ...NULLABLE_TEXT, example: 'BrandX' })
  readonly category!: string | null;

  @ApiProperty(NULLABLE_TEXT)
  readonly mainIngredient!: string | null;

  @ApiProperty({ ...NULLABLE_TEXT, example: 'капсулы' })
  readonly dosageForm!: string | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 30 })
  readonly packageQuantity!: number | null;

  @ApiProperty({ ...NULLABLE_TEXT, example: '10mg' })
  readonly weight!: string | null;

  @ApiProperty({
    ...MONEY,
    example: '1.9667',
    description: 'Pieces a day over the last 30 days, decimal as text.',
  })
  readonly avgDailySales30d!: string;

  @ApiProperty(DAYS_TO_ZERO)
  readonly daysToZero!: number | null;

  @ApiProperty({ ...NULLABLE_INSTANT, description: 'When it was last sold.' })
  readonly lastPurchaseDate!: string | null;

  @ApiProperty({ type: 'integer', minimum: 0, example: 12 })
  readonly recommendedQty!: number;

  @ApiProperty({ enum: PRODUCT_TRENDS })
  readonly trend!: ProductTrend;

  @ApiProperty({ type: 'integer', minimum: 0, example: 0 })
  readonly inTransit!: number;

  @ApiProperty({ type: 'integer', minimum: 0, example: 14 })
  readonly deliveryDays!: number;

  @ApiProperty({ type: 'integer', minimum: 0, example: 5 })
  readonly minStock!: number;

  @ApiProperty()
  readonly isHidden!: boolean;

  @ApiProperty({ ...NULLABLE_INSTANT, description: 'Since when the shop itself counts it as deleted.' })
  readonly deletedAt!: string | null;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt!: string;

  @ApiProperty({ format: 'date-time' })
  readonly updatedAt!: string;

  @ApiProperty({ ...NULLABLE_INSTANT, description: 'Since when the shop no longer lists it.' })
  readonly missingSince!: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(OverrideResponse) },
    description: 'Fields that a person has set, by name, with what the shop or the analytics say of them.',
    example: { price: { by: 'u-1', at: '2025-06-06T08:00:00.000Z', upstream: '5800.00' } },
  })
  readonly overrides!: Record<string, Plain<OverrideResponse>>;
}

/** One product with the history of its figures. */
export class ProductDetailResponse extends ProductResponse {
  @ApiProperty({ type: [ProductTrendResponse], description: 'Oldest first, at most the last 90 days.' })
  readonly trends!: readonly Plain<ProductTrendResponse>[];
}

/** The product as lists show it. */
export function toProductResponse(product: Product): Plain<ProductResponse> {
  return {
    id: product.id,
    externalId: product.externalId,
    name: product.name,
    description: product.description,
    price: product.price,
    oldPrice: product.oldPrice,
    costPrice: product.costPrice,
    costPriceTry: product.costPriceTry,
    stockQuantity: product.stockQuantity,
    brand: product.brand,
    category: product.category,
    mainIngredient: product.mainIngredient,
    dosageForm: product.dosageForm,
    packageQuantity: product.packageQuantity,
    weight: product.weight,
    avgDailySales30d: product.avgDailySales30d,
    daysToZero: product.daysToZero,
    lastPurchaseDate: isoOrNull(product.lastPurchaseDate),
    recommendedQty: product.recommendedQty,
    trend: product.trend,
    inTransit: product.inTransit,
    deliveryDays: product.deliveryDays,
    minStock: product.minStock,
    isHidden: product.isHidden,
    deletedAt: isoOrNull(product.deletedAt),
    createdAt: product.createdAt.toISOString(),
    updatedAt: product.updatedAt.toISOString(),
    missingSince: isoOrNull(product.missingSince),
    overrides: overridesView(product.overrides, product.upstream),
  };
}

/** The product as its own page shows it. */
export function toProductDetailResponse(
  product: Product,
  trends: readonly ProductTrendPoint[],
): Plain<ProductDetailResponse> {
  return { ...toProductResponse(product), trends: trends.map(toTrendResponse) };
}

function toTrendResponse(point: ProductTrendPoint): Plain<ProductTrendResponse> {
  return {
    computedOn: point.computedOn,
    avgDailySales30d: point.avgDailySales30d,
    daysToZero: point.daysToZero,
    recommendedQty: point.recommendedQty,
    trend: point.trend,
  };
}

function isoOrNull(instant: Date | null): string | null {
  return instant?.toISOString() ?? null;
}
