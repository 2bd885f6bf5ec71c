import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, Matches, Max, Min, ValidateIf } from 'class-validator';
import { AppError } from '../../../kernel/app-error.js';
import { PRODUCT_TRENDS, type ProductTrend } from '../product.sync.js';
import type { StockChange } from '../stock-change.js';

const INTEGER_MAX = 2_147_483_647;
const MONEY = /^\d{1,12}(\.\d{1,2})?$/;
const RATE = /^\d{1,8}(\.\d{1,4})?$/;
const moneySentence = (field: string): string =>
  `${field} must be a decimal of at least 0 with at most two digits after the point`;

/** Does the body speak of moving the stock, complete or not? */
function isMove(body: EditStockRequest): boolean {
  return body.quantity !== undefined || body.operation !== undefined;
}

/** Decimals travel as text; a JSON number is taken by its digits, as it was written. */
const AsText = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'number' ? String(value) : value));

/**
 * The body of `PUT /api/products/:id/stock` (O6): either an absolute `stockQuantity`, or a `quantity` and what
 * to do with it, never both.
 */
export class EditStockRequest {
  @ApiPropertyOptional({ type: 'integer', minimum: 0, example: 40, description: 'The stock as counted.' })
  @ValidateIf((body: EditStockRequest) => body.stockQuantity !== undefined || !isMove(body))
  @IsInt()
  @Min(0)
  @Max(INTEGER_MAX)
  readonly stockQuantity?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, example: 5, description: 'Pieces to add or subtract.' })
  @ValidateIf(isMove)
  @IsInt()
  @Min(1)
  @Max(INTEGER_MAX)
  readonly quantity?: number;

  @ApiPropertyOptional({ enum: ['add', 'subtract'] })
  @ValidateIf(isMove)
  @IsIn(['add', 'subtract'])
  readonly operation?: 'add' | 'subtract';
}

/** What the body asks for. Throws `VALIDATION` when it asks for both, one of which would be lost. */
export function stockChangeOf(body: EditStockRequest): StockChange {
  const { stockQuantity, quantity, operation } = body;
  if (stockQuantity === undefined) {
    // Validation has made sure that both are there.
    return { kind: 'move', by: operation === 'subtract' ? -(quantity ?? 0) : (quantity ?? 0) };
  }
  if (quantity !== undefined || operation !== undefined) {
    const message = 'cannot stand beside quantity and operation';
    throw new AppError('VALIDATION', `stockQuantity ${message}`, {
      errors: [{ field: 'stockQuantity', message }],
    });
  }
  return { kind: 'set', stockQuantity };
}

/** The body of `PUT /api/products/:id/price` (O6). */
export class EditPriceRequest {
  @ApiProperty({
    type: String,
    example: '5900.00',
    description: 'Decimal as text; a JSON number is understood.',
  })
  @AsText()
  @Matches(MONEY, { message: moneySentence('price') })
  readonly price!: string;
}

/** The body of `PUT /api/products/:id/cost` (O6). Null empties a cost. */
export class EditCostRequest {
  @ApiProperty({ type: String, nullable: true, example: '3100.00' })
  @AsText()
  @ValidateIf((body: EditCostRequest) => body.costPrice !== null)
  @Matches(MONEY, { message: moneySentence('costPrice') })
  readonly costPrice!: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    example: '1250.00',
    description: 'The cost in Turkish lira.',
  })
  @AsText()
  @IsOptional()
  @Matches(MONEY, { message: moneySentence('costPriceTry') })
  readonly costPriceTry?: string | null;
}

/** The body of `PUT /api/products/:id/analytics` (O6): any of the fields. What a person sets here is an override. */
export class EditAnalyticsRequest {
  @ApiPropertyOptional({ type: String, example: '1.5', description: 'Pieces a day, decimal as text.' })
  @AsText()
  @ValidateIf((body: EditAnalyticsRequest) => body.avgDailySales30d !== undefined)
  @Matches(RATE, {
    message: 'avgDailySales30d must be a decimal of at least 0 with at most four digits after the point',
  })
  readonly avgDailySales30d?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, nullable: true, example: 21 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(INTEGER_MAX)
  readonly daysToZero?: number | null;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, example: 12 })
  @ValidateIf((body: EditAnalyticsRequest) => body.recommendedQty !== undefined)
  @IsInt()
  @Min(0)
  @Max(INTEGER_MAX)
  readonly recommendedQty?: number;

  @ApiPropertyOptional({ enum: PRODUCT_TRENDS })
  @ValidateIf((body: EditAnalyticsRequest) => body.trend !== undefined)
  @IsIn(PRODUCT_TRENDS)
  readonly trend?: ProductTrend;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, example: 10 })
  @ValidateIf((body: EditAnalyticsRequest) => body.inTransit !== undefined)
  @IsInt()
  @Min(0)
  @Max(INTEGER_MAX)
  readonly inTransit?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, example: 5 })
  @ValidateIf((body: EditAnalyticsRequest) => body.minStock !== undefined)
  @IsInt()
  @Min(0)
  @Max(INTEGER_MAX)
  readonly minStock?: number;
}

/** The body of `PATCH /api/products/:id/hide` (O6). */
export class HideProductRequest {
  @ApiProperty({ example: true })
  @IsBoolean()
  readonly isHidden!: boolean;
}
