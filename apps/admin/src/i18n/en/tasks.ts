export const tasks = {
  name: 'Task |||| Tasks',
  fields: {
    title: 'Title',
    status: 'Status',
    dueDate: 'Due',
    dueAfter: 'Due from',
    dueBefore: 'Due before',
    relatedEntityType: 'About',
    relatedEntityId: 'About which',
    assignedToUserId: 'Looked after by',
    description: 'Description',
    createdAt: 'Created',
    updatedAt: 'Changed',
  },
  status: {
    pending: 'To do',
    in_progress: 'In progress',
    completed: 'Done',
    cancelled: 'Cancelled',
  },
  relatedEntityType: {
    contact: 'Contact',
    deal: 'Deal',
  },
  related_gone: 'no longer there',
  due: {
    overdue: 'Overdue',
    today: 'Due today',
  },
  done: {
    button: 'Done',
    name: 'Mark “%{title}” as done',
    notice: '“%{title}” is done.',
  },
} as const;
