import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import {
  JOB_VIEW_STATES,
  type JobView,
  type JobViewState,
  type QueueView,
} from '../../../flow/jobs/jobs.public.js';
import { ListQuery, type Plain } from '../../../flow/record-list/record-list.public.js';

/** What the list of jobs reads from its query string. */
export class JobQuery extends ListQuery {
  @ApiPropertyOptional({ enum: JOB_VIEW_STATES, default: 'failed' })
  @IsOptional()
  @IsIn(JOB_VIEW_STATES)
  readonly state: JobViewState = 'failed';
}

/** One background job. */
export class JobResponse {
  @ApiProperty({ example: 'source-runs:7d444840-9dc0-11d1-b245-5ffdce74fad2.0' })
  readonly id!: string;

  @ApiProperty({ example: 'source-runs' })
  readonly queue!: string;

  @ApiProperty({ example: '__default__', description: 'What kind of job of its queue it is.' })
  readonly name!: string;

  @ApiProperty({
    enum: JOB_VIEW_STATES,
    description: '`pending` waits for a worker, for its time, or for the end of a pause.',
  })
  readonly state!: JobViewState;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'What the job is about: ids and options.',
  })
  readonly data!: object;

  @ApiProperty({ type: 'integer', description: 'Attempts that have failed.' })
  readonly attemptsMade!: number;

  @ApiProperty({ type: 'integer', description: 'Attempts altogether, before it has failed for good.' })
  readonly attempts!: number;

  @ApiProperty({ type: String, nullable: true, description: 'Why the last attempt failed.' })
  readonly error!: string | null;

  @ApiProperty()
  readonly createdAt!: Date;

  @ApiProperty({ type: Date, nullable: true, description: 'When the last attempt began.' })
  readonly startedAt!: Date | null;

  @ApiProperty({ type: Date, nullable: true })
  readonly finishedAt!: Date | null;
}

export class JobsRetriedResponse {
  @ApiProperty({ type: 'integer', description: 'Failed jobs that were put back.' })
  readonly retried!: number;
}

/** One queue of background jobs. */
export class JobQueueResponse {
  @ApiProperty({ example: 'source-runs' })
  readonly name!: string;

  @ApiProperty({ description: 'No process takes a job of it; those under way go on.' })
  readonly isPaused!: boolean;

  @ApiProperty({ type: 'integer' })
  readonly pending!: number;

  @ApiProperty({ type: 'integer' })
  readonly running!: number;

  @ApiProperty({ type: 'integer' })
  readonly failed!: number;

  @ApiProperty({ type: 'integer', description: 'Of the last day.' })
  readonly completed!: number;
}

export function toJobQueueResponse(queue: QueueView): Plain<JobQueueResponse> {
  const { name, isPaused, pending, running, failed, completed } = queue;
  return { name, isPaused, pending, running, failed, completed };
}

export function toJobResponse(job: JobView): Plain<JobResponse> {
  const { id, queue, name, state, data, attemptsMade, attempts, error, createdAt, startedAt, finishedAt } =
    job;
  return { id, queue, name, state, data, attemptsMade, attempts, error, createdAt, startedAt, finishedAt };
}
