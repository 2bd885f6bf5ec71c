import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { CrmListQuery, InstantFilter, searchIn } from './crm-list.query.js';
import type { CrmSelection } from './crm-records.repository.js';
import {
  RELATED_ENTITY_TYPES,
  type RelatedEntityType,
  TASK_STATUSES,
  type TaskStatus,
} from './tasks.sync.js';
import { OptionalText } from './crm-record.request.js';
import { ID_LENGTH_MAX } from './crm-fields.js';

/** What a caller may sort tasks by. Nothing else reaches an ORDER BY (FAULTS H12). */
const TASK_SORTS = ['updatedAt', 'createdAt', 'dueDate', 'title', 'status'] as const;

/** The query string of `GET /api/tasks` (S5). */
export class TaskListQuery extends CrmListQuery {
  @ApiPropertyOptional({ enum: TASK_STATUSES })
  @IsOptional()
  @IsIn(TASK_STATUSES)
  readonly status?: TaskStatus;

  @ApiPropertyOptional({ enum: RELATED_ENTITY_TYPES })
  @IsOptional()
  @IsIn(RELATED_ENTITY_TYPES)
  readonly relatedEntityType?: RelatedEntityType;

  @OptionalText({ lengthMax: ID_LENGTH_MAX, description: 'Only tasks about this contact or deal.' })
  readonly relatedEntityId?: string;

  @InstantFilter('Only tasks that are due before it.')
  readonly dueBefore?: Date;

  @InstantFilter('Only tasks that are due at or after it.')
  readonly dueAfter?: Date;

  @ApiPropertyOptional({ enum: TASK_SORTS, default: 'updatedAt' })
  @IsIn(TASK_SORTS)
  readonly sort: (typeof TASK_SORTS)[number] = 'updatedAt';
}

/** The tasks that `query` asks for. */
export function taskSelection(query: TaskListQuery): Omit<CrmSelection, 'order' | 'limit' | 'offset'> {
  return {
    equals: {
      status: query.status,
      assignedToUserId: query.assignedToUserId,
      relatedEntityType: query.relatedEntityType,
      relatedEntityId: query.relatedEntityId,
    },
    ...searchIn(query, ['title', 'description']),
    ...(query.dueAfter && { after: { property: 'dueDate', instant: query.dueAfter } }),
    ...(query.dueBefore && { before: { property: 'dueDate', instant: query.dueBefore } }),
    sort: query.sort,
  };
}
