import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One line of an order, for reading. It has no relation to its order's class: the key is in the migration. */
@Entity('order_items')
export class OrderItem {
  @PrimaryColumn('text')
  readonly id!: string;

  @Column('text', { name: 'order_id' })
  readonly orderId!: string;

  @Column('text', { name: 'product_id', nullable: true })
  readonly productId!: string | null;

  @Column('text', { nullable: true })
  readonly name!: string | null;

  @Column('integer')
  readonly quantity!: number;

  @Column('numeric', { precision: 14, scale: 2 })
  readonly price!: string;

  @Column('numeric', { precision: 14, scale: 2 })
  readonly total!: string;
}
