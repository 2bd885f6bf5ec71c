import { ApiProperty, getSchemaPath } from '@nestjs/swagger';

/** One table's part of a pull. */
export class TableChanges {
  @ApiProperty({
    type: 'array',
    items: { type: 'object' },
    description: 'Always empty: rows come in `updated`.',
  })
  readonly created!: readonly object[];

  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  readonly updated!: readonly object[];

  @ApiProperty({ type: [String], example: ['5f0c2a1e9b3d4c7f'] })
  readonly deleted!: readonly string[];
}

/** The answer to a pull (SYNC-PROTOCOL §3, §4). */
export class PullAnswer {
  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(TableChanges) },
    example: { contacts: { created: [], updated: [{ id: '5f0c2a1e9b3d4c7f', name: 'Anna' }], deleted: [] } },
  })
  readonly changes!: Readonly<Record<string, TableChanges>>;

  @ApiProperty({
    description: 'The cursor to hand back as `since`.',
    example: 1763690000123,
    type: 'integer',
    format: 'int64',
  })
  readonly timestamp!: number;

  @ApiProperty({ example: 1, type: 'integer' })
  readonly generation!: number;

  @ApiProperty({
    description: 'True: ask again, with `next` as `page` when it is set, else with `timestamp` as `since`.',
  })
  readonly hasMore!: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'Opaque token of the next page.' })
  readonly next!: string | null;
}

export class ContractColumnDto {
  @ApiProperty({ example: 'phone' })
  readonly name!: string;

  @ApiProperty({ enum: ['string', 'number', 'boolean'] })
  readonly type!: string;

  @ApiProperty()
  readonly isOptional!: boolean;

  @ApiProperty()
  readonly isIndexed!: boolean;

  @ApiProperty()
  readonly writable!: boolean;
}

export class ContractTableDto {
  @ApiProperty({ example: 'contacts' })
  readonly name!: string;

  @ApiProperty()
  readonly writable!: boolean;

  @ApiProperty({ type: [ContractColumnDto] })
  readonly columns!: readonly ContractColumnDto[];
}

/** The wire contract as data, parents before children. */
export class ContractDto {
  @ApiProperty({ example: 1, type: 'integer' })
  readonly version!: number;

  @ApiProperty({ example: 1, type: 'integer' })
  readonly generation!: number;

  @ApiProperty({ type: [ContractTableDto] })
  readonly tables!: readonly ContractTableDto[];
}

export class EntityStatusDto {
  @ApiProperty({ example: 1200, type: 'integer' })
  readonly count!: number;

  @ApiProperty({ nullable: true, type: 'integer', format: 'int64', example: 1763690000400 })
  readonly lastChangeAt!: number | null;
}

export class VerifyDto {
  @ApiProperty({ example: 'contacts' })
  readonly table!: string;

  @ApiProperty({ example: 1200, type: 'integer' })
  readonly count!: number;

  @ApiProperty({ description: 'Hex SHA-256 over the hex MD5s of the rows, in the byte order of their ids.' })
  readonly hash!: string;

  @ApiProperty({
    nullable: true,
    type: 'integer',
    description: 'Records that changed after `since`: pull first.',
  })
  readonly changedSince!: number | null;
}

/** What is in step and what is not (SYNC-PROTOCOL §6). */
export class StatusDto {
  @ApiProperty({ example: 1, type: 'integer' })
  readonly generation!: number;

  @ApiProperty({ type: 'integer', format: 'int64', example: 1763690000456 })
  readonly timestamp!: number;

  @ApiProperty({
    type: 'integer',
    format: 'int64',
    nullable: true,
    description: 'The oldest cursor that can be continued.',
  })
  readonly oldest!: number | null;

  @ApiProperty({ type: 'object', additionalProperties: { $ref: getSchemaPath(EntityStatusDto) } })
  readonly entities!: Readonly<Record<string, EntityStatusDto>>;

  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  readonly sources!: readonly object[];

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Changes on their way by state.' })
  readonly outgoing!: object;

  @ApiProperty({ type: 'object', properties: { open: { type: 'integer' } } })
  readonly quarantine!: { readonly open: number };

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  readonly device!: object | null;

  @ApiProperty({ type: 'object', properties: { ageMs: { type: 'number' } }, additionalProperties: true })
  readonly oldestOpenWriter!: object;
}
