import { Body, Controller, Delete, Get, Headers, Param, Put, Query } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiTags } from '@nestjs/swagger';
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
import { type ClientPage, ClientsService } from './clients.service.js';
import { ClientListQuery } from './dto/client-list.query.js';
import { ClientDetailResponse, ClientResponse } from './dto/client.response.js';
import { EditClientRequest } from './dto/edit-client.request.js';

/** Clients over REST (C8). Ids are ours, not the vendor's. */
@ApiTags('clients')
@ApiExtraModels(OverrideResponse)
@Roles('admin', 'agent')
@Controller('clients')
export class ClientsController {
  constructor(private readonly clients: ClientsService) {}

  @Get()
  @ApiOperation({ summary: 'List, filter, search and sort clients' })
  @ListRoute(ClientResponse)
  list(@Query() query: ClientListQuery): Promise<RecordPage<Plain<ClientResponse>>> {
    return this.clients.listClients(query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One client with its trading accounts and its overrides' })
  @RecordRoute(ClientDetailResponse)
  get(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<ClientPage> {
    return this.clients.getClient(id, principal);
  }

  @Put(':id')
  @ApiOperation({ summary: 'Set the notes, or the country, which becomes an override' })
  @RecordRoute(ClientDetailResponse)
  @AcceptsIfMatch()
  edit(
    @Param('id') id: string,
    @Body() body: EditClientRequest,
    @CurrentPrincipal() principal: Principal,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<ClientPage> {
    return this.clients.editClient(id, body, { principal, ifMatch });
  }

  @Delete(':id/overrides/:field')
  @ApiOperation({ summary: "Release an override: the source's value shows at once" })
  @RecordRoute(ClientDetailResponse)
  release(
    @Param('id') id: string,
    @Param('field') field: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ClientPage> {
    return this.clients.releaseOverride(id, field, principal);
  }

  @Get(':id/history')
  @ApiOperation({ summary: 'What changed the client, newest first' })
  @ListRoute(HistoryEntryResponse)
  history(
    @Param('id') id: string,
    @Query() query: ListQuery,
  ): Promise<RecordPage<Plain<HistoryEntryResponse>>> {
    return this.clients.listHistory(id, query);
  }
}
