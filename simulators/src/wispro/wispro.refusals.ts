import type { FaultScope } from '../core/fault-presets.js';
import type { FaultScript } from '../core/fault-script.js';

/** The statuses that a body can carry besides 200 (UPSTREAM-APIS §2.1). */
export type WisproErrorStatus = 400 | 401 | 402 | 404 | 412 | 500;

/** By `locale`: Spanish when there is none, so no client may read them. */
const MESSAGES: Readonly<Record<'es' | 'en' | 'pt', Readonly<Record<WisproErrorStatus, string>>>> = {
  en: {
    400: 'Invalid record',
    401: 'Unauthorized',
    402: 'Payment Required',
    404: 'Record not found',
    412: 'Can not be applied',
    500: 'Server error',
  },
  es: {
    400: 'Registro inválido',
    401: 'No autorizado',
    402: 'Pago requerido',
    404: 'Registro no encontrado',
    412: 'No se puede aplicar',
    500: 'Error del servidor',
  },
  pt: {
    400: 'Registro inválido',
    401: 'Não autorizado',
    402: 'Pagamento necessário',
    404: 'Registro não encontrado',
    412: 'Não pode ser aplicado',
    500: 'Erro do servidor',
  },
};

/** The body of a refusal; the HTTP status beside it is 200. */
export function refusalBody(status: WisproErrorStatus, locale: string | null = null): object {
  const messages = locale === 'en' || locale === 'pt' ? MESSAGES[locale] : MESSAGES.es;
  const errors = status === 400 ? { name: 'taken' } : {};
  return { status, meta: {}, message: messages[status], errors };
}

/** E5 of UPSTREAM-APIS as a fault script: HTTP 200 with this status in the body. For `faults.add`. */
export function wisproBodyError(status: WisproErrorStatus, scope: FaultScope = {}): FaultScript {
  const { nth, times, ...match } = scope;
  return {
    ...(Object.keys(match).length === 0 ? {} : { match }),
    ...(nth === undefined ? {} : { nth }),
    ...(times === undefined ? {} : { times }),
    status: 200,
    body: refusalBody(status),
  };
}
