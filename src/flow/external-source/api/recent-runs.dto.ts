import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { type Plain, WholeNumber } from '../../record-list/record-list.public.js';
import type { RunGlimpse } from '../run/run-overview.js';
import { RUN_STATES } from '../source-run.js';

const RUNS_DEFAULT = 30;
const RUNS_MAX = 100;

export class RecentRunsQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: RUNS_MAX, default: RUNS_DEFAULT })
  @WholeNumber()
  @IsInt()
  @Min(1)
  @Max(RUNS_MAX)
  readonly perSource: number = RUNS_DEFAULT;
}

/** A run at a glance. */
export class RecentRunResponse {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ example: 'strattera-orders' })
  readonly source!: string;

  @ApiProperty({ enum: ['full', 'new-only', 'range'] })
  readonly mode!: string;

  @ApiProperty()
  readonly dryRun!: boolean;

  @ApiProperty({ enum: ['start', 'schedule', 'manual', 'cli'] })
  readonly trigger!: string;

  @ApiProperty({ enum: RUN_STATES })
  readonly state!: string;

  @ApiProperty({ type: 'integer' })
  readonly fetchedCount!: number;

  @ApiProperty({ type: 'integer', description: 'Created and updated.' })
  readonly changedCount!: number;

  @ApiProperty({ type: 'integer' })
  readonly failedCount!: number;

  @ApiProperty()
  readonly startedAt!: Date;

  @ApiProperty({ type: Date, nullable: true })
  readonly finishedAt!: Date | null;
}

export function toRecentRunResponse(run: RunGlimpse): Plain<RecentRunResponse> {
  const { id, sourceKey, mode, dryRun, trigger, state, startedAt, finishedAt } = run;
  const { fetchedCount, changedCount, failedCount } = run;
  return {
    ...{ id, source: sourceKey, mode, dryRun, trigger, state },
    ...{ fetchedCount, changedCount, failedCount, startedAt, finishedAt },
  };
}
