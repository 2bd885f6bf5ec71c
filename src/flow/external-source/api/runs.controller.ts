import { Controller, Get, HttpCode, type MessageEvent, Param, Post, Query, Sse } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import type { Principal } from '../../../kernel/principal.js';
import { CurrentPrincipal, Roles } from '../../access/access.public.js';
import type { Plain } from '../../record-list/record-list.public.js';
import { SourceRunner } from '../run/source-runner.js';
import { RecentRunResponse, RecentRunsQuery } from './recent-runs.dto.js';
import { RunChangeResponse } from './run-change.response.js';
import { RunLogLineResponse } from './run-log.response.js';
import { RunsDesk } from './runs-desk.js';
import { runEvents } from './run-events.js';
import { RunResponse, toRunResponse } from './run.response.js';

const EVENTS_EVERY_MS = 500;

/** Runs of external sources. */
@ApiTags('runs')
@ApiBearerAuth()
@Roles('admin', 'agent')
@Controller('runs')
export class RunsController {
  constructor(
    private readonly runner: SourceRunner,
    private readonly desk: RunsDesk,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The last runs of every source at a glance, newest first' })
  @ApiOkResponse({ type: [RecentRunResponse] })
  recent(@Query() { perSource }: RecentRunsQuery): Promise<Plain<RecentRunResponse>[]> {
    return this.desk.recent(perSource);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One run with its counts' })
  @ApiOkResponse({ type: RunResponse })
  @ApiNotFoundResponse({ description: 'NOT_FOUND' })
  async get(@Param('id') id: string): Promise<Plain<RunResponse>> {
    return toRunResponse(await this.runner.get(id));
  }

  @Get(':id/log')
  @ApiOperation({ summary: 'What happened in a run: its newest 200 lines, oldest first' })
  @ApiOkResponse({ type: [RunLogLineResponse] })
  @ApiNotFoundResponse({ description: 'NOT_FOUND' })
  log(@Param('id') id: string): Promise<Plain<RunLogLineResponse>[]> {
    return this.desk.log(id);
  }

  @Get(':id/changes')
  @Roles('admin')
  @ApiOperation({
    summary: 'What a dry run would change',
    description: 'The first 100 records that would be created and the first 100 that would be updated.',
  })
  @ApiOkResponse({ type: [RunChangeResponse] })
  @ApiNotFoundResponse({ description: 'NOT_FOUND' })
  changes(@Param('id') id: string): Promise<Plain<RunChangeResponse>[]> {
    return this.desk.changes(id);
  }

  @Sse(':id/events')
  @ApiOperation({ summary: 'The progress of a run, until it has ended' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'Events `progress` and a last `finished`; their data is the run.' })
  @ApiNotFoundResponse({ description: 'NOT_FOUND' })
  async events(@Param('id') id: string): Promise<Observable<MessageEvent>> {
    await this.runner.get(id);
    return runEvents(() => this.runner.get(id), EVENTS_EVERY_MS);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Roles('admin')
  @ApiOperation({ summary: 'Ends a run; pages that are stored stay' })
  @ApiOkResponse({ type: RunResponse })
  @ApiNotFoundResponse({ description: 'NOT_FOUND' })
  @ApiConflictResponse({ description: 'CONFLICT: the run has ended already' })
  async cancel(
    @Param('id') id: string,
    @CurrentPrincipal() { userId }: Principal,
  ): Promise<Plain<RunResponse>> {
    return toRunResponse(await this.runner.cancel(id, userId));
  }
}
