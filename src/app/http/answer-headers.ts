import type { FastifyReply, FastifyRequest } from 'fastify';
import { isApiUrl, securityHeaders } from './security-headers.js';

/**
 * Puts on an answer what every answer carries. Must run before anything can answer: errors, preflights
 * and streams that write to the socket themselves carry it too (FAULTS J5).
 */
export function setAnswerHeaders(request: FastifyRequest, reply: FastifyReply): void {
  const url = request.raw.url ?? '/';
  for (const [name, value] of Object.entries(securityHeaders(url))) {
    reply.raw.setHeader(name, value);
  }
  reply.raw.setHeader('X-Request-Id', request.id);
  if (isApiUrl(url)) {
    // On the reply: CORS adds `Origin` to what it finds there.
    reply.header('Vary', 'Authorization');
  }
}
