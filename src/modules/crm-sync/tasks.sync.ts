import type { Environment } from '../../config/environment.js';
import type { SyncedEntity } from '../../flow/synced-entity/synced-entity.public.js';
import {
  assignedToUserId,
  choice,
  crmAccess,
  ID_LENGTH_MAX,
  note,
  optionalText,
  requiredText,
  stamps,
} from './crm-fields.js';

/** As the table's CHECKs have them. */
export const TASK_STATUSES = ['pending', 'in_progress', 'completed', 'cancelled'] as const;
export const RELATED_ENTITY_TYPES = ['contact', 'deal'] as const;

export type TaskStatus = (typeof TASK_STATUSES)[number];
export type RelatedEntityType = (typeof RELATED_ENTITY_TYPES)[number];

/** Tasks on the wire (S5, S7). What a task relates to may be gone: it outlives both, so nothing is referenced. */
export function tasksSync(agentScope: Environment['SYNC_AGENT_SCOPE']): SyncedEntity {
  return {
    table: 'tasks',
    singular: 'task',
    number: 4,
    ...crmAccess(agentScope),
    fields: {
      title: requiredText,
      description: note,
      relatedEntityType: { ...optionalText, values: RELATED_ENTITY_TYPES },
      relatedEntityId: { ...optionalText, lengthMax: ID_LENGTH_MAX, isIndexed: true },
      dueDate: { type: 'instant', writtenBy: 'local', isOptional: true, isIndexed: true },
      status: choice(TASK_STATUSES),
      assignedToUserId,
      ...stamps,
    },
  };
}
