import { Controller, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, Roles } from '../../flow/access/access.public.js';
import {
  ManualRunQuery,
  type ManualRunResponse,
  ManualRunRoute,
  ManualRuns,
} from '../../flow/external-source/external-source.public.js';
import type { Plain } from '../../flow/record-list/record-list.public.js';
import type { Principal } from '../../kernel/principal.js';

/** Imports the shop's orders now instead of at the next five minutes (O5). */
@ApiTags('orders')
@Roles('admin')
@Controller('sync-orders')
export class OrdersSyncController {
  constructor(private readonly runs: ManualRuns) {}

  @Post()
  @ApiOperation({ summary: "Import the shop's orders now; 409 with the runId while an import runs" })
  @ManualRunRoute()
  start(
    @Query() query: ManualRunQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Plain<ManualRunResponse>> {
    return this.runs.start('strattera-orders', query.wait, principal);
  }
}
