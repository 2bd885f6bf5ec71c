import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { CrmListQuery, searchIn } from './crm-list.query.js';
import type { CrmSelection } from './crm-records.repository.js';
import { CONTACT_STATUSES, type ContactStatus } from './contacts.sync.js';

/** What a caller may sort contacts by. Nothing else reaches an ORDER BY (FAULTS H12). */
const CONTACT_SORTS = ['updatedAt', 'createdAt', 'name', 'company', 'status'] as const;

/** The query string of `GET /api/contacts` (S5). */
export class ContactListQuery extends CrmListQuery {
  @ApiPropertyOptional({ enum: CONTACT_STATUSES })
  @IsOptional()
  @IsIn(CONTACT_STATUSES)
  readonly status?: ContactStatus;

  @ApiPropertyOptional({ enum: CONTACT_SORTS, default: 'updatedAt' })
  @IsIn(CONTACT_SORTS)
  readonly sort: (typeof CONTACT_SORTS)[number] = 'updatedAt';
}

/** The contacts that `query` asks for. */
export function contactSelection(query: ContactListQuery): Omit<CrmSelection, 'order' | 'limit' | 'offset'> {
  return {
    equals: { status: query.status, assignedToUserId: query.assignedToUserId },
    ...searchIn(query, ['name', 'phone', 'email', 'company', 'notes']),
    sort: query.sort,
  };
}
