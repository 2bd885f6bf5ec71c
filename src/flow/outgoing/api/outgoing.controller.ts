import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Roles } from '../../access/access.public.js';
import {
  ListRoute,
  offsetOf,
  type Plain,
  recordPage,
  type RecordPage,
} from '../../record-list/record-list.public.js';
import type { OutgoingFilter } from '../outgoing-changes.repository.js';
import { OutgoingDesk } from '../outgoing-desk.js';
import {
  OutgoingChangeResponse,
  OutgoingChoice,
  OutgoingCountsResponse,
  OutgoingQuery,
  OutgoingRetriedResponse,
  toOutgoingChangeResponse,
  toOutgoingCountsResponse,
} from './outgoing.dto.js';

/** Edits on their way to the vendors, for an admin to look at, retry or discard (S6, D2). */
@ApiTags('outgoing')
@ApiBearerAuth()
@Roles('admin')
@Controller('outgoing')
export class OutgoingController {
  constructor(private readonly desk: OutgoingDesk) {}

  @Get()
  @ApiOperation({ summary: 'Changes for the vendors, newest first' })
  @ListRoute(OutgoingChangeResponse)
  async list(@Query() query: OutgoingQuery): Promise<RecordPage<Plain<OutgoingChangeResponse>>> {
    const { changes, total } = await this.desk.list(toFilter(query), query.limit, offsetOf(query));
    return recordPage(changes.map(toOutgoingChangeResponse), total, query);
  }

  @Get('counts')
  @ApiOperation({ summary: 'How many changes there are in each state' })
  @ApiOkResponse({ type: OutgoingCountsResponse })
  async countStates(@Query() choice: OutgoingChoice): Promise<Plain<OutgoingCountsResponse>> {
    return toOutgoingCountsResponse(await this.desk.countStates(toFilter(choice)));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One change' })
  @ApiOkResponse({ type: OutgoingChangeResponse })
  @ApiNotFoundResponse({ description: 'NOT_FOUND' })
  async get(@Param('id') id: string): Promise<Plain<OutgoingChangeResponse>> {
    return toOutgoingChangeResponse(await this.desk.get(id));
  }

  @Post('retry-all')
  @HttpCode(200)
  @ApiOperation({ summary: 'Delivers everything again that was given up (`rejected`), at once' })
  @ApiOkResponse({
    type: OutgoingRetriedResponse,
    description:
      'Without what a later change of the same field has overtaken. Conflicts wait for their person.',
  })
  async retryAll(): Promise<Plain<OutgoingRetriedResponse>> {
    return { retried: await this.desk.retryRejected() };
  }

  @Post(':id/retry')
  @HttpCode(200)
  @ApiOperation({ summary: 'Delivers a change again, at once; on a conflict our value is sent' })
  @ApiOkResponse({ type: OutgoingChangeResponse, description: 'The change, `queued` again.' })
  @ApiNotFoundResponse({ description: 'NOT_FOUND' })
  @ApiConflictResponse({
    description:
      'CONFLICT: it is at the vendor, on its way there, discarded, or a later change has overtaken it',
  })
  async retry(@Param('id') id: string): Promise<Plain<OutgoingChangeResponse>> {
    return toOutgoingChangeResponse(await this.desk.retry(id));
  }

  @Post(':id/discard')
  @HttpCode(200)
  @ApiOperation({ summary: 'Takes a change off the queue; here the value stays, as an override' })
  @ApiOkResponse({ type: OutgoingChangeResponse, description: 'The change, `discarded`.' })
  @ApiNotFoundResponse({ description: 'NOT_FOUND' })
  @ApiConflictResponse({
    description: 'CONFLICT: it is at the vendor, on its way there, or discarded already',
  })
  async discard(@Param('id') id: string): Promise<Plain<OutgoingChangeResponse>> {
    return toOutgoingChangeResponse(await this.desk.discard(id));
  }
}

function toFilter({
  state,
  source,
  entity,
  recordId,
  hasConflicts,
}: OutgoingChoice & Pick<OutgoingQuery, 'state' | 'hasConflicts'>): OutgoingFilter {
  return {
    ...(state === undefined ? {} : { state }),
    ...(source === undefined ? {} : { sourceKey: source }),
    ...(entity === undefined ? {} : { entity }),
    ...(recordId === undefined ? {} : { recordId }),
    ...(hasConflicts === undefined ? {} : { hasConflicts: hasConflicts === 'true' }),
  };
}
