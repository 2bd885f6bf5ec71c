import type { FastifyRequest } from 'fastify';
import { addressKey } from './address-key.js';
import type { LoginOrigin } from './sessions/session.js';

const LABEL_LENGTH_MAX = 120;

/** Where a login comes from: the address that Fastify trusts (`TRUST_PROXY`, FAULTS I10) and the program's name. */
export function loginOrigin(request: Pick<FastifyRequest, 'ip' | 'headers'>): LoginOrigin {
  const label = request.headers['user-agent']?.replace(/[^\x20-\x7e]/g, '').slice(0, LABEL_LENGTH_MAX);
  return {
    addressKey: addressKey(request.ip),
    deviceLabel: label === undefined || label === '' ? null : label,
  };
}
