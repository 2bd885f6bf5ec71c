import type { Catalogue } from '../text.js';

export const devices: Catalogue['devices'] = {
  title: 'Dispositivos',
  lead: 'Teléfonos y paneles que sincronizan, los vistos por última vez primero. Que un dispositivo ha recibido algo se sabe cuando vuelve a preguntar.',
  show_revoked: 'Mostrar los revocados',
  none: 'Ningún dispositivo ha sincronizado todavía.',
  columns: {
    device: 'Dispositivo',
    person: 'Persona',
    lag: 'Retraso',
    pending: 'Sin recibir',
    queued: 'Envíos en espera',
    last_seen: 'Visto por última vez',
    action: 'Acción',
  },
  lag: {
    revoked: 'Revocado el %{at}',
    never: 'Nunca ha recibido',
    'starts-over': 'Debe leerlo todo de nuevo',
    'in-step': 'Al día',
    behind: '%{duration} de retraso',
  },
  pending_more: 'más de %{count}',
  revoke: 'Revocar',
  revoke_name: 'Revocar «%{name}»',
  revoke_question: '¿Revocar «%{name}»?',
  revoke_explanation:
    'Su próxima llamada será rechazada y habrá que registrarlo de nuevo para que sincronice. Lo que aún no ha enviado se queda en él.',
  revoked: '«%{name}» está revocado.',
};
