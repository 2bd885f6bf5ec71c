import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { ListQuery, type SortOrder } from '../../../flow/record-list/record-list.public.js';

/** What a caller may sort products by. Nothing else reaches an ORDER BY (FAULTS H12). */
const PRODUCT_SORTS = [
  'name',
  'price',
  'costPrice',
  'stockQuantity',
  'brand',
  'category',
  'avgDailySales30d',
  'daysToZero',
  'recommendedQty',
  'lastPurchaseDate',
  'trend',
  'createdAt',
  'updatedAt',
] as const;

export type ProductSort = (typeof PRODUCT_SORTS)[number];

/** The query string of `GET /api/products` (O4). `sortBy` and `sortOrder` are the earlier system's names. */
export class ProductListQuery extends ListQuery {
  @ApiPropertyOptional({ enum: ['asc', 'desc'], default: 'asc' })
  @IsIn(['asc', 'desc'])
  override readonly order: SortOrder = 'asc';

  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'Also products that people have hidden.',
  })
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  readonly showHidden: boolean = false;

  @ApiPropertyOptional({ enum: PRODUCT_SORTS, default: 'name' })
  @IsOptional()
  @IsIn(PRODUCT_SORTS)
  readonly sort?: ProductSort;

  @ApiPropertyOptional({ enum: PRODUCT_SORTS, description: 'Another name of `sort`.' })
  @IsOptional()
  @IsIn(PRODUCT_SORTS)
  readonly sortBy?: ProductSort;

  @ApiPropertyOptional({ enum: ['ASC', 'DESC', 'asc', 'desc'], description: 'Another name of `order`.' })
  @IsOptional()
  @IsIn(['ASC', 'DESC', 'asc', 'desc'])
  readonly sortOrder?: 'ASC' | 'DESC' | 'asc' | 'desc';
}
