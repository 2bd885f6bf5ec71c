import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { IsStorableText } from '../../../kernel/storable-text.validator.js';
import { ListQuery, type Plain } from '../../record-list/record-list.public.js';
import type { OutgoingChange, OutgoingStateCounts } from '../outgoing-change.js';
import { OUTGOING_STATES, type OutgoingState } from '../outgoing-change.state.js';

/** Whose changes are meant. */
export class OutgoingChoice {
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

  @ApiPropertyOptional({ description: 'Our id of a record: only its changes.' })
  @IsOptional()
  @IsString()
  @MaxLength(36)
  @IsStorableText()
  readonly recordId?: string;
}

/** Which changes to list; newest first. */
export class OutgoingQuery extends IntersectionType(OutgoingChoice, ListQuery) {
  @ApiPropertyOptional({ enum: OUTGOING_STATES })
  @IsOptional()
  @IsIn(OUTGOING_STATES)
  readonly state?: OutgoingState;

  @ApiPropertyOptional({
    enum: ['true', 'false'],
    description: 'Only changes of which the vendor had, or had not, changed a field too.',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  readonly hasConflicts?: 'true' | 'false';
}

/** How many changes there are in each state. */
export class OutgoingCountsResponse {
  @ApiProperty({ type: 'integer' })
  readonly queued!: number;

  @ApiProperty({ type: 'integer' })
  readonly applying!: number;

  @ApiProperty({ type: 'integer', description: 'Of the last 30 days.' })
  readonly applied!: number;

  @ApiProperty({ type: 'integer' })
  readonly conflicted!: number;

  @ApiProperty({ type: 'integer', description: 'Of the last 30 days.' })
  readonly rejected!: number;

  @ApiProperty({ type: 'integer', description: 'Of the last 30 days.' })
  readonly discarded!: number;
}

export function toOutgoingCountsResponse(counts: OutgoingStateCounts): Plain<OutgoingCountsResponse> {
  const { queued, applying, applied, conflicted, rejected, discarded } = counts;
  return { queued, applying, applied, conflicted, rejected, discarded };
}

/** A field that the vendor had changed too. */
export class OutgoingConflictResponse {
  @ApiProperty({ example: 'status' })
  readonly field!: string;

  @ApiProperty({
    nullable: true,
    oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }],
    example: 'shipped',
    description: 'What the person set.',
  })
  readonly yours!: unknown;

  @ApiProperty({
    nullable: true,
    oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }],
    example: 'cancelled',
    description: 'What the vendor had.',
  })
  readonly theirs!: unknown;

  @ApiProperty({ enum: ['yours', 'theirs', 'undecided'], description: '`undecided` waits for a person.' })
  readonly kept!: string;
}

/** An edit on its way to the vendor that its record came from. */
export class OutgoingChangeResponse {
  @ApiProperty({ example: '17' })
  readonly id!: string;

  @ApiProperty({ example: 'strattera-orders' })
  readonly source!: string;

  @ApiProperty({ example: 'orders' })
  readonly entity!: string;

  @ApiProperty({ description: 'Our id of the record.' })
  readonly recordId!: string;

  @ApiProperty({ example: '1073', description: "The vendor's id of the record." })
  readonly externalId!: string;

  @ApiProperty({ type: 'object', additionalProperties: true, example: { status: 'shipped' } })
  readonly fields!: object;

  @ApiProperty({ enum: OUTGOING_STATES })
  readonly state!: string;

  @ApiProperty({ type: 'integer', description: 'Deliveries that were tried.' })
  readonly attempts!: number;

  @ApiProperty({ description: 'Not tried again before then.' })
  readonly runAfter!: Date;

  @ApiProperty({ type: [OutgoingConflictResponse] })
  readonly conflicts!: readonly OutgoingConflictResponse[];

  @ApiProperty({ type: String, nullable: true, example: 'temporary' })
  readonly errorKind!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'The source is in trouble (HTTP 503)' })
  readonly error!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The user who made the edit.' })
  readonly createdBy!: string | null;

  @ApiProperty()
  readonly createdAt!: Date;

  @ApiProperty({
    type: Date,
    nullable: true,
    description: 'When it came to its end; null while it is on its way.',
  })
  readonly endedAt!: Date | null;
}

export class OutgoingRetriedResponse {
  @ApiProperty({ type: 'integer', description: 'Changes that were given up and are queued again.' })
  readonly retried!: number;
}

export function toOutgoingChangeResponse(change: OutgoingChange): Plain<OutgoingChangeResponse> {
  return {
    id: change.id,
    source: change.sourceKey,
    entity: change.entity,
    recordId: change.recordId,
    externalId: change.externalId,
    fields: change.fields,
    state: change.state,
    attempts: change.attempts,
    runAfter: change.runAfter,
    conflicts: change.conflicts,
    errorKind: change.errorKind,
    error: change.error,
    createdBy: change.createdBy,
    createdAt: change.createdAt,
    endedAt: change.endedAt,
  };
}
