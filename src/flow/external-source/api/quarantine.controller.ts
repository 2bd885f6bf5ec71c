import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Principal } from '../../../kernel/principal.js';
import { CurrentPrincipal, Roles } from '../../access/access.public.js';
import {
  ListRoute,
  offsetOf,
  type Plain,
  recordPage,
  type RecordPage,
} from '../../record-list/record-list.public.js';
import { QuarantineBatches } from '../quarantine/quarantine-batches.js';
import { QuarantineDesk } from '../quarantine/quarantine-desk.js';
import { QuarantineReasons } from '../quarantine/quarantine-reasons.js';
import { Quarantine } from '../quarantine/quarantine.js';
import {
  QuarantineBatchRequest,
  QuarantineBatchResponse,
  toQuarantineBatchResponse,
  toSelection,
} from './quarantine-batch.dto.js';
import { QuarantineChoice, QuarantineQuery, toQuarantineFilter } from './quarantine-query.dto.js';
import { QuarantineReasonsResponse, toQuarantineReasonsResponse } from './quarantine-reason.dto.js';
import { QuarantineCorrection, QuarantineResponse, toQuarantineResponse } from './quarantine.dto.js';

/** Records and pushed changes that could not be stored, for an admin to correct, retry or ignore. */
@ApiTags('quarantine')
@ApiBearerAuth()
@Roles('admin')
@Controller('quarantine')
export class QuarantineController {
  constructor(
    private readonly desk: QuarantineDesk,
    private readonly quarantine: Quarantine,
    private readonly reasons: QuarantineReasons,
    private readonly batches: QuarantineBatches,
  ) {}

  @Get()
  @Roles('admin', 'agent')
  @ApiOperation({ summary: 'What could not be stored, newest first' })
  @ListRoute(QuarantineResponse)
  async list(
    @Query() query: QuarantineQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<RecordPage<Plain<QuarantineResponse>>> {
    const filter = {
      ...toQuarantineFilter(query),
      ...(principal.role === 'admin' ? {} : { pushesOf: principal.userId }),
    };
    const { entries, total } = await this.quarantine.list(filter, query.limit, offsetOf(query));
    return recordPage(entries.map(toQuarantineResponse), total, query);
  }

  @Get('reasons')
  @ApiOperation({ summary: 'Why entries could not be stored, and how many, the most frequent reason first' })
  @ApiOkResponse({ type: QuarantineReasonsResponse })
  async countReasons(@Query() choice: QuarantineChoice): Promise<Plain<QuarantineReasonsResponse>> {
    return toQuarantineReasonsResponse(await this.reasons.count(toQuarantineFilter(choice)));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One entry' })
  @ApiOkResponse({ type: QuarantineResponse })
  @ApiNotFoundResponse({ description: 'NOT_FOUND' })
  async get(@Param('id') id: string): Promise<Plain<QuarantineResponse>> {
    return toQuarantineResponse(await this.desk.get(id));
  }

  @Post('retry')
  @HttpCode(200)
  @ApiOperation({ summary: 'Applies many payloads once more, some at a call' })
  @ApiOkResponse({ type: QuarantineBatchResponse, description: 'Call again with `next` until it is null.' })
  async retryMany(
    @Body() request: QuarantineBatchRequest,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Plain<QuarantineBatchResponse>> {
    return toQuarantineBatchResponse(await this.batches.retry(toSelection(request), principal));
  }

  @Post('ignore')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Closes many entries, some at a call; the same bad records do not open them again',
  })
  @ApiOkResponse({ type: QuarantineBatchResponse, description: 'Call again with `next` until it is null.' })
  async ignoreMany(
    @Body() request: QuarantineBatchRequest,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Plain<QuarantineBatchResponse>> {
    return toQuarantineBatchResponse(await this.batches.ignore(toSelection(request), principal));
  }

  @Post(':id/retry')
  @HttpCode(200)
  @ApiOperation({ summary: 'Applies the payload once more' })
  @ApiOkResponse({ type: QuarantineResponse, description: '`resolved`, or still `open` with its reason.' })
  @ApiNotFoundResponse({ description: 'NOT_FOUND' })
  @ApiConflictResponse({ description: 'CONFLICT: it is resolved already' })
  async retry(
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Plain<QuarantineResponse>> {
    return toQuarantineResponse(await this.desk.retry(id, principal));
  }

  @Post(':id/ignore')
  @HttpCode(200)
  @ApiOperation({ summary: 'Closes the entry; the same bad record does not open it again' })
  @ApiOkResponse({ type: QuarantineResponse })
  @ApiNotFoundResponse({ description: 'NOT_FOUND' })
  @ApiConflictResponse({ description: 'CONFLICT: it is resolved already' })
  async ignore(
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Plain<QuarantineResponse>> {
    return toQuarantineResponse(await this.desk.ignore(id, principal));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Applies a corrected payload' })
  @ApiOkResponse({ type: QuarantineResponse, description: '`resolved`, or still `open` with its reason.' })
  @ApiNotFoundResponse({ description: 'NOT_FOUND' })
  @ApiConflictResponse({ description: 'CONFLICT: it is resolved already' })
  async correct(
    @Param('id') id: string,
    @Body() correction: QuarantineCorrection,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Plain<QuarantineResponse>> {
    return toQuarantineResponse(await this.desk.correct(id, correction.payload, principal));
  }
}
