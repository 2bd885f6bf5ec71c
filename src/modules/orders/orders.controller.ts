import { Body, Controller, Delete, Get, Headers, Param, Put, Query } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, Roles } from '../../flow/access/access.public.js';
import {
  AcceptsIfMatch,
  HistoryEntryResponse,
  ListQuery,
  ListRoute,
  OverrideResponse,
  type Plain,
  type RecordPage,
  RecordRoute,
} from '../../flow/record-list/record-list.public.js';
import type { Principal } from '../../kernel/principal.js';
import { EditOrderRequest, EditOrderStatusRequest } from './dto/edit-order.request.js';
import { OrderListQuery } from './dto/order-list.query.js';
import { OrderDetailResponse, OrderResponse } from './dto/order.response.js';
import { OrderStatsResponse } from './dto/order-stats.response.js';
import { type OrderPage, OrdersService } from './orders.service.js';

/** Orders over REST (O4, O6, O7). Ids are ours, not the shop's. */
@ApiTags('orders')
@ApiExtraModels(OverrideResponse)
@Roles('admin', 'agent')
@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Get()
  @ApiOperation({ summary: 'List, filter, search and sort orders' })
  @ListRoute(OrderResponse)
  list(@Query() query: OrderListQuery): Promise<RecordPage<Plain<OrderResponse>>> {
    return this.orders.listOrders(query);
  }

  // Before `:id`, or "stats" would be taken for one.
  @Get('stats')
  @ApiOperation({ summary: 'Count and worth of the orders, by status, and the newest five' })
  @ApiOkResponse({ type: OrderStatsResponse })
  stats(): Promise<Plain<OrderStatsResponse>> {
    return this.orders.readStats();
  }

  @Get(':id')
  @ApiOperation({ summary: 'One order with its lines and its overrides' })
  @RecordRoute(OrderDetailResponse)
  get(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<OrderPage> {
    return this.orders.getOrder(id, principal);
  }

  @Put(':id/status')
  @ApiOperation({ summary: 'Set the status; the shop no longer overwrites it' })
  @RecordRoute(OrderDetailResponse)
  @AcceptsIfMatch()
  setStatus(
    @Param('id') id: string,
    @Body() body: EditOrderStatusRequest,
    @CurrentPrincipal() principal: Principal,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<OrderPage> {
    return this.orders.editOrder(id, body, { principal, ifMatch });
  }

  @Put(':id')
  @ApiOperation({ summary: 'Set the fields that people may set; each becomes an override' })
  @RecordRoute(OrderDetailResponse)
  @AcceptsIfMatch()
  edit(
    @Param('id') id: string,
    @Body() body: EditOrderRequest,
    @CurrentPrincipal() principal: Principal,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<OrderPage> {
    return this.orders.editOrder(id, body, { principal, ifMatch });
  }

  @Delete(':id/overrides/:field')
  @ApiOperation({ summary: "Release an override: the shop's value shows at once" })
  @RecordRoute(OrderDetailResponse)
  release(
    @Param('id') id: string,
    @Param('field') field: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<OrderPage> {
    return this.orders.releaseOverride(id, field, principal);
  }

  @Get(':id/history')
  @ApiOperation({ summary: 'What changed the order, newest first' })
  @ListRoute(HistoryEntryResponse)
  history(
    @Param('id') id: string,
    @Query() query: ListQuery,
  ): Promise<RecordPage<Plain<HistoryEntryResponse>>> {
    return this.orders.listHistory(id, query);
  }
}
