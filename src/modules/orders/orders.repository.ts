import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository, SelectQueryBuilder } from 'typeorm';
import { containsPattern, containsSql } from '../../flow/record-list/record-list.public.js';
import type { OrderSort } from './dto/order-list.query.js';
import { OrderItem } from './order-item.entity.js';
import { Order } from './order.entity.js';
import type { OrderStatus } from './order.sync.js';

/** Which orders a list wants, already checked. */
export interface OrderSelection {
  readonly status: OrderStatus | null;
  /** Both ends are inclusive. */
  readonly orderedFrom: Date | null;
  readonly orderedTo: Date | null;
  readonly search: string | null;
  readonly sort: OrderSort;
  readonly order: 'ASC' | 'DESC';
  readonly limit: number;
  readonly offset: number;
}

export interface StatusFigures {
  readonly status: OrderStatus;
  readonly count: number;
  /** A decimal as text. */
  readonly revenue: string;
}

const SEARCHED = [
  'customerName',
  'customerEmail',
  'customerPhone',
  'customerCity',
  'customerAddress',
  'externalId',
];

/** Every query for orders. It reads only: ingest and the record editor write. */
@Injectable()
export class OrdersRepository {
  constructor(
    @InjectRepository(Order) private readonly orders: Repository<Order>,
    @InjectRepository(OrderItem) private readonly items: Repository<OrderItem>,
  ) {}

  /** One page and the count of all pages. Rows with the same sort value keep one order, by id. */
  async listOrders(selection: OrderSelection): Promise<{ orders: Order[]; total: number }> {
    const query = this.orders.createQueryBuilder('o');
    selectWhere(query, selection);
    query
      // Numbers of orders are digits: 999 comes before 1000.
      .orderBy(
        selection.sort === 'externalId' ? 'length(o.externalId)' : `o.${selection.sort}`,
        selection.order,
        'NULLS LAST',
      )
      .addOrderBy(`o.${selection.sort}`, selection.order, 'NULLS LAST')
      .addOrderBy('o.id', selection.order)
      .offset(selection.offset)
      .limit(selection.limit);
    const [orders, total] = await query.getManyAndCount();
    return { orders, total };
  }

  async findOrder(id: string): Promise<Order | null> {
    return this.orders.findOneBy({ id });
  }

  /** The lines of one order, in an order that does not change between two reads. */
  async listItems(orderId: string): Promise<OrderItem[]> {
    return this.items.find({ where: { orderId }, order: { name: 'ASC', price: 'ASC', id: 'ASC' } });
  }

  async newestOrders(limit: number): Promise<Order[]> {
    return this.orders.find({ order: { orderDate: 'DESC', id: 'DESC' }, take: limit });
  }

  /** Count and worth of the orders of each state that has any. */
  async figuresByStatus(): Promise<StatusFigures[]> {
    return this.orders
      .createQueryBuilder('o')
      .select('o.status', 'status')
      .addSelect('count(*)::integer', 'count')
      .addSelect('sum(o.total)::text', 'revenue')
      .groupBy('o.status')
      .orderBy('o.status')
      .getRawMany<StatusFigures>();
  }

  /** Count and worth of all orders, summed by PostgreSQL so that no float touches it. */
  async figuresOfAll(): Promise<{ count: number; revenue: string }> {
    const figures = await this.orders
      .createQueryBuilder('o')
      .select('count(*)::integer', 'count')
      .addSelect('coalesce(sum(o.total), 0)::numeric(20, 2)::text', 'revenue')
      .getRawOne<{ count: number; revenue: string }>();
    return figures ?? { count: 0, revenue: '0.00' };
  }
}

function selectWhere(query: SelectQueryBuilder<Order>, selection: OrderSelection): void {
  if (selection.status !== null) {
    query.andWhere('o.status = :status', { status: selection.status });
  }
  if (selection.orderedFrom !== null) {
    query.andWhere('o.orderDate >= :orderedFrom', { orderedFrom: selection.orderedFrom });
  }
  if (selection.orderedTo !== null) {
    query.andWhere('o.orderDate <= :orderedTo', { orderedTo: selection.orderedTo });
  }
  if (selection.search !== null) {
    const inOrder = SEARCHED.map((field) => containsSql(`o.${field}`));
    const inItems = `EXISTS (SELECT FROM order_items i WHERE i.order_id = o.id AND ${containsSql('i.name')})`;
    query.andWhere(`(${[...inOrder, inItems].join(' OR ')})`, { pattern: containsPattern(selection.search) });
  }
}
