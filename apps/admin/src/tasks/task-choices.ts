import type { Schema } from '../api/api-client.js';

type Task = Schema<'TaskResponse'>;

const STATUSES = [
  'pending',
  'in_progress',
  'completed',
  'cancelled',
] as const satisfies readonly Task['status'][];

/** The choices of a task's status, named in the catalogue. */
export const STATUS_CHOICES = STATUSES.map((id) => ({ id, name: `resources.tasks.status.${id}` }));

/** Where the records are that a task may be about, and what names one of them. */
export const RELATED = {
  contact: { reference: 'contacts', optionText: 'name' },
  deal: { reference: 'deals', optionText: 'title' },
} as const;

export const RELATED_CHOICES = (['contact', 'deal'] as const).map((id) => ({
  id,
  name: `resources.tasks.relatedEntityType.${id}`,
}));

/** True for a task that somebody still has to do. */
export function isOpen({ status }: Pick<Task, 'status'>): boolean {
  return status === 'pending' || status === 'in_progress';
}
