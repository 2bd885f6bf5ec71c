import { ApiProperty } from '@nestjs/swagger';
import type { Plain } from '../../record-list/record-list.public.js';
import type { SourceManifest } from '../source-manifest.js';
import type { SourceStatus } from '../source-statuses.js';
import { RunCountsResponse } from './run.response.js';

/** A source and how it is doing. Instants are epoch milliseconds, as in `/api/sync/status`. */
export class SourceResponse {
  @ApiProperty({ example: 'strattera-orders' })
  readonly key!: string;

  @ApiProperty({ example: 'Strattera orders' })
  readonly title!: string;

  @ApiProperty({ type: [String], example: ['orders'] })
  readonly entities!: readonly string[];

  @ApiProperty({ type: String, nullable: true, example: '*/5 * * * *' })
  readonly schedule!: string | null;

  @ApiProperty({ example: 'Europe/Moscow' })
  readonly timeZone!: string;

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

  @ApiProperty({ type: 'integer', nullable: true })
  readonly nextRunAt!: number | null;

  @ApiProperty({ type: String, nullable: true })
  readonly lastError!: string | null;

  @ApiProperty({ type: RunCountsResponse })
  readonly counts!: Plain<RunCountsResponse>;
}

export function toSourceResponse(manifest: SourceManifest, status: SourceStatus): Plain<SourceResponse> {
  const { key, title, entities, schedule, timeZone, configured, missingVariables } = manifest;
  const { state, lastRunAt, lastSuccessAt, nextRunAt, lastError, counts } = status;
  return {
    ...{ key, title, entities, schedule, timeZone, configured, missingVariables },
    ...{ state, lastRunAt, lastSuccessAt, nextRunAt, lastError, counts },
  };
}
