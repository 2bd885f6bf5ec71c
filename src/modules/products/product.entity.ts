import { Column, Entity } from 'typeorm';
import { ImportedRecord } from '../../flow/record-list/record-list.public.js';
import type { ProductTrend } from './product.sync.js';

/** One product of the shop, for reading. Ingest, the record editor and the analytics write the table. */
@Entity('products')
export class Product extends ImportedRecord {
  @Column('text')
  readonly name!: string;

  @Column('text', { nullable: true })
  readonly description!: string | null;

  /** Decimals are text: they never pass through a float. */
  @Column('numeric', { precision: 14, scale: 2 })
  readonly price!: string;

  @Column('numeric', { name: 'old_price', precision: 14, scale: 2, nullable: true })
  readonly oldPrice!: string | null;

  @Column('numeric', { name: 'cost_price', precision: 14, scale: 2, nullable: true })
  readonly costPrice!: string | null;

  @Column('numeric', { name: 'cost_price_try', precision: 14, scale: 2, nullable: true })
  readonly costPriceTry!: string | null;

  @Column('integer', { name: 'stock_quantity' })
  readonly stockQuantity!: number;

  @Column('text', { nullable: true })
  readonly brand!: string | null;

  @Column('text', { nullable: true })
  readonly category!: string | null;

  @Column('text', { name: 'main_ingredient', nullable: true })
  readonly mainIngredient!: string | null;

  @Column('text', { name: 'dosage_form', nullable: true })
  readonly dosageForm!: string | null;

  @Column('integer', { name: 'package_quantity', nullable: true })
  readonly packageQuantity!: number | null;

  @Column('text', { nullable: true })
  readonly weight!: string | null;

  @Column('numeric', { name: 'avg_daily_sales_30d', precision: 12, scale: 4 })
  readonly avgDailySales30d!: string;

  @Column('integer', { name: 'days_to_zero', nullable: true })
  readonly daysToZero!: number | null;

  @Column('timestamptz', { name: 'last_purchase_date', nullable: true })
  readonly lastPurchaseDate!: Date | null;

  @Column('integer', { name: 'recommended_qty' })
  readonly recommendedQty!: number;

  @Column('text')
  readonly trend!: ProductTrend;

  @Column('integer', { name: 'in_transit' })
  readonly inTransit!: number;

  @Column('integer', { name: 'delivery_days' })
  readonly deliveryDays!: number;

  @Column('integer', { name: 'min_stock' })
  readonly minStock!: number;

  @Column('boolean', { name: 'is_hidden' })
  readonly isHidden!: boolean;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  readonly deletedAt!: Date | null;
}
