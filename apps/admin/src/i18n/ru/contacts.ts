import type { Catalogue } from '../text.js';

export const contacts: Catalogue['resources']['contacts'] = {
  name: 'Контакт |||| Контакты |||| Контакты',
  fields: {
    name: 'Имя',
    phone: 'Телефон',
    email: 'Эл. почта',
    company: 'Компания',
    position: 'Должность',
    notes: 'Заметки',
    status: 'Состояние',
    assignedToUserId: 'Ответственный',
    createdAt: 'Создано',
    updatedAt: 'Изменено',
  },
  status: { active: 'Активный', inactive: 'Неактивный' },
};
