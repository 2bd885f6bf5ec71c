import { Injectable } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean } from 'class-validator';
import type { Principal } from '../../../kernel/principal.js';
import type { Plain } from '../../record-list/record-list.public.js';
import { SourceRunner } from '../run/source-runner.js';
import { RUN_STATES, type RunState } from '../source-run.js';
import { RunCountsResponse, RunErrorResponse } from './run.response.js';

/** The query string of a route that starts a run. */
export class ManualRunQuery {
  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'Answer when the run has ended, with its counts.',
  })
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  readonly wait: boolean = false;
}

/** A run that was started by hand: only its id while it runs, its outcome when the caller waited for it. */
export class ManualRunResponse {
  @ApiProperty({ format: 'uuid' })
  readonly runId!: string;

  @ApiPropertyOptional({ enum: RUN_STATES, example: 'succeeded', description: 'Only with `wait=true`.' })
  readonly state?: RunState;

  @ApiPropertyOptional({
    type: RunCountsResponse,
    description: 'Records by what became of them. Only with `wait=true`.',
  })
  readonly counts?: Plain<RunCountsResponse>;

  @ApiPropertyOptional({
    type: RunErrorResponse,
    nullable: true,
    description: 'Why the run failed. Only with `wait=true`.',
  })
  readonly error?: Plain<RunErrorResponse> | null;
}

/** Starts runs for the routes that have one source each, such as `POST /api/sync-orders` (O5). */
@Injectable()
export class ManualRuns {
  constructor(private readonly runner: SourceRunner) {}

  /**
   * Starts a full run. Throws `RUN_IN_PROGRESS` with the `runId` of the one that is under way, and
   * `SOURCE_NOT_CONFIGURED` with the missing variables. With `wait` it answers when the run has ended, however.
   */
  async start(sourceKey: string, wait: boolean, principal: Principal): Promise<Plain<ManualRunResponse>> {
    const trigger = { kind: 'manual', userId: principal.userId } as const;
    const { runId } = await this.runner.start(sourceKey, { mode: 'full' }, trigger);
    if (!wait) {
      return { runId };
    }
    const { state, counts, error } = await this.runner.wait(runId);
    return {
      runId,
      state,
      counts,
      error: error === null ? null : { kind: error.kind, message: error.message },
    };
  }
}
