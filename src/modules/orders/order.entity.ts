import { Column, Entity } from 'typeorm';
import { ImportedRecord } from '../../flow/record-list/record-list.public.js';
import type { OrderStatus } from './order.sync.js';

/**
 * One order of the shop, for reading. Only ingest and the record editor write the table, so that every
 * change is validated, logged and kept from the next import (O7).
 */
@Entity('orders')
export class Order extends ImportedRecord {
  @Column('text', { name: 'customer_name', nullable: true })
  readonly customerName!: string | null;

  @Column('text', { name: 'customer_email', nullable: true })
  readonly customerEmail!: string | null;

  @Column('text', { name: 'customer_phone', nullable: true })
  readonly customerPhone!: string | null;

  @Column('text', { name: 'customer_city', nullable: true })
  readonly customerCity!: string | null;

  @Column('text', { name: 'customer_address', nullable: true })
  readonly customerAddress!: string | null;

  @Column('text')
  readonly status!: OrderStatus;

  /** A decimal as text: it never passes through a float. */
  @Column('numeric', { precision: 14, scale: 2 })
  readonly total!: string;

  @Column('text')
  readonly currency!: string;

  @Column('numeric', { name: 'delivery_cost', precision: 14, scale: 2 })
  readonly deliveryCost!: string;

  @Column('integer')
  readonly bonus!: number;

  @Column('text', { name: 'bank_card', nullable: true })
  readonly bankCard!: string | null;

  @Column('timestamptz', { name: 'order_date' })
  readonly orderDate!: Date;

  @Column('timestamptz', { name: 'paid_at', nullable: true })
  readonly paidAt!: Date | null;

  @Column('timestamptz', { name: 'shipped_at', nullable: true })
  readonly shippedAt!: Date | null;
}
