import type { Catalogue } from '../text.js';

export const conflicts: Catalogue['conflicts'] = {
  title: 'Conflictos',
  kinds: {
    devices: 'Entre dispositivos y personas',
    vendors: 'Con proveedores',
  },
  lead: {
    devices:
      'Un dispositivo envió un campo que se había cambiado en otro lugar desde su última recepción. La regla del campo decidió qué valor queda.',
    vendors: 'Un valor llegó a un proveedor que había cambiado el mismo campo.',
  },
  entity: 'Tipo de registro',
  none: 'Nadie se ha cruzado con nadie.',
  columns: {
    at: 'Cuándo',
    record: 'Registro',
    field: 'Campo',
    kept: 'Quedó',
    who: 'Quién',
  },
  yours: {
    devices: 'Valor enviado',
    vendors: 'Nuestro valor',
  },
  theirs: {
    devices: 'Valor que había',
    vendors: 'Valor del proveedor',
  },
  undecided: 'Sin decidir',
  decide: 'Decidir',
  hidden: 'personal, no se muestra',
  empty: 'vacío',
};
