import type { Catalogue } from '../text.js';

export const tasks: Catalogue['resources']['tasks'] = {
  name: 'Завдання |||| Завдання |||| Завдання',
  fields: {
    title: 'Назва',
    status: 'Стан',
    dueDate: 'Термін',
    dueAfter: 'Термін від',
    dueBefore: 'Термін до',
    relatedEntityType: 'Про що',
    relatedEntityId: 'Про кого чи що саме',
    assignedToUserId: 'Відповідальний',
    description: 'Опис',
    createdAt: 'Створено',
    updatedAt: 'Змінено',
  },
  status: {
    pending: 'До виконання',
    in_progress: 'У роботі',
    completed: 'Виконано',
    cancelled: 'Скасовано',
  },
  relatedEntityType: {
    contact: 'Контакт',
    deal: 'Угода',
  },
  related_gone: 'більше не існує',
  due: {
    overdue: 'Прострочено',
    today: 'Термін сьогодні',
  },
  done: {
    button: 'Готово',
    name: 'Позначити «%{title}» виконаним',
    notice: '«%{title}»: виконано.',
  },
};
