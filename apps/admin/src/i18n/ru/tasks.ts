import type { Catalogue } from '../text.js';

export const tasks: Catalogue['resources']['tasks'] = {
  name: 'Задача |||| Задачи |||| Задачи',
  fields: {
    title: 'Название',
    status: 'Состояние',
    dueDate: 'Срок',
    dueAfter: 'Срок с',
    dueBefore: 'Срок до',
    relatedEntityType: 'О чём',
    relatedEntityId: 'О ком или о чём именно',
    assignedToUserId: 'Ответственный',
    description: 'Описание',
    createdAt: 'Создано',
    updatedAt: 'Изменено',
  },
  status: {
    pending: 'К выполнению',
    in_progress: 'В работе',
    completed: 'Выполнена',
    cancelled: 'Отменена',
  },
  relatedEntityType: {
    contact: 'Контакт',
    deal: 'Сделка',
  },
  related_gone: 'больше не существует',
  due: {
    overdue: 'Просрочена',
    today: 'Срок сегодня',
  },
  done: {
    button: 'Готово',
    name: 'Отметить «%{title}» выполненной',
    notice: '«%{title}»: выполнено.',
  },
};
