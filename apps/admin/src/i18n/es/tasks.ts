import type { Catalogue } from '../text.js';

export const tasks: Catalogue['resources']['tasks'] = {
  name: 'Tarea |||| Tareas',
  fields: {
    title: 'Título',
    status: 'Estado',
    dueDate: 'Vence',
    dueAfter: 'Vence desde',
    dueBefore: 'Vence antes de',
    relatedEntityType: 'Sobre',
    relatedEntityId: 'Sobre cuál',
    assignedToUserId: 'A cargo de',
    description: 'Descripción',
    createdAt: 'Creada',
    updatedAt: 'Cambiada',
  },
  status: {
    pending: 'Por hacer',
    in_progress: 'En curso',
    completed: 'Hecha',
    cancelled: 'Cancelada',
  },
  relatedEntityType: {
    contact: 'Contacto',
    deal: 'Trato',
  },
  related_gone: 'ya no existe',
  due: {
    overdue: 'Atrasada',
    today: 'Vence hoy',
  },
  done: {
    button: 'Hecha',
    name: 'Marcar «%{title}» como hecha',
    notice: '«%{title}» está hecha.',
  },
};
