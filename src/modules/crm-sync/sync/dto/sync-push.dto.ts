import { ApiProperty } from '@nestjs/swagger';

export class FieldConflictDto {
  @ApiProperty({ example: 'phone' })
  readonly field!: string;

  @ApiProperty({
    nullable: true,
    oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }],
    example: '+79990000001',
  })
  readonly yours!: unknown;

  @ApiProperty({
    nullable: true,
    oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }],
    example: '+79990000002',
  })
  readonly theirs!: unknown;

  @ApiProperty({ enum: ['yours', 'theirs'] })
  readonly kept!: string;
}

export class FieldFaultDto {
  @ApiProperty({ example: 'amount' })
  readonly field!: string;

  @ApiProperty({ example: 'must be a decimal number as text, such as "12.50"' })
  readonly message!: string;
}

/** What became of one change. */
export class ChangeResultDto {
  @ApiProperty({ type: String, nullable: true })
  readonly changeId!: string | null;

  @ApiProperty({ example: 'contacts' })
  readonly table!: string;

  @ApiProperty({ example: '5f0c2a1e9b3d4c7f' })
  readonly id!: string;

  @ApiProperty({ enum: ['CREATE', 'UPDATE', 'DELETE'] })
  readonly operation!: string;

  @ApiProperty({ enum: ['applied', 'merged', 'unchanged', 'rejected', 'queued'] })
  readonly status!: string;

  @ApiProperty({
    nullable: true,
    type: String,
    enum: ['VALIDATION', 'FORBIDDEN', 'NOT_WRITABLE', 'GONE', 'UNKNOWN_TABLE', 'REFERENCE_MISSING', null],
  })
  readonly code!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Some of the values cannot be stored.' })
  readonly message!: string | null;

  @ApiProperty({ type: [FieldFaultDto] })
  readonly errors!: readonly FieldFaultDto[];

  @ApiProperty({ type: [FieldConflictDto] })
  readonly conflicts!: readonly FieldConflictDto[];

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  readonly record!: object | null;

  @ApiProperty({ description: 'The change was seen before: this is what became of it then.' })
  readonly replayed!: boolean;
}

/** The answer to a push, 200 whenever the batch was understood (SYNC-PROTOCOL §5). */
export class PushAnswerDto {
  @ApiProperty({ type: [ChangeResultDto] })
  readonly results!: readonly ChangeResultDto[];

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'array', items: { type: 'string' } },
    example: { contacts: [] },
  })
  readonly experimentalRejectedIds!: Readonly<Record<string, readonly string[]>>;

  @ApiProperty({ type: 'integer', format: 'int64', example: 1763690000456 })
  readonly timestamp!: number;

  @ApiProperty()
  readonly replayed!: boolean;
}
