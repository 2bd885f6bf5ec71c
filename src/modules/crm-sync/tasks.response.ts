import { ApiProperty } from '@nestjs/swagger';
import type { Plain } from '../../flow/record-list/record-list.public.js';
import type { Task } from './tasks.entity.js';
import {
  RELATED_ENTITY_TYPES,
  type RelatedEntityType,
  TASK_STATUSES,
  type TaskStatus,
} from './tasks.sync.js';
import { CrmRecordResponse, NULLABLE_TEXT, toCrmRecordResponse } from './crm-record.response.js';

/** What the outside may know about a task. New columns stay private until they are added here. */
export class TaskResponse extends CrmRecordResponse {
  @ApiProperty({ example: 'Call back' })
  readonly title!: string;

  @ApiProperty(NULLABLE_TEXT)
  readonly description!: string | null;

  @ApiProperty({ enum: RELATED_ENTITY_TYPES, nullable: true, example: 'contact' })
  readonly relatedEntityType!: RelatedEntityType | null;

  @ApiProperty(NULLABLE_TEXT)
  readonly relatedEntityId!: string | null;

  @ApiProperty({ ...NULLABLE_TEXT, format: 'date-time', example: '2025-11-12T09:00:00.000Z' })
  readonly dueDate!: string | null;

  @ApiProperty({ enum: TASK_STATUSES, example: 'pending' })
  readonly status!: TaskStatus;
}

export function toTaskResponse(task: Task): Plain<TaskResponse> {
  return {
    ...toCrmRecordResponse(task),
    title: task.title,
    description: task.description,
    relatedEntityType: task.relatedEntityType,
    relatedEntityId: task.relatedEntityId,
    dueDate: task.dueDate?.toISOString() ?? null,
    status: task.status,
  };
}
