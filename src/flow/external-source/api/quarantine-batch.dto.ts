import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsObject,
  IsUUID,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { AppError } from '../../../kernel/app-error.js';
import type { Plain } from '../../record-list/record-list.public.js';
import {
  BATCH_MAX,
  type QuarantineBatch,
  type QuarantineSelection,
} from '../quarantine/quarantine-batches.js';
import { QuarantineChoice, toQuarantineFilter } from './quarantine-query.dto.js';

/** Either some entries or those of a filter. */
export class QuarantineBatchRequest {
  @ApiPropertyOptional({
    type: [String],
    format: 'uuid',
    maxItems: BATCH_MAX,
    example: ['7d0a1b52-2f6e-4c1c-9a55-0d6c7d1f2a10'],
  })
  @ValidateIf((request: QuarantineBatchRequest) => request.ids !== undefined || request.filter === undefined)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(BATCH_MAX)
  @IsUUID(undefined, { each: true })
  readonly ids?: string[];

  @ApiPropertyOptional({
    type: QuarantineChoice,
    description: 'All that it names, some at a call; `state` is `open` unless it says `ignored`.',
  })
  @ValidateIf((_request: object, value: unknown) => value !== undefined)
  @IsObject()
  @ValidateNested()
  @Type(() => QuarantineChoice)
  readonly filter?: QuarantineChoice;

  @ApiPropertyOptional({ format: 'uuid', description: 'With `filter`: `next` of the answer before.' })
  @ValidateIf((_request: object, value: unknown) => value !== undefined)
  @IsUUID()
  readonly after?: string;
}

/** How far it has come. */
export class QuarantineBatchResponse {
  @ApiProperty({ type: 'integer', description: `Entries that were tried, at most ${BATCH_MAX}.` })
  readonly doneCount!: number;

  @ApiProperty({ type: 'integer', description: 'Those of them that are resolved or ignored now.' })
  readonly settledCount!: number;

  @ApiProperty({ type: 'integer', description: 'Entries of the filter that are still to be tried.' })
  readonly leftCount!: number;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: '`after` of the call that goes on; null when nothing is left.',
  })
  readonly next!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why the first of those that are not settled is not.',
  })
  readonly problem!: string | null;
}

/** Throws `VALIDATION` for a request that says both, or asks for entries that are resolved. */
export function toSelection({ ids, filter, after }: QuarantineBatchRequest): QuarantineSelection {
  if (ids !== undefined && (filter !== undefined || after !== undefined)) {
    throw invalid('filter', 'Must not stand beside `ids`');
  }
  if (filter?.state === 'resolved') {
    throw invalid('filter/state', 'Must be `open` or `ignored`: what is resolved is done');
  }
  return ids === undefined
    ? { filter: { state: 'open', ...toQuarantineFilter(filter ?? {}) }, after: after ?? null }
    : { ids };
}

function invalid(field: string, message: string): AppError {
  return new AppError('VALIDATION', 'The request has fields that are missing or wrong.', {
    errors: [{ field, message }],
  });
}

export function toQuarantineBatchResponse(batch: QuarantineBatch): Plain<QuarantineBatchResponse> {
  const { doneCount, settledCount, leftCount, next, problem } = batch;
  return { doneCount, settledCount, leftCount, next, problem };
}
