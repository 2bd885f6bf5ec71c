import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Principal } from '../../../kernel/principal.js';
import { CurrentPrincipal, Roles } from '../../access/access.public.js';
import {
  ListQuery,
  ListRoute,
  offsetOf,
  type Plain,
  recordPage,
  type RecordPage,
} from '../../record-list/record-list.public.js';
import { SourceRunner } from '../run/source-runner.js';
import { SourceRuns } from '../run/source-runs.repository.js';
import { Sources } from '../sources.js';
import { ManualRunQuery } from './manual-runs.js';
import { RunRequest, toRunOptions } from './run-request.dto.js';
import { RunResponse, RunStartedResponse, toRunResponse } from './run.response.js';
import { SourceResponse } from './source.response.js';
import { SourcesDesk } from './sources-desk.js';

/** External sources: how they are doing, and running them by hand. Agents may look, admins may touch. */
@ApiTags('sources')
@ApiBearerAuth()
@Roles('admin', 'agent')
@Controller('sources')
export class SourcesController {
  constructor(
    private readonly desk: SourcesDesk,
    private readonly sources: Sources,
    private readonly runner: SourceRunner,
    private readonly runs: SourceRuns,
  ) {}

  @Get()
  @ApiOperation({ summary: 'All sources with their state' })
  @ApiOkResponse({ type: [SourceResponse] })
  list(): Promise<Plain<SourceResponse>[]> {
    return this.desk.list();
  }

  @Get(':key')
  @ApiOperation({ summary: 'One source with its state' })
  @ApiOkResponse({ type: SourceResponse })
  @ApiNotFoundResponse({ description: 'NOT_FOUND' })
  get(@Param('key') key: string): Promise<Plain<SourceResponse>> {
    return this.desk.get(key);
  }

  @Get(':key/runs')
  @ApiOperation({ summary: 'The runs of a source, newest first' })
  @ListRoute(RunResponse)
  @ApiNotFoundResponse({ description: 'NOT_FOUND' })
  async listRuns(
    @Param('key') key: string,
    @Query() query: ListQuery,
  ): Promise<RecordPage<Plain<RunResponse>>> {
    const { manifest } = this.sources.get(key);
    const { runs, total } = await this.runs.list(manifest.key, query.limit, offsetOf(query));
    return recordPage(runs.map(toRunResponse), total, query);
  }

  @Post(':key/run')
  @HttpCode(202)
  @Roles('admin')
  @ApiOperation({ summary: 'Starts a run' })
  @ApiAcceptedResponse({
    type: RunStartedResponse,
    headers: { Location: { description: 'The run.', schema: { type: 'string' } } },
  })
  @ApiOkResponse({ type: RunResponse, description: 'With `wait=true`: the run when it has ended.' })
  @ApiNotFoundResponse({ description: 'NOT_FOUND' })
  @ApiConflictResponse({ description: 'RUN_IN_PROGRESS with `runId`, or SOURCE_NOT_CONFIGURED' })
  async run(
    @Param('key') key: string,
    @Body() request: RunRequest,
    @CurrentPrincipal() principal: Principal,
    @Query() { wait }: ManualRunQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Plain<RunResponse> | Plain<RunStartedResponse>> {
    const trigger = { kind: 'manual', userId: principal.userId } as const;
    const { runId } = await this.runner.start(key, toRunOptions(request), trigger);
    reply.header('location', `/api/runs/${runId}`);
    if (!wait) {
      return { runId };
    }
    const run = await this.runner.wait(runId);
    reply.status(200);
    return toRunResponse(run);
  }

  @Post(':key/pause')
  @HttpCode(200)
  @Roles('admin')
  @ApiOperation({ summary: 'Stops the schedule; a run that is going on goes on' })
  @ApiOkResponse({ type: SourceResponse })
  @ApiNotFoundResponse({ description: 'NOT_FOUND' })
  pause(@Param('key') key: string): Promise<Plain<SourceResponse>> {
    return this.desk.setPaused(key, true);
  }

  @Post(':key/resume')
  @HttpCode(200)
  @Roles('admin')
  @ApiOperation({ summary: 'Lets the schedule fire again, from its next slot on' })
  @ApiOkResponse({ type: SourceResponse })
  @ApiNotFoundResponse({ description: 'NOT_FOUND' })
  resume(@Param('key') key: string): Promise<Plain<SourceResponse>> {
    return this.desk.setPaused(key, false);
  }
}
