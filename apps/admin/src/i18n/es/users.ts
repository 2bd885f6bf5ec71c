import type { Catalogue } from '../text.js';

export const users: Catalogue['resources']['users'] = {
  name: 'Cuenta |||| Cuentas',
  fields: {
    name: 'Nombre',
    email: 'Correo',
    phone: 'Teléfono',
    address: 'Dirección',
    zone: 'Zona',
    code: 'Código',
    idNumber: 'Documento de identidad',
    idWispro: 'Número en Wispro',
    planId: 'Tarifa',
    role: 'Función',
    status: 'Puede entrar',
    password: 'Primera contraseña',
    mustChangePassword: 'Debe cambiarse al entrar la próxima vez',
    createdAt: 'Creado aquí',
    updatedAt: 'Cambiado aquí',
    missingSince: 'Falta desde',
  },
  role: { subscriber: 'Abonado', agent: 'Agente', admin: 'Administrador' },
  status: { true: 'Activa', false: 'Desactivada' },
  sections: { access: 'Acceso', subscriber: 'Abonado' },
  origin: {
    wispro: 'Viene de Wispro. Cada importación actualiza nombre, correo, dirección y zona.',
    none: 'Creada aquí; ninguna fuente la actualiza.',
  },
  code: {
    title: 'Código de un solo uso',
    lead: 'Un código de un solo uso ayuda a quien olvidó la contraseña. Una contraseña nueva cierra todas las sesiones de la cuenta.',
    disabled: 'Esta cuenta está desactivada: nadie puede entrar con ella hasta que vuelva a estar activa.',
    explain:
      'Con el código, %{name} entra una vez en lugar de la contraseña para elegir una nueva. Un código anterior deja de valer.',
    issue: 'Emitir el código',
    label: 'El código',
    copy: 'Copiar',
    copied: 'El código está copiado.',
    not_copied: 'El navegador no permite copiar. Selecciona el código y cópialo.',
    valid_until:
      'Vale hasta %{at}. Solo se muestra ahora: comunícalo a su dueño antes de cerrar esta ventana.',
    done: 'Listo',
  },
  password: {
    title: 'Poner una contraseña nueva',
    explain: 'Sustituye la contraseña de %{name} y cierra todas las sesiones de la cuenta.',
    save: 'Poner la contraseña',
    saved: 'La contraseña está puesta.',
  },
  lock_out: {
    role: 'Es tu propia cuenta. Sin la función de administrador ya no podrás gestionar cuentas ni deshacerlo.',
    disabled: 'Es tu propia cuenta. Si la desactivas, se cierra tu sesión y no podrás volver a entrar.',
    confirm: 'Lo sé y lo quiero',
    tick: 'Márcalo para seguir',
  },
};
