import type { Schema } from '../api/api-client.js';
import { isOpen } from './task-choices.js';

/** What there is to say of when a task is due; nothing for one that is settled. Days are the reader's own. */
export function dueState(
  task: Pick<Schema<'TaskResponse'>, 'dueDate' | 'status'>,
  now: Date,
): 'overdue' | 'today' | null {
  if (task.dueDate === null || !isOpen(task)) {
    return null;
  }
  const due = new Date(task.dueDate);
  if (due < now) {
    return 'overdue';
  }
  return due.toDateString() === now.toDateString() ? 'today' : null;
}
