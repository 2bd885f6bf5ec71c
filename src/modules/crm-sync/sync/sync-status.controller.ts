import { Controller, Get, Headers, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { CurrentPrincipal } from '../../../flow/access/access.public.js';
import { Devices } from '../../../flow/devices/devices.public.js';
import { Verification } from '../../../flow/pull/pull.public.js';
import type { Principal } from '../../../kernel/principal.js';
import { deviceIdOf } from './device-of-request.js';
import { EntityStatusDto, StatusDto, VerifyDto } from './dto/sync-answer.dto.js';
import { StatusQuery } from './dto/sync-query.dto.js';
import { readSince } from './pull-query.js';
import { SyncStatus } from './sync-status.js';

/** What is in step and what is not (S4, SYNC-PROTOCOL §6). */
@ApiTags('sync')
@ApiBearerAuth('bearer')
@ApiExtraModels(EntityStatusDto, StatusDto, VerifyDto)
@Controller('sync')
export class SyncStatusController {
  constructor(
    private readonly status: SyncStatus,
    private readonly verification: Verification,
    private readonly devices: Devices,
  ) {}

  /** Sources, tables, changes on their way, the calling device; with `verify`, instead, a table's count and hash. */
  @Get('status')
  @ApiOperation({ operationId: 'syncStatus', summary: 'What is in step and what is not' })
  @ApiHeader({ name: 'X-Device-Id', required: false, schema: { type: 'string', format: 'uuid' } })
  @ApiOkResponse({
    schema: { oneOf: [{ $ref: getSchemaPath(StatusDto) }, { $ref: getSchemaPath(VerifyDto) }] },
  })
  async read(
    @Query() query: StatusQuery,
    @Headers('x-device-id') deviceHeader: string | undefined,
    @CurrentPrincipal() principal: Principal,
  ): Promise<StatusDto | VerifyDto> {
    const deviceId = deviceIdOf(query.deviceId, deviceHeader);
    if (deviceId !== null) {
      await this.devices.admit(deviceId, principal);
    }
    // Read also where it is of no use: a cursor that is none is a mistake of the caller's.
    const since = query.since === undefined ? null : readSince(query.since);
    const { verify: table, prefix = '' } = query;
    return table === undefined
      ? this.status.read(principal, deviceId)
      : { table, ...(await this.verification.read({ table, prefix, since }, principal)) };
  }
}
