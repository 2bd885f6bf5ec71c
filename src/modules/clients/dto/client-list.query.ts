import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsISO8601, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { ListQuery } from '../../../flow/record-list/record-list.public.js';
import { IsStorableText } from '../../../kernel/storable-text.validator.js';
import { CLIENT_STATUSES, type ClientStatus } from '../client.sync.js';

/** What a caller may sort clients by. Nothing else reaches an ORDER BY (FAULTS H12). */
const CLIENT_SORTS = [
  'registeredOn',
  'status',
  'country',
  'volumeLots',
  'volumeMlnUsd',
  'rewardUsd',
  'rebateAmountUsd',
  'externalId',
  'createdAt',
  'updatedAt',
] as const;

export type ClientSort = (typeof CLIENT_SORTS)[number];

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_SENTENCE = 'must be a day (2025-06-15)';

/** The query string of `GET /api/clients` (C8). */
export class ClientListQuery extends ListQuery {
  @ApiPropertyOptional({ enum: CLIENT_STATUSES })
  @IsOptional()
  @IsIn(CLIENT_STATUSES)
  readonly status?: ClientStatus;

  @ApiPropertyOptional({ example: 'TH', maxLength: 100, description: 'As the client shows it.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  @IsStorableText()
  readonly country?: string;

  @ApiPropertyOptional({ example: '2025-06-01', description: 'First day of registration, inclusive.' })
  @IsOptional()
  @Matches(DAY, { message: `registeredFrom ${DAY_SENTENCE}` })
  @IsISO8601({ strict: true }, { message: `registeredFrom ${DAY_SENTENCE}` })
  readonly registeredFrom?: string;

  @ApiPropertyOptional({ example: '2025-06-30', description: 'Last day of registration, inclusive.' })
  @IsOptional()
  @Matches(DAY, { message: `registeredTo ${DAY_SENTENCE}` })
  @IsISO8601({ strict: true }, { message: `registeredTo ${DAY_SENTENCE}` })
  readonly registeredTo?: string;

  @ApiPropertyOptional({ enum: CLIENT_SORTS, default: 'registeredOn' })
  @IsOptional()
  @IsIn(CLIENT_SORTS)
  readonly sort?: ClientSort;
}
