import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { ListQuery } from '../../../flow/record-list/record-list.public.js';
import { ORDER_STATUSES, type OrderStatus } from '../order.sync.js';

/** What a caller may sort orders by. Nothing else reaches an ORDER BY (FAULTS H12). */
const ORDER_SORTS = [
  'orderDate',
  'total',
  'status',
  'customerName',
  'externalId',
  'createdAt',
  'updatedAt',
] as const;

export type OrderSort = (typeof ORDER_SORTS)[number];

const DATE_OR_INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;
const DATE_SENTENCE = 'must be a date (2025-06-05) or an instant with an offset (2025-06-05T10:00:00Z)';

/** The query string of `GET /api/orders` (O4). `sortBy` and `sortOrder` are the earlier system's names. */
export class OrderListQuery extends ListQuery {
  @ApiPropertyOptional({
    example: '2025-06-01',
    description: "First day (the shop's, Moscow) or instant, inclusive.",
  })
  @IsOptional()
  @Matches(DATE_OR_INSTANT, { message: `dateFrom ${DATE_SENTENCE}` })
  readonly dateFrom?: string;

  @ApiPropertyOptional({
    example: '2025-06-30',
    description: "Last day (the shop's, Moscow) or instant, inclusive.",
  })
  @IsOptional()
  @Matches(DATE_OR_INSTANT, { message: `dateTo ${DATE_SENTENCE}` })
  readonly dateTo?: string;

  @ApiPropertyOptional({ enum: ORDER_STATUSES })
  @IsOptional()
  @IsIn(ORDER_STATUSES)
  readonly status?: OrderStatus;

  @ApiPropertyOptional({ enum: ORDER_SORTS, default: 'orderDate' })
  @IsOptional()
  @IsIn(ORDER_SORTS)
  readonly sort?: OrderSort;

  @ApiPropertyOptional({ enum: ORDER_SORTS, description: 'Another name of `sort`.' })
  @IsOptional()
  @IsIn(ORDER_SORTS)
  readonly sortBy?: OrderSort;

  @ApiPropertyOptional({ enum: ['ASC', 'DESC', 'asc', 'desc'], description: 'Another name of `order`.' })
  @IsOptional()
  @IsIn(['ASC', 'DESC', 'asc', 'desc'])
  readonly sortOrder?: 'ASC' | 'DESC' | 'asc' | 'desc';
}
