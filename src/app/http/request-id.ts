import type { IncomingMessage } from 'node:http';
import { newId } from '../../kernel/ids.js';

const SAFE_REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * The id under which a request is logged and answered. A caller's own `X-Request-Id` is kept when it is
 * harmless in a log line and a header; anything else is replaced, not refused (FAULTS H15).
 */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && SAFE_REQUEST_ID.test(given) ? given : newId();
}
