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
import { QuarantineDesk } from '../quarantine/quarantine-desk.js';
import { Quarantine, type QuarantineFilter } from '../quarantine/quarantine.js';
import {
  QuarantineCorrection,
  QuarantineQuery,
  QuarantineResponse,
  toQuarantineResponse,
} from './quarantine.dto.js';

/** Records and pushed changes that could not be stored, for an admin to correct, retry or ignore. */
@ApiTags('quarantine')
@ApiBearerAuth()
@Roles('admin')
@Controller('quarantine')
export class QuarantineController {
  constructor(
    private readonly desk: QuarantineDesk,
    private readonly quarantine: Quarantine,
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
      ...toFilter(query),
      ...(principal.role === 'admin' ? {} : { pushesOf: principal.userId }),
    };
    const { entries, total } = await this.quarantine.list(filter, query.limit, offsetOf(query));
    return recordPage(entries.map(toQuarantineResponse), total, query);
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

function toFilter({ state, kind, source, entity }: QuarantineQuery): QuarantineFilter {
  return {
    ...(state === undefined ? {} : { state }),
    ...(kind === undefined ? {} : { kind }),
    ...(source === undefined ? {} : { sourceKey: source }),
    ...(entity === undefined ? {} : { entity }),
  };
}
