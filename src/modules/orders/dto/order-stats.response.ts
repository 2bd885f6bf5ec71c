import { ApiProperty } from '@nestjs/swagger';
import type { Plain } from '../../../flow/record-list/record-list.public.js';
import { ORDER_STATUSES, type OrderStatus } from '../order.sync.js';
import { OrderResponse } from './order.response.js';

/** How many orders are in one state, and what they are worth. */
export class OrdersOfStatus {
  @ApiProperty({ enum: ORDER_STATUSES, example: 'shipped' })
  readonly status!: OrderStatus;

  @ApiProperty({ type: 'integer', example: 640 })
  readonly count!: number;

  @ApiProperty({ type: String, example: '3712000.00', description: 'Decimal as text.' })
  readonly revenue!: string;
}

/** The answer of `GET /api/orders/stats` (O4). */
export class OrderStatsResponse {
  @ApiProperty({ type: 'integer', example: 1073 })
  readonly totalOrders!: number;

  @ApiProperty({
    type: String,
    example: '6212400.00',
    description: 'The totals of all orders, cancelled ones too, as text; `ordersByStatus` tells them apart.',
  })
  readonly totalRevenue!: string;

  @ApiProperty({ type: [OrdersOfStatus] })
  readonly ordersByStatus!: readonly Plain<OrdersOfStatus>[];

  @ApiProperty({ type: [OrderResponse], description: 'The five newest.' })
  readonly recentOrders!: readonly Plain<OrderResponse>[];
}
