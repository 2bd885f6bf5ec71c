import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';

const TABLES = /^[a-z_]+(,[a-z_]+)*$/;

/** What every pull may carry. */
export class PullQuery {
  @ApiPropertyOptional({
    description: 'Comma list of tables. Default: all that the caller may see.',
    example: 'contacts,deals',
  })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  @Matches(TABLES, { message: 'tables must be a comma list of table names' })
  readonly tables?: string;

  @ApiPropertyOptional({
    description: 'Rows an answer at most, 1 to 20000. Default 5000.',
    example: '5000',
    type: String,
  })
  @IsOptional()
  @IsString()
  @MaxLength(10)
  readonly limit?: string;

  @ApiPropertyOptional({ description: '`next` of the previous answer, unchanged.' })
  @IsOptional()
  @IsString()
  @MaxLength(4000)
  readonly page?: string;

  @ApiPropertyOptional({ description: "The client's schema version.", example: '1', type: String })
  @IsOptional()
  @IsString()
  @Matches(/^\d{1,9}$/, { message: 'schemaVersion must be a whole number' })
  readonly schemaVersion?: string;

  @ApiPropertyOptional({ description: 'The calling device; also taken from `X-Device-Id`.', format: 'uuid' })
  @IsOptional()
  @IsUUID()
  readonly deviceId?: string;
}

/** What an incremental pull carries besides. */
export class IncrementalQuery extends PullQuery {
  @ApiPropertyOptional({
    description:
      '`timestamp` of the last answer (or an ISO instant, floored). Required, here or as `lastPulledAt`.',
    example: '1763690000123',
  })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  readonly since?: string;

  @ApiPropertyOptional({ description: 'Alias of `since`.', example: '1763690000123' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  readonly lastPulledAt?: string;

  @ApiPropertyOptional({
    description:
      "WatermelonDB's migration object as JSON: rows of its tables, and rows in which its columns are set, come too.",
    example: '{"from":1,"tables":["tasks"],"columns":[]}',
  })
  @IsOptional()
  @IsString()
  @MaxLength(10_000)
  readonly migration?: string;
}

/** What a status request may carry. */
export class StatusQuery {
  @ApiPropertyOptional({
    description: 'A table: answers count and hash of the rows that the caller sees.',
    example: 'contacts',
  })
  @IsOptional()
  @IsString()
  @MaxLength(60)
  @Matches(/^[a-z_]+$/, { message: 'verify must be the name of a table' })
  readonly verify?: string;

  @ApiPropertyOptional({ description: 'With `verify`: only ids that begin so.', example: 'ab' })
  @IsOptional()
  @IsString()
  @MaxLength(36)
  readonly prefix?: string;

  @ApiPropertyOptional({ description: "With `verify`: the client's cursor.", example: '1763690000123' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  readonly since?: string;

  @ApiPropertyOptional({ description: 'The calling device; also taken from `X-Device-Id`.', format: 'uuid' })
  @IsOptional()
  @IsUUID()
  readonly deviceId?: string;
}
