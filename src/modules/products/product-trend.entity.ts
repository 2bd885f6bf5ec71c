import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ProductTrend } from './product.sync.js';

/** The figures of one product as they were computed on one day of the shop (O9). */
@Entity('product_trends')
export class ProductTrendPoint {
  @PrimaryColumn('bigint')
  readonly id!: string;

  @Column('text', { name: 'product_id' })
  readonly productId!: string;

  /** `YYYY-MM-DD`. */
  @Column('date', { name: 'computed_on' })
  readonly computedOn!: string;

  @Column('numeric', { name: 'avg_daily_sales_30d', precision: 12, scale: 4 })
  readonly avgDailySales30d!: string;

  @Column('integer', { name: 'days_to_zero', nullable: true })
  readonly daysToZero!: number | null;

  @Column('integer', { name: 'recommended_qty' })
  readonly recommendedQty!: number;

  @Column('text')
  readonly trend!: ProductTrend;
}
