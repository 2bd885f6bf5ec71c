import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Plain } from '../../record-list/record-list.public.js';
import { RUN_STATES, type SourceRun } from '../source-run.js';

/** What became of a run's records. */
export class RunCountsResponse {
  @ApiProperty({ type: 'integer' })
  readonly fetched!: number;

  @ApiProperty({ type: 'integer' })
  readonly created!: number;

  @ApiProperty({ type: 'integer' })
  readonly updated!: number;

  @ApiProperty({ type: 'integer' })
  readonly unchanged!: number;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, example: { category: 3 } })
  readonly skipped!: Readonly<Record<string, number>>;

  @ApiProperty({ type: 'integer', description: 'Records that went to quarantine.' })
  readonly failed!: number;

  @ApiProperty({ type: 'integer', description: 'Records that came twice.' })
  readonly duplicates!: number;

  @ApiProperty({ type: 'integer', description: 'Stored rows that the source no longer listed.' })
  readonly missing!: number;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { accounts: 122, clients: 100 },
    description: "Lengths of the vendor's own lists, where records are put together from several.",
  })
  readonly listed?: Readonly<Record<string, number>>;
}

export class RunErrorResponse {
  @ApiProperty({ example: 'temporary' })
  readonly kind!: string;

  @ApiProperty({ example: 'The source is in trouble (HTTP 503)' })
  readonly message!: string;

  @ApiProperty({ required: false, description: 'At most 2 KB of what the source answered, redacted.' })
  readonly sample?: string;
}

export class DryRunChangesResponse {
  @ApiProperty({ type: [String], description: 'External ids of the first 100 records that would be new.' })
  readonly created!: readonly string[];

  @ApiProperty({ type: [String], description: 'External ids of the first 100 records that would change.' })
  readonly updated!: readonly string[];
}

/** One run of a source. */
export class RunResponse {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ example: 'strattera-orders' })
  readonly source!: string;

  @ApiProperty({ enum: ['full', 'new-only', 'range'] })
  readonly mode!: string;

  @ApiProperty({ type: String, nullable: true, format: 'date', description: 'The first day of a range.' })
  readonly from!: string | null;

  @ApiProperty({ type: String, nullable: true, format: 'date', description: 'The last day of a range.' })
  readonly to!: string | null;

  @ApiProperty()
  readonly dryRun!: boolean;

  @ApiProperty({ type: 'integer', nullable: true, description: 'As it was asked for.' })
  readonly pageSize!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'As it was asked for.' })
  readonly maxPages!: number | null;

  @ApiProperty({ enum: ['start', 'schedule', 'manual', 'cli'] })
  readonly trigger!: string;

  @ApiProperty({ type: String, nullable: true, description: 'The user who started it by hand.' })
  readonly triggeredBy!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'full',
    description: 'The schedule that started it.',
  })
  readonly schedule!: string | null;

  @ApiProperty({ enum: RUN_STATES })
  readonly state!: string;

  @ApiProperty({ type: RunCountsResponse })
  readonly counts!: Plain<RunCountsResponse>;

  @ApiProperty({ type: 'integer' })
  readonly pages!: number;

  @ApiProperty({ type: 'integer' })
  readonly requests!: number;

  @ApiProperty({ type: 'integer', description: 'Pauses for the pace or a limit of the source.' })
  readonly waits!: number;

  @ApiProperty({ type: 'integer', description: 'Their length together, in milliseconds.' })
  readonly waitedMs!: number;

  @ApiProperty({ type: Date, nullable: true, description: 'While it waits for a limit: until when.' })
  readonly waitsUntil!: Date | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Records that will have been fetched at the end, when the source says how many there are.',
  })
  readonly totalCount!: number | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string', nullable: true },
    description: 'By entity.',
  })
  readonly cursorBefore!: Readonly<Record<string, string | null>>;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string', nullable: true },
    description: 'By entity.',
  })
  readonly cursorAfter!: Readonly<Record<string, string | null>>;

  @ApiProperty({ type: RunErrorResponse, nullable: true })
  readonly error!: Plain<RunErrorResponse> | null;

  @ApiProperty({ type: [String] })
  readonly warnings!: readonly string[];

  @ApiProperty({ type: [String], description: 'Keys that the source sends and we do not know.' })
  readonly drift!: readonly string[];

  @ApiProperty({ type: DryRunChangesResponse, nullable: true })
  readonly changes!: Plain<DryRunChangesResponse> | null;

  @ApiProperty()
  readonly startedAt!: Date;

  @ApiProperty({ type: Date, nullable: true })
  readonly finishedAt!: Date | null;
}

export class RunStartedResponse {
  @ApiProperty({ format: 'uuid' })
  readonly runId!: string;
}

export function toRunResponse(run: SourceRun): Plain<RunResponse> {
  return {
    id: run.id,
    source: run.sourceKey,
    mode: run.options.mode,
    from: run.options.from ?? null,
    to: run.options.to ?? null,
    dryRun: run.options.dryRun ?? false,
    pageSize: run.options.pageSize ?? null,
    maxPages: run.options.maxPages ?? null,
    trigger: run.trigger,
    triggeredBy: run.triggeredBy,
    schedule: run.schedule,
    state: run.state,
    counts: run.counts,
    pages: run.pages,
    requests: run.requests,
    waits: run.waits,
    waitedMs: run.waitedMs,
    waitsUntil: run.state === 'waiting-for-rate-limit' ? run.waitsUntil : null,
    totalCount: run.totalCount,
    cursorBefore: run.cursorBefore,
    cursorAfter: run.cursorAfter,
    error: run.error,
    warnings: run.warnings,
    drift: run.drift,
    changes: run.changes,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
  };
}
