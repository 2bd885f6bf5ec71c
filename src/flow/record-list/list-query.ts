import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { IsStorableText } from '../../kernel/storable-text.validator.js';

/** No answer is longer than this, whatever a caller asks for (DESIGN §7). */
export const LIST_LIMIT_MAX = 200;
const LIST_LIMIT_DEFAULT = 50;
/** Beyond it an OFFSET costs more than anybody can want; filters or `/api/sync` are the way. */
const LIST_PAGE_MAX = 100_000;
const SEARCH_LENGTH_MAX = 200;

/** Digits as a number. `Number` itself would take `0x10`, `1e1` and spaces for one, too (FAULTS H3). */
export const WholeNumber = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value,
  );

export type SortOrder = 'asc' | 'desc';

/**
 * What every list route reads from its query string. A module's own query class extends it with its
 * filters and with a `sort` whose allowed names it lists, so that no caller's text reaches an ORDER BY.
 */
export class ListQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: LIST_PAGE_MAX, default: 1 })
  @WholeNumber()
  @IsInt()
  @Min(1)
  @Max(LIST_PAGE_MAX)
  readonly page: number = 1;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: LIST_LIMIT_MAX,
    default: LIST_LIMIT_DEFAULT,
    description: 'Records a page.',
  })
  @WholeNumber()
  @IsInt()
  @Min(1)
  @Max(LIST_LIMIT_MAX)
  readonly limit: number = LIST_LIMIT_DEFAULT;

  @ApiPropertyOptional({ enum: ['asc', 'desc'], default: 'desc' })
  @IsIn(['asc', 'desc'])
  readonly order: SortOrder = 'desc';

  @ApiPropertyOptional({
    maxLength: SEARCH_LENGTH_MAX,
    description: 'Text that the record contains, anywhere, in any case.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(SEARCH_LENGTH_MAX)
  @IsStorableText()
  readonly search?: string;
}

/** Rows to skip before the page that `query` asks for. */
export function offsetOf(query: Pick<ListQuery, 'page' | 'limit'>): number {
  return (query.page - 1) * query.limit;
}
