import { ApiProperty } from '@nestjs/swagger';
import type { Plain } from '../../record-list/record-list.public.js';
import type { SourceActivity } from '../run/run-overview.js';
import { modesOf, type SourceManifest } from '../source-manifest.js';
import type { SourceStatus } from '../source-statuses.js';
import { RunCountsResponse } from './run.response.js';

export class SourceScheduleResponse {
  @ApiProperty({ example: 'full' })
  readonly name!: string;

  @ApiProperty({ example: '*/5 * * * *', description: 'On the wall clock of the time zone.' })
  readonly cron!: string;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Null while the source is paused.' })
  readonly nextRunAt!: number | null;
}

/** A source and how it is doing. Instants are epoch milliseconds, as in `/api/sync/status`. */
export class SourceResponse {
  @ApiProperty({ example: 'strattera-orders' })
  readonly key!: string;

  @ApiProperty({ example: 'Strattera orders' })
  readonly title!: string;

  @ApiProperty({ type: [String], example: ['orders'] })
  readonly entities!: readonly string[];

  @ApiProperty({
    type: String,
    nullable: true,
    example: '*/5 * * * *',
    description: 'The first of its schedules; null when it is only started by hand.',
  })
  readonly schedule!: string | null;

  @ApiProperty({ type: [SourceScheduleResponse] })
  readonly schedules!: readonly Plain<SourceScheduleResponse>[];

  @ApiProperty({ example: 'Europe/Moscow' })
  readonly timeZone!: string;

  @ApiProperty({
    enum: ['full', 'new-only', 'range'],
    isArray: true,
    description: 'What a run may be asked to read.',
  })
  readonly modes!: readonly string[];

  @ApiProperty({ description: 'False while variables are missing.' })
  readonly configured!: boolean;

  @ApiProperty({ type: [String] })
  readonly missingVariables!: readonly string[];

  @ApiProperty({
    enum: [
      'ok',
      'completed-with-errors',
      'failed',
      'running',
      'paused',
      'waiting-for-rate-limit',
      'not-configured',
      'never-run',
    ],
  })
  readonly state!: string;

  @ApiProperty({ type: 'integer', nullable: true })
  readonly lastRunAt!: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  readonly lastSuccessAt!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Of the schedule that fires next.' })
  readonly nextRunAt!: number | null;

  @ApiProperty({ type: String, nullable: true })
  readonly lastError!: string | null;

  @ApiProperty({ type: RunCountsResponse })
  readonly counts!: Plain<RunCountsResponse>;

  @ApiProperty({
    type: [String],
    description: 'What somebody should look at: warnings of the last run, and what was found in its rows.',
  })
  readonly warnings!: readonly string[];

  @ApiProperty({ type: String, nullable: true, format: 'uuid', description: 'The run that is going on.' })
  readonly liveRunId!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    format: 'uuid',
    description: 'The run that `counts` and `lastError` are of.',
  })
  readonly lastRunId!: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'How long that run took, in milliseconds.' })
  readonly lastDurationMs!: number | null;

  @ApiProperty({ type: 'integer', description: 'Open entries of the quarantine.' })
  readonly openErrorCount!: number;

  @ApiProperty({ description: 'No schedule fires. `state` says so only while no run goes on.' })
  readonly isPaused!: boolean;
}

/** `slots`: when the schedules fire next, by name. A paused source and one that is not configured have none. */
export function toSourceResponse(
  manifest: SourceManifest,
  status: SourceStatus,
  slots: ReadonlyMap<string, Date>,
  activity: SourceActivity,
): Plain<SourceResponse> {
  const { key, title, entities, timeZone, configured, missingVariables } = manifest;
  const { state, lastRunAt, lastSuccessAt, nextRunAt, lastError, counts, warnings } = status;
  const schedules = manifest.schedules.map(({ name, cron }) => ({
    name,
    cron,
    nextRunAt: nextRunAt === null ? null : (slots.get(name)?.getTime() ?? null),
  }));
  return {
    ...{ key, title, entities, schedule: schedules[0]?.cron ?? null, schedules },
    ...{ timeZone, modes: modesOf(manifest), configured, missingVariables },
    ...{ state, lastRunAt, lastSuccessAt, nextRunAt, lastError, counts, warnings },
    ...activity,
  };
}
