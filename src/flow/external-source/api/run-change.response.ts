import { ApiProperty } from '@nestjs/swagger';
import type { Plain } from '../../record-list/record-list.public.js';
import type { RehearsedChange } from '../run/rehearsals.js';

export class FieldChangeResponse {
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'order_items 7',
    description: 'The row inside the record; null for the record itself.',
  })
  readonly line!: string | null;

  @ApiProperty({ example: 'price' })
  readonly field!: string;

  @ApiProperty({ enum: ['string', 'integer', 'decimal', 'boolean', 'instant'] })
  readonly type!: string;

  @ApiProperty({ type: String, nullable: true, description: '`[hidden]` stands for a personal value.' })
  readonly before!: string | null;

  @ApiProperty({ type: String, nullable: true, description: '`[hidden]` stands for a personal value.' })
  readonly after!: string | null;
}

/** What a dry run would do to one record. */
export class RunChangeResponse {
  @ApiProperty({ example: 'products' })
  readonly entity!: string;

  @ApiProperty()
  readonly externalId!: string;

  @ApiProperty({ enum: ['create', 'update'] })
  readonly operation!: string;

  @ApiProperty({ type: [FieldChangeResponse] })
  readonly fields!: readonly Plain<FieldChangeResponse>[];

  @ApiProperty({
    type: 'integer',
    description: 'Fields that are left out, of a record with very many lines.',
  })
  readonly omittedCount!: number;
}

export function toRunChangeResponse({
  entity,
  externalId,
  operation,
  fields,
  omittedCount,
}: RehearsedChange): Plain<RunChangeResponse> {
  return {
    ...{ entity, externalId, operation, omittedCount },
    fields: fields.map(({ line, field, type, before, after }) => ({ line, field, type, before, after })),
  };
}
