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
import { Contact } from './contacts.entity.js';
import { ContactListQuery, contactSelection } from './contacts.list-query.js';
import { CreateContactRequest, EditContactRequest } from './contacts.request.js';
import { ContactResponse, toContactResponse } from './contacts.response.js';
import { CrmRecordsService, type CrmTable } from './crm-records.service.js';

type ContactAnswer = RecordAnswer<Plain<ContactResponse>>;

const CONTACTS: CrmTable<Contact, Plain<ContactResponse>> = {
  table: 'contacts',
  row: Contact,
  toResponse: toContactResponse,
};

/** Contacts over REST (S5). */
@ApiTags('contacts')
@ApiBearerAuth()
@Roles('admin', 'agent')
@Controller('contacts')
export class ContactsController {
  constructor(private readonly records: CrmRecordsService) {}

  @Get()
  @ApiOperation({ summary: 'List, filter, search and sort contacts' })
  @ListRoute(ContactResponse)
  list(
    @Query() query: ContactListQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<RecordPage<Plain<ContactResponse>>> {
    return this.records.list(CONTACTS, query, contactSelection(query), principal);
  }

  @Post()
  @ApiOperation({ summary: 'Make a contact, under an id of the caller or of ours' })
  @CreatedRecordRoute(ContactResponse)
  create(
    @Body() body: CreateContactRequest,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ContactAnswer> {
    return this.records.create(CONTACTS, body, principal);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One contact' })
  @RecordRoute(ContactResponse)
  get(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<ContactAnswer> {
    return this.records.get(CONTACTS, id, principal);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Set some fields of a contact' })
  @RecordRoute(ContactResponse)
  @AcceptsIfMatch()
  edit(
    @Param('id') id: string,
    @Body() body: EditContactRequest,
    @CurrentPrincipal() principal: Principal,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<ContactAnswer> {
    return this.records.edit(CONTACTS, id, body, { principal, ifMatch });
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a contact, on every device too' })
  @ApiNoContentResponse({ description: 'It is gone.' })
  @AcceptsIfMatch()
  remove(
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<void> {
    return this.records.remove(CONTACTS, id, { principal, ifMatch });
  }

  @Get(':id/history')
  @ApiOperation({ summary: 'What changed the contact, newest first' })
  @ListRoute(HistoryEntryResponse)
  history(
    @Param('id') id: string,
    @Query() query: ListQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<RecordPage<Plain<HistoryEntryResponse>>> {
    return this.records.listHistory(CONTACTS, id, query, principal);
  }
}
