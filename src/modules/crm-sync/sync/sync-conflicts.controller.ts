import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Roles } from '../../../flow/access/access.public.js';
import { PushConflicts } from '../../../flow/push/push.public.js';
import {
  ListRoute,
  offsetOf,
  type Plain,
  recordPage,
  type RecordPage,
} from '../../../flow/record-list/record-list.public.js';
import { ConflictQuery, ConflictResponse, toConflictResponse } from './dto/conflict.dto.js';

/** Edits of devices that met another one, for an admin to look at (D2). */
@ApiTags('sync')
@ApiBearerAuth('bearer')
@Roles('admin')
@Controller('sync/conflicts')
export class SyncConflictsController {
  constructor(private readonly conflicts: PushConflicts) {}

  @Get()
  @ApiOperation({
    operationId: 'listConflicts',
    summary: 'Conflicts of pushes, both values and what was kept',
  })
  @ListRoute(ConflictResponse)
  async list(@Query() query: ConflictQuery): Promise<RecordPage<Plain<ConflictResponse>>> {
    const { order, limit } = query;
    const { conflicts, total } = await this.conflicts.page(query, { order, limit, offset: offsetOf(query) });
    return recordPage(conflicts.map(toConflictResponse), total, query);
  }
}
