import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, Roles } from '../../flow/access/access.public.js';
import {
  AcceptsIfMatch,
  CreatedRecordRoute,
  HistoryEntryResponse,
  ListQuery,
  ListRoute,
  type Plain,
  type RecordAnswer,
  type RecordPage,
  RecordRoute,
} from '../../flow/record-list/record-list.public.js';
import type { Principal } from '../../kernel/principal.js';
import { Deal } from './deals.entity.js';
import { DealListQuery, dealSelection } from './deals.list-query.js';
import { CreateDealRequest, EditDealRequest } from './deals.request.js';
import { DealResponse, toDealResponse } from './deals.response.js';
import { CrmRecordsService, type CrmTable } from './crm-records.service.js';

type DealAnswer = RecordAnswer<Plain<DealResponse>>;

const DEALS: CrmTable<Deal, Plain<DealResponse>> = {
  table: 'deals',
  row: Deal,
  toResponse: toDealResponse,
};

/** Deals over REST (S5). */
@ApiTags('deals')
@ApiBearerAuth()
@Roles('admin', 'agent')
@Controller('deals')
export class DealsController {
  constructor(private readonly records: CrmRecordsService) {}

  @Get()
  @ApiOperation({ summary: 'List, filter, search and sort deals' })
  @ListRoute(DealResponse)
  list(
    @Query() query: DealListQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<RecordPage<Plain<DealResponse>>> {
    return this.records.list(DEALS, query, dealSelection(query), principal);
  }

  @Post()
  @ApiOperation({ summary: 'Make a deal, under an id of the caller or of ours' })
  @CreatedRecordRoute(DealResponse)
  create(@Body() body: CreateDealRequest, @CurrentPrincipal() principal: Principal): Promise<DealAnswer> {
    return this.records.create(DEALS, body, principal);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One deal' })
  @RecordRoute(DealResponse)
  get(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<DealAnswer> {
    return this.records.get(DEALS, id, principal);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Set some fields of a deal' })
  @RecordRoute(DealResponse)
  @AcceptsIfMatch()
  edit(
    @Param('id') id: string,
    @Body() body: EditDealRequest,
    @CurrentPrincipal() principal: Principal,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<DealAnswer> {
    return this.records.edit(DEALS, id, body, { principal, ifMatch });
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a deal, on every device too' })
  @ApiNoContentResponse({ description: 'It is gone.' })
  @AcceptsIfMatch()
  remove(
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<void> {
    return this.records.remove(DEALS, id, { principal, ifMatch });
  }

  @Get(':id/history')
  @ApiOperation({ summary: 'What changed the deal, newest first' })
  @ListRoute(HistoryEntryResponse)
  history(
    @Param('id') id: string,
    @Query() query: ListQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<RecordPage<Plain<HistoryEntryResponse>>> {
    return this.records.listHistory(DEALS, id, query, principal);
  }
}
