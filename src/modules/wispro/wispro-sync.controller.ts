import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiConflictResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal, Roles } from '../../flow/access/access.public.js';
import { type RunOptions, SourceRunner } from '../../flow/external-source/external-source.public.js';
import type { Plain } from '../../flow/record-list/record-list.public.js';
import type { Principal } from '../../kernel/principal.js';
import { WisproSyncRequest } from './dto/wispro-sync.request.js';
import { WisproSyncResponse } from './dto/wispro-sync.response.js';
import { WISPRO_SOURCE } from './wispro-source.js';

/** Imports the clients of Wispro now instead of tonight (W1). */
@ApiTags('users')
@ApiBearerAuth('bearer')
@Roles('admin')
@Controller('users/sync-wispro-all')
export class WisproSyncController {
  constructor(private readonly runner: SourceRunner) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: "Import Wispro's clients as users; 409 with the runId while an import runs" })
  @ApiAcceptedResponse({
    type: WisproSyncResponse,
    description: 'The run has started.',
    headers: { Location: { description: 'Where to watch the run.', schema: { type: 'string' } } },
  })
  @ApiConflictResponse({ description: 'RUN_IN_PROGRESS with `runId`, or SOURCE_NOT_CONFIGURED' })
  async start(
    @Body() request: WisproSyncRequest,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Plain<WisproSyncResponse>> {
    const trigger = { kind: 'manual', userId: principal.userId } as const;
    const { runId } = await this.runner.start(WISPRO_SOURCE, toRunOptions(request), trigger);
    reply.header('location', `/api/runs/${runId}`);
    return { success: true, message: 'The import of the Wispro clients has started', runId };
  }
}

function toRunOptions({ pageSize, pages }: WisproSyncRequest): RunOptions {
  return {
    mode: 'full',
    ...(pageSize === undefined ? {} : { pageSize }),
    ...(pages === undefined ? {} : { maxPages: pages }),
  };
}
