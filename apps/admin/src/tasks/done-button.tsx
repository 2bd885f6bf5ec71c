import type { ReactElement } from 'react';
import CheckIcon from '@mui/icons-material/Check';
import { Button } from '@mui/material';
import { useCanAccess, useNotify, useRecordContext, useRefresh, useUpdate } from 'react-admin';
import type { Schema } from '../api/api-client.js';
import { useText } from '../i18n/text.js';
import { isOpen } from './task-choices.js';

/** Settles the task of the context by one press; nothing for one that is settled. */
export function DoneButton(): ReactElement | null {
  const text = useText();
  const notify = useNotify();
  const refresh = useRefresh();
  const task = useRecordContext<Schema<'TaskResponse'>>();
  const { canAccess } = useCanAccess({ resource: 'tasks', action: 'edit' });
  const [update, { isPending }] = useUpdate<Schema<'TaskResponse'>>();
  const settle = (open: Schema<'TaskResponse'>): void => {
    const params = { id: open.id, data: { ...open, status: 'completed' as const }, previousData: open };
    void update('tasks', params, {
      mutationMode: 'pessimistic',
      onSuccess: ({ title }) => {
        notify(text('resources.tasks.done.notice', { title }), { type: 'success' });
        refresh();
      },
      onError: (error) => {
        notify(error.message, { type: 'error' });
        refresh();
      },
    });
  };
  if (task === undefined || !isOpen(task) || canAccess !== true) {
    return null;
  }
  return (
    <Button
      size="small"
      startIcon={<CheckIcon />}
      disabled={isPending}
      aria-label={text('resources.tasks.done.name', { title: task.title })}
      onClick={(event) => {
        // In a list the row itself leads to the task.
        event.stopPropagation();
        event.preventDefault();
        settle(task);
      }}
    >
      {text('resources.tasks.done.button')}
    </Button>
  );
}
