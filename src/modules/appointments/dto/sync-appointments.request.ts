import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsString, MaxLength, ValidateIf } from 'class-validator';
import { AppError } from '../../../kernel/app-error.js';
import { RANGE_PRESETS, type RangePreset } from '../appointment-range.js';

/** May be left out, but not null. */
const MayBeMissing = (): PropertyDecorator =>
  ValidateIf((_request: object, value: unknown) => value !== undefined);

const CHOICE = 'Name a range, or from and to';

/** The body of `POST /api/appointments/sync`: `range`, or `from` and `to` (A2). */
export class SyncAppointmentsRequest {
  @ApiPropertyOptional({ enum: RANGE_PRESETS, description: "Days of the location's calendar." })
  @MayBeMissing()
  @IsIn(RANGE_PRESETS)
  readonly range?: RangePreset;

  @ApiPropertyOptional({
    type: String,
    format: 'date',
    example: '2025-08-01',
    description: 'First day, inclusive.',
  })
  @MayBeMissing()
  @IsString()
  @MaxLength(40)
  readonly from?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'date',
    example: '2025-08-31',
    description: 'Last day, inclusive.',
  })
  @MayBeMissing()
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
    throw new AppError('VALIDATION', CHOICE, {
      errors: ['range', 'from', 'to'].map((field) => ({ field, message: CHOICE })),
    });
  }
  return range === undefined ? [from ?? '', to ?? ''] : [range];
}
