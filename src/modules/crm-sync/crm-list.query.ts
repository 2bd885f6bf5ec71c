import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsDate, isISO8601, IsOptional, isRFC3339, IsString, MaxLength } from 'class-validator';
import { ListQuery, searchedText } from '../../flow/record-list/record-list.public.js';
import { IsStorableText } from '../../kernel/storable-text.validator.js';
import { ID_LENGTH_MAX } from './crm-fields.js';
import type { CrmSelection } from './crm-records.repository.js';

/** The filters that every CRM list has. */
export class CrmListQuery extends ListQuery {
  @ApiPropertyOptional({ maxLength: ID_LENGTH_MAX, description: 'Only records of this user.' })
  @IsOptional()
  @IsString()
  @MaxLength(ID_LENGTH_MAX)
  @IsStorableText()
  readonly assignedToUserId?: string;
}

/** What to search for, and where; nothing when the caller sent no text. */
export function searchIn(
  query: Pick<CrmListQuery, 'search'>,
  properties: readonly string[],
): Pick<CrmSelection, 'search'> {
  const text = searchedText(query);
  return text === null ? {} : { search: { text, properties } };
}

/** The shape alone would let 30 February pass, and `Date` makes 2 March of it (FAULTS H4). */
function isInstant(value: unknown): value is string {
  return typeof value === 'string' && isRFC3339(value) && isISO8601(value, { strict: true });
}

/** An instant of the query string, as a Date; what is none fails validation. */
export function InstantFilter(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: String, format: 'date-time', description, example: '2025-11-12T00:00:00Z' }),
    IsOptional(),
    Transform(({ value }: { value: unknown }) => (isInstant(value) ? new Date(value) : value)),
    IsDate({ message: '$property must be an instant with an offset, such as 2025-11-12T00:00:00Z' }),
  );
}
