import { ApiPropertyOptional, OmitType, PartialType } from '@nestjs/swagger';
import { IsIn, IsOptional, IsRFC3339 } from 'class-validator';
import { CRM_NOTE_LENGTH_MAX, ID_LENGTH_MAX } from './crm-fields.js';
import {
  RELATED_ENTITY_TYPES,
  type RelatedEntityType,
  TASK_STATUSES,
  type TaskStatus,
} from './tasks.sync.js';
import { CreateCrmRecordRequest, OptionalChoice, OptionalText, RequiredText } from './crm-record.request.js';

/** The body of `POST /api/tasks` (S5). */
export class CreateTaskRequest extends CreateCrmRecordRequest {
  @RequiredText('Call back')
  readonly title!: string;

  @OptionalText({ lengthMax: CRM_NOTE_LENGTH_MAX })
  readonly description?: string | null;

  @ApiPropertyOptional({ enum: RELATED_ENTITY_TYPES, nullable: true })
  @IsOptional()
  @IsIn(RELATED_ENTITY_TYPES)
  readonly relatedEntityType?: RelatedEntityType | null;

  @OptionalText({
    lengthMax: ID_LENGTH_MAX,
    description: 'The contact or deal that it is about; may be gone.',
  })
  readonly relatedEntityId?: string | null;

  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true, example: '2025-11-12T09:00:00Z' })
  @IsOptional()
  @IsRFC3339()
  readonly dueDate?: string | null;

  @OptionalChoice(TASK_STATUSES)
  readonly status?: TaskStatus;
}

/** The body of `PATCH /api/tasks/:id`: the fields to set. Null empties one that may be empty. */
export class EditTaskRequest extends PartialType(OmitType(CreateTaskRequest, ['id'] as const)) {}
