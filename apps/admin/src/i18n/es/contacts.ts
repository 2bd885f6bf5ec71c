import type { Catalogue } from '../text.js';

export const contacts: Catalogue['resources']['contacts'] = {
  name: 'Contacto |||| Contactos',
  fields: {
    name: 'Nombre',
    phone: 'Teléfono',
    email: 'Correo',
    company: 'Empresa',
    position: 'Cargo',
    notes: 'Notas',
    status: 'Estado',
    assignedToUserId: 'A cargo de',
    createdAt: 'Creado',
    updatedAt: 'Cambiado',
  },
  status: { active: 'Activo', inactive: 'Inactivo' },
};
