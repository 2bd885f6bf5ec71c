import type { Catalogue } from '../text.js';

export const contacts: Catalogue['resources']['contacts'] = {
  name: 'Контакт |||| Контакти |||| Контакти',
  fields: {
    name: 'Ім’я',
    phone: 'Телефон',
    email: 'Ел. пошта',
    company: 'Компанія',
    position: 'Посада',
    notes: 'Нотатки',
    status: 'Стан',
    assignedToUserId: 'Відповідальний',
    createdAt: 'Створено',
    updatedAt: 'Змінено',
  },
  status: { active: 'Активний', inactive: 'Неактивний' },
};
