import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { AppError } from '../../../kernel/app-error.js';
import { RANGE_PRESETS, type RangePreset } from '../appointment-range.js';

/** The body of `POST /api/appointments/sync`: `range`, or `from` and `to` (A2). */
export class SyncAppointmentsRequest {
  @ApiPropertyOptional({ enum: RANGE_PRESETS, description: "Days of the location's calendar." })
  @IsOptional()
  @IsIn(RANGE_PRESETS)
  readonly range?: RangePreset;

  @ApiPropertyOptional({
    type: String,
    format: 'date',
    example: '2025-08-01',
    description: 'First day, inclusive.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  readonly from?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'date',
    example: '2025-08-31',
    description: 'Last day, inclusive.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  readonly to?: string;

  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'Leave stored appointments as they are.',
  })
  @IsBoolean()
  readonly insertOnly: boolean = false;
}

/** The range as a person would type it. Throws `VALIDATION` when the body names none, or two. */
export function wordsOf({ range, from, to }: SyncAppointmentsRequest): string[] {
  const hasDates = from !== undefined || to !== undefined;
  if ((range === undefined) === !hasDates) {
    throw new AppError('VALIDATION', 'Name a range, or from and to', {
      errors: [{ field: 'range', message: 'Name a range, or from and to' }],
    });
  }
  return range === undefined ? [from ?? '', to ?? ''] : [range];
}
