import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsISO8601, Matches, Max, Min, ValidateIf } from 'class-validator';
import { AppError } from '../../../kernel/app-error.js';
import type { RunMode } from '../source-connector.js';
import type { RunOptions } from '../source-run.js';

const RUN_MODES = ['full', 'new-only', 'range'] as const;
const DATE = /^(19|20|21)\d\d-\d\d-\d\d$/;
const DATE_MESSAGE = 'Invalid date format: write YYYY-MM-DD';

/** May be left out, but not null. */
const MayBeMissing = (): PropertyDecorator =>
  ValidateIf((_request: object, value: unknown) => value !== undefined);

/** The body of `POST /api/sources/:key/run`; empty is a full run. */
export class RunRequest {
  @ApiPropertyOptional({ enum: RUN_MODES, default: 'full' })
  @IsIn(RUN_MODES)
  readonly mode: RunMode = 'full';

  @ApiPropertyOptional({ format: 'date', description: 'First day, inclusive; required for `range`.' })
  @ValidateIf((request: RunRequest) => request.mode === 'range' || request.from !== undefined)
  @IsISO8601({ strict: true }, { message: DATE_MESSAGE })
  @Matches(DATE, { message: DATE_MESSAGE })
  readonly from?: string;

  @ApiPropertyOptional({ format: 'date', description: 'Last day, inclusive; required for `range`.' })
  @ValidateIf((request: RunRequest) => request.mode === 'range' || request.to !== undefined)
  @IsISO8601({ strict: true }, { message: DATE_MESSAGE })
  @Matches(DATE, { message: DATE_MESSAGE })
  readonly to?: string;

  @ApiPropertyOptional({ default: false, description: 'Compute what would change, and store nothing.' })
  @MayBeMissing()
  @IsBoolean()
  readonly dryRun?: boolean;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    description: 'Where the source has pages.',
  })
  @MayBeMissing()
  @IsInt()
  @Min(1)
  @Max(1000)
  readonly pageSize?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 10_000,
    description: 'Ends the run after so many pages.',
  })
  @MayBeMissing()
  @IsInt()
  @Min(1)
  @Max(10_000)
  readonly maxPages?: number;

  @ApiPropertyOptional({
    default: false,
    description: 'Marks rows as missing although very many are; without it they wait for this word.',
  })
  @MayBeMissing()
  @IsBoolean()
  readonly confirmMissing?: boolean;
}

/** Only what was asked for, so that two equal requests are equal. Throws `VALIDATION` for a range that ends before it begins. */
export function toRunOptions(request: RunRequest): RunOptions {
  const { mode, from, to, dryRun, pageSize, maxPages, confirmMissing } = request;
  if (from !== undefined && to !== undefined && from > to) {
    throw new AppError('VALIDATION', 'The range ends before it begins', {
      errors: [{ field: 'to', message: 'Must not be before `from`' }],
    });
  }
  return {
    mode,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(dryRun === true ? { dryRun } : {}),
    ...(pageSize === undefined ? {} : { pageSize }),
    ...(maxPages === undefined ? {} : { maxPages }),
    ...(confirmMissing === true ? { confirmMissing } : {}),
  };
}
