import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { IsStorableText } from '../../../kernel/storable-text.validator.js';
import { ListQuery } from '../../record-list/record-list.public.js';
import type { QuarantineKind, QuarantineState } from '../quarantine/quarantine-entry.js';
import type { QuarantineFilter } from '../quarantine/quarantine-filter.js';

export const KINDS = ['record', 'push'] as const;
export const STATES = ['open', 'resolved', 'ignored'] as const;
/** As long as the longest that is kept (RejectedPushes). */
const REASON_LENGTH_MAX = 2_000;

/** Which entries are meant. Without any of it: all. */
export class QuarantineChoice {
  @ApiPropertyOptional({ enum: STATES })
  @IsOptional()
  @IsIn(STATES)
  readonly state?: QuarantineState;

  @ApiPropertyOptional({ enum: KINDS })
  @IsOptional()
  @IsIn(KINDS)
  readonly kind?: QuarantineKind;

  @ApiPropertyOptional({ example: 'strattera-orders' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  @IsStorableText()
  readonly source?: string;

  @ApiPropertyOptional({ example: 'orders' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  @IsStorableText()
  readonly entity?: string;

  @ApiPropertyOptional({ example: 'mapping' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  @IsStorableText()
  readonly code?: string;

  @ApiPropertyOptional({ description: 'The whole sentence, as the list has it.' })
  @IsOptional()
  @IsString()
  @MaxLength(REASON_LENGTH_MAX)
  @IsStorableText()
  readonly reason?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'The run that met them last.' })
  @IsOptional()
  @IsUUID()
  readonly runId?: string;
}

/** Which entries to list; newest first. */
export class QuarantineQuery extends IntersectionType(QuarantineChoice, ListQuery) {}

export function toQuarantineFilter(choice: QuarantineChoice): QuarantineFilter {
  const { state, kind, source, entity, code, reason, runId } = choice;
  return {
    ...(state === undefined ? {} : { state }),
    ...(kind === undefined ? {} : { kind }),
    ...(source === undefined ? {} : { sourceKey: source }),
    ...(entity === undefined ? {} : { entity }),
    ...(code === undefined ? {} : { code }),
    ...(reason === undefined ? {} : { reason }),
    ...(runId === undefined ? {} : { runId }),
  };
}
