import { Injectable } from '@nestjs/common';
import { type EditOptions, RecordDesk } from '../../flow/push/push.public.js';
import {
  type HistoryEntryResponse,
  type ListQuery,
  offsetOf,
  type Plain,
  type RecordAnswer,
  recordPage,
  type RecordPage,
  searchedText,
} from '../../flow/record-list/record-list.public.js';
import { AppError } from '../../kernel/app-error.js';
import type { Principal } from '../../kernel/principal.js';
import type { OrderListQuery } from './dto/order-list.query.js';
import {
  type OrderDetailResponse,
  type OrderResponse,
  toOrderDetailResponse,
  toOrderResponse,
} from './dto/order.response.js';
import type { OrderStatsResponse } from './dto/order-stats.response.js';
import { orderSync } from './order.sync.js';
import { type OrderSelection, OrdersRepository } from './orders.repository.js';
import { instantOfDay } from './shop-day.js';

const { table } = orderSync;
const RECENT_COUNT = 5;

/** The order's page: the body and the ETag that an edit of it has to bring back. */
export type OrderPage = RecordAnswer<Plain<OrderDetailResponse>>;

/** What may be known of orders and done to them over REST (O4, O6, O7). Everybody who works here sees all of them. */
@Injectable()
export class OrdersService {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly desk: RecordDesk,
  ) {}

  async listOrders(query: OrderListQuery): Promise<RecordPage<Plain<OrderResponse>>> {
    const { orders, total } = await this.orders.listOrders(selectionOf(query));
    return recordPage(orders.map(toOrderResponse), total, query);
  }

  async readStats(): Promise<Plain<OrderStatsResponse>> {
    const [all, ordersByStatus, newest] = await Promise.all([
      this.orders.figuresOfAll(),
      this.orders.figuresByStatus(),
      this.orders.newestOrders(RECENT_COUNT),
    ]);
    return {
      totalOrders: all.count,
      totalRevenue: all.revenue,
      ordersByStatus,
      recentOrders: newest.map(toOrderResponse),
    };
  }

  /** Throws `NOT_FOUND`. */
  getOrder(id: string, principal: Principal): Promise<OrderPage> {
    return this.desk.read({ table, id }, principal, (storableId) => this.findDetail(storableId));
  }

  /** Sets fields; each becomes an override that imports leave alone (O7). Answers the order as it is now. */
  async editOrder(id: string, fields: object, options: EditOptions): Promise<OrderPage> {
    await this.desk.edit({ table, id }, fields, options);
    return this.getOrder(id, options.principal);
  }

  /** Lets the shop's value of a field show again, at once (O7). */
  async releaseOverride(id: string, field: string, principal: Principal): Promise<OrderPage> {
    await this.desk.releaseOverride({ table, id }, field, principal);
    return this.getOrder(id, principal);
  }

  listHistory(id: string, query: ListQuery): Promise<RecordPage<Plain<HistoryEntryResponse>>> {
    return this.desk.listHistory({ table, id }, query, (storableId) => this.orders.findOrder(storableId));
  }

  private async findDetail(id: string): Promise<Plain<OrderDetailResponse> | null> {
    const order = await this.orders.findOrder(id);
    return order === null ? null : toOrderDetailResponse(order, await this.orders.listItems(id));
  }
}

function selectionOf(query: OrderListQuery): OrderSelection {
  return {
    status: query.status ?? null,
    orderedFrom: edgeOf(query.dateFrom, 'dateFrom', 'start'),
    orderedTo: edgeOf(query.dateTo, 'dateTo', 'end'),
    search: searchedText(query),
    sort: query.sort ?? query.sortBy ?? 'orderDate',
    order: (query.sortOrder ?? query.order).toUpperCase() === 'ASC' ? 'ASC' : 'DESC',
    limit: query.limit,
    offset: offsetOf(query),
  };
}

function edgeOf(text: string | undefined, field: string, edge: 'start' | 'end'): Date | null {
  if (text === undefined) {
    return null;
  }
  const instant = instantOfDay(text, edge);
  if (instant === null) {
    const message = 'is not a day of the calendar';
    throw new AppError('VALIDATION', `${field} ${message}`, { errors: [{ field, message }] });
  }
  return instant;
}
