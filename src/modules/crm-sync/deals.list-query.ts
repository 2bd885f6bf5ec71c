import { ApiPropertyOptional, PickType } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { CrmListQuery, searchIn } from './crm-list.query.js';
import type { CrmSelection } from './crm-records.repository.js';
import { DEAL_STAGES, type DealStage } from './deals.sync.js';
import { OptionalText } from './crm-record.request.js';
import { ID_LENGTH_MAX } from './crm-fields.js';

/** What a caller may sort deals by. Nothing else reaches an ORDER BY (FAULTS H12). */
const DEAL_SORTS = ['updatedAt', 'createdAt', 'title', 'stage', 'amount'] as const;

/** The query string of `GET /api/deals` (S5). */
export class DealListQuery extends CrmListQuery {
  @ApiPropertyOptional({ enum: DEAL_STAGES })
  @IsOptional()
  @IsIn(DEAL_STAGES)
  readonly stage?: DealStage;

  @OptionalText({ lengthMax: ID_LENGTH_MAX, description: 'Only deals of this contact.' })
  readonly contactId?: string;

  @ApiPropertyOptional({ enum: DEAL_SORTS, default: 'updatedAt' })
  @IsIn(DEAL_SORTS)
  readonly sort: (typeof DEAL_SORTS)[number] = 'updatedAt';
}

/** The query string of `GET /api/deal-stages`. */
export class DealStagesQuery extends PickType(DealListQuery, [
  'search',
  'contactId',
  'assignedToUserId',
] as const) {}

/** Which deals a caller asks for, whatever their order. */
export function dealFilter(
  query: DealStagesQuery & Partial<Pick<DealListQuery, 'stage'>>,
): Pick<CrmSelection, 'equals' | 'search'> {
  return {
    equals: { stage: query.stage, contactId: query.contactId, assignedToUserId: query.assignedToUserId },
    ...searchIn(query, ['title', 'description']),
  };
}

/** The deals that `query` asks for. */
export function dealSelection(query: DealListQuery): Omit<CrmSelection, 'order' | 'limit' | 'offset'> {
  return { ...dealFilter(query), sort: query.sort };
}
