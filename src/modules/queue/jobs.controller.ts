import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { Roles } from '../../flow/access/access.public.js';
import { JobDesk } from '../../flow/jobs/jobs.public.js';
import {
  ListRoute,
  offsetOf,
  type Plain,
  recordPage,
  type RecordPage,
} from '../../flow/record-list/record-list.public.js';
import {
  JobQuery,
  JobQueueResponse,
  JobResponse,
  JobsRetriedResponse,
  toJobQueueResponse,
  toJobResponse,
} from './dto/job.dto.js';

/** Background jobs, for an admin to look at and to try again (W8). */
@ApiTags('jobs')
@ApiBearerAuth()
@Roles('admin')
@ApiServiceUnavailableResponse({ description: 'UNAVAILABLE: the queue does not answer' })
@Controller('jobs')
export class JobsController {
  constructor(private readonly desk: JobDesk) {}

  @Get()
  @ApiOperation({ summary: 'Jobs in one state, newest first' })
  @ListRoute(JobResponse)
  async list(@Query() query: JobQuery): Promise<RecordPage<Plain<JobResponse>>> {
    const { jobs, total } = await this.desk.list(query.state, query.limit, offsetOf(query));
    return recordPage(jobs.map(toJobResponse), total, query);
  }

  @Get('queues')
  @ApiOperation({ summary: 'The queues: how many jobs, and whether they are paused' })
  @ApiOkResponse({ type: [JobQueueResponse] })
  async listQueues(): Promise<Plain<JobQueueResponse>[]> {
    return (await this.desk.listQueues()).map(toJobQueueResponse);
  }

  @Post('queues/:queue/pause')
  @HttpCode(200)
  @ApiOperation({ summary: 'No process takes a job of the queue any more; those under way go on' })
  @ApiOkResponse({ type: JobQueueResponse })
  @ApiNotFoundResponse({ description: 'NOT_FOUND' })
  async pause(@Param('queue') queue: string): Promise<Plain<JobQueueResponse>> {
    return toJobQueueResponse(await this.desk.setPaused(queue, true));
  }

  @Post('queues/:queue/resume')
  @HttpCode(200)
  @ApiOperation({ summary: 'Lets jobs of the queue be taken again' })
  @ApiOkResponse({ type: JobQueueResponse })
  @ApiNotFoundResponse({ description: 'NOT_FOUND' })
  async resume(@Param('queue') queue: string): Promise<Plain<JobQueueResponse>> {
    return toJobQueueResponse(await this.desk.setPaused(queue, false));
  }

  @Post('retry-all')
  @HttpCode(200)
  @ApiOperation({ summary: 'Gives every failed job one more attempt' })
  @ApiOkResponse({ type: JobsRetriedResponse })
  async retryAll(): Promise<Plain<JobsRetriedResponse>> {
    return { retried: await this.desk.retryAll() };
  }

  @Post(':id/retry')
  @HttpCode(200)
  @ApiOperation({ summary: 'Gives a failed job one more attempt' })
  @ApiParam({ name: 'id', description: 'The id as the list shows it: queue, colon, id in the queue.' })
  @ApiOkResponse({ type: JobResponse })
  @ApiNotFoundResponse({ description: 'NOT_FOUND' })
  @ApiConflictResponse({ description: 'CONFLICT: it has not failed' })
  async retry(@Param('id') id: string): Promise<Plain<JobResponse>> {
    return toJobResponse(await this.desk.retry(id));
  }
}
