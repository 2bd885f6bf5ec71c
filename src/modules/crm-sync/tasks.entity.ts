import { Column, Entity } from 'typeorm';
import { CrmRecord } from './crm-record.entity.js';
import type { RelatedEntityType, TaskStatus } from './tasks.sync.js';

/** A task of the CRM (S5). */
@Entity('tasks')
export class Task extends CrmRecord {
  @Column('text')
  readonly title!: string;

  @Column('text', { nullable: true })
  readonly description!: string | null;

  @Column('text', { name: 'related_entity_type', nullable: true })
  readonly relatedEntityType!: RelatedEntityType | null;

  @Column('text', { name: 'related_entity_id', nullable: true })
  readonly relatedEntityId!: string | null;

  @Column('timestamptz', { name: 'due_date', nullable: true })
  readonly dueDate!: Date | null;

  @Column('text')
  readonly status!: TaskStatus;
}
