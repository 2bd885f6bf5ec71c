import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { OverrideResponse, overridesView, type Plain } from '../../../flow/record-list/record-list.public.js';
import type { Order } from '../order.entity.js';
import type { OrderItem } from '../order-item.entity.js';
import { ORDER_STATUSES, type OrderStatus } from '../order.sync.js';

const MONEY = { type: String, example: '6300.00', description: 'Decimal as text.' } as const;
const NULLABLE_TEXT = { type: String, nullable: true } as const;
const NULLABLE_INSTANT = { type: String, format: 'date-time', nullable: true } as const;

/** What the outside may know about one line of an order. */
export class OrderItemResponse {
  @ApiProperty({ example: '0b6e3f9e-5c0e-4a43-8a3e-0f6f0c7b1d20' })
  readonly id!: string;

  @ApiProperty({ ...NULLABLE_TEXT, description: 'Our product of the same name; null when none is found.' })
  readonly productId!: string | null;

  @ApiProperty({
    ...NULLABLE_TEXT,
    example: 'Товар A 10 мг',
    description: 'Null when the shop dropped the product.',
  })
  readonly name!: string | null;

  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  readonly quantity!: number;

  @ApiProperty({ ...MONEY, example: '5800.00' })
  readonly price!: string;

  @ApiProperty({ ...MONEY, example: '5800.00' })
  readonly total!: string;
}

/** What the outside may know about an order. New columns stay private until they are added here. */
export class OrderResponse {
  @ApiProperty({ example: '8d0e7a52-8e0b-49c2-a1b4-3f2a7c1d9e10' })
  readonly id!: string;

  @ApiProperty({ ...NULLABLE_TEXT, example: '1073', description: "The shop's number of the order." })
  readonly externalId!: string | null;

  @ApiProperty({ ...NULLABLE_TEXT, example: 'Анна Тестова' })
  readonly customerName!: string | null;

  @ApiProperty(NULLABLE_TEXT)
  readonly customerEmail!: string | null;

  @ApiProperty(NULLABLE_TEXT)
  readonly customerPhone!: string | null;

  @ApiProperty({ ...NULLABLE_TEXT, example: 'г Тест' })
  readonly customerCity!: string | null;

  @ApiProperty({ ...NULLABLE_TEXT, example: 'г Тест' })
  readonly customerAddress!: string | null;

  @ApiProperty({ enum: ORDER_STATUSES, example: 'processing' })
  readonly status!: OrderStatus;

  @ApiProperty(MONEY)
  readonly total!: string;

  @ApiProperty({ example: 'RUB' })
  readonly currency!: string;

  @ApiProperty({ ...MONEY, example: '500.00' })
  readonly deliveryCost!: string;

  @ApiProperty({ type: 'integer', example: 0 })
  readonly bonus!: number;

  @ApiProperty({
    ...NULLABLE_TEXT,
    example: 'Банк ТЕСТ ***',
    description: "The bank; the holder's name is masked.",
  })
  readonly bankCard!: string | null;

  @ApiProperty({ format: 'date-time', example: '2025-06-05T18:31:26.000Z' })
  readonly orderDate!: string;

  @ApiProperty(NULLABLE_INSTANT)
  readonly paidAt!: string | null;

  @ApiProperty(NULLABLE_INSTANT)
  readonly shippedAt!: string | null;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt!: string;

  @ApiProperty({ format: 'date-time' })
  readonly updatedAt!: string;

  @ApiProperty({ ...NULLABLE_INSTANT, description: 'Since when the shop no longer lists it.' })
  readonly missingSince!: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(OverrideResponse) },
    description: 'Fields that a person has set, by name, with what the shop says of them.',
    example: { status: { by: 'u-1', at: '2025-06-06T08:00:00.000Z', upstream: 'processing' } },
  })
  readonly overrides!: Record<string, Plain<OverrideResponse>>;
}

/** One order with its lines. */
export class OrderDetailResponse extends OrderResponse {
  @ApiProperty({ type: [OrderItemResponse] })
  readonly items!: readonly Plain<OrderItemResponse>[];
}

/** The order as lists show it. */
export function toOrderResponse(order: Order): Plain<OrderResponse> {
  return {
    id: order.id,
    externalId: order.externalId,
    customerName: order.customerName,
    customerEmail: order.customerEmail,
    customerPhone: order.customerPhone,
    customerCity: order.customerCity,
    customerAddress: order.customerAddress,
    status: order.status,
    total: order.total,
    currency: order.currency,
    deliveryCost: order.deliveryCost,
    bonus: order.bonus,
    bankCard: order.bankCard,
    orderDate: order.orderDate.toISOString(),
    paidAt: order.paidAt?.toISOString() ?? null,
    shippedAt: order.shippedAt?.toISOString() ?? null,
    createdAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
    missingSince: order.missingSince?.toISOString() ?? null,
    overrides: overridesView(order.overrides, order.upstream),
  };
}

/** The order as its own page shows it. */
export function toOrderDetailResponse(order: Order, items: readonly OrderItem[]): Plain<OrderDetailResponse> {
  return { ...toOrderResponse(order), items: items.map(toItemResponse) };
}

function toItemResponse(item: OrderItem): Plain<OrderItemResponse> {
  return {
    id: item.id,
    productId: item.productId,
    name: item.name,
    quantity: item.quantity,
    price: item.price,
    total: item.total,
  };
}
