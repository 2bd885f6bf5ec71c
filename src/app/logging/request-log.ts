import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../../flow/access/access.public.js';
import type { JsonLogger } from './json.logger.js';

/** The route's pattern, never the URL: an id or a secret of a path has no place in a log or a metric. */
export function routeOf(request: FastifyRequest): string {
  return request.is404 ? 'unmatched' : (request.routeOptions.url ?? 'unmatched');
}

/**
 * One line per answered request: method, route pattern, status, duration, request and user id; never
 * headers, bodies or query values (FAULTS J3). Probes are only worth a debug line.
 */
export function useRequestLog(fastify: FastifyInstance, logger: JsonLogger): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    logger.event(levelOf(request, reply), 'request', {
      method: request.method,
      route: routeOf(request),
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 10) / 10,
      requestId: request.id,
      userId: userIdOf(request),
    });
    done();
  });
}

function levelOf(request: FastifyRequest, reply: FastifyReply): 'debug' | 'error' | 'info' {
  if (reply.statusCode >= 500 && reply.statusCode !== 503) {
    return 'error';
  }
  return routeOf(request).startsWith('/health/') ? 'debug' : 'info';
}

/** Null for public routes and for callers whom the guard refused. */
function userIdOf(request: FastifyRequest): string | null {
  try {
    return principalOf(request).userId;
  } catch {
    return null;
  }
}
