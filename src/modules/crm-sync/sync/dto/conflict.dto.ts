import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import type { PushConflict } from '../../../../flow/push/push.public.js';
import { ListQuery, type Plain } from '../../../../flow/record-list/record-list.public.js';
import { IsStorableText } from '../../../../kernel/storable-text.validator.js';

/** Which conflicts to list; newest first unless the order is turned. */
export class ConflictQuery extends OmitType(ListQuery, ['search'] as const) {
  @ApiPropertyOptional({ maxLength: 100, example: 'contacts', description: 'The table of the record.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  @IsStorableText()
  readonly entity?: string;

  @ApiPropertyOptional({ maxLength: 36, description: 'Only conflicts of this record.' })
  @IsOptional()
  @IsString()
  @MaxLength(36)
  @IsStorableText()
  readonly recordId?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'Only conflicts that pushes of this device met.' })
  @IsOptional()
  @IsUUID()
  readonly deviceId?: string;
}

const VALUE = {
  nullable: true,
  oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }],
  example: 'Example & Sons',
};

/** A field that a push and somebody else had changed. */
export class ConflictResponse {
  @ApiProperty({ example: '17' })
  readonly id!: string;

  @ApiProperty({ example: 'contacts', description: 'The table of the record.' })
  readonly entity!: string;

  @ApiProperty({ description: 'May be gone by now.' })
  readonly recordId!: string;

  @ApiProperty({ example: 'company' })
  readonly field!: string;

  @ApiProperty({ ...VALUE, description: 'As it was pushed. A personal value is `[hidden]`.' })
  readonly yours!: unknown;

  @ApiProperty({ ...VALUE, description: 'As somebody else had stored it. A personal value is `[hidden]`.' })
  readonly theirs!: unknown;

  @ApiProperty({ enum: ['yours', 'theirs'], description: "By the field's policy." })
  readonly kept!: 'yours' | 'theirs';

  @ApiProperty({ description: 'The user whose push it was.' })
  readonly userId!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Null: it named no device.' })
  readonly deviceId!: string | null;

  @ApiProperty({ type: String, nullable: true, example: "Anna's phone" })
  readonly deviceName!: string | null;

  @ApiProperty({ format: 'date-time' })
  readonly at!: string;
}

export function toConflictResponse(conflict: PushConflict): Plain<ConflictResponse> {
  return {
    id: conflict.id,
    entity: conflict.entity,
    recordId: conflict.recordId,
    field: conflict.field,
    yours: conflict.yours,
    theirs: conflict.theirs,
    kept: conflict.kept,
    userId: conflict.userId,
    deviceId: conflict.deviceId,
    deviceName: conflict.deviceName,
    at: conflict.at.toISOString(),
  };
}
