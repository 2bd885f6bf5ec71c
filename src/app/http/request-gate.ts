import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../kernel/app-error.js';
import { isPollutingKey } from './json-scan.js';
import { URL_LENGTH_MAX } from './limits.js';
import type { ProblemSender } from './problem.sender.js';
import type { RateLimiter } from './rate-limit.js';
import type { ShutdownState } from './shutdown-state.js';

export interface RequestGate {
  readonly sender: ProblemSender;
  readonly limiter: RateLimiter;
  readonly shutdown: ShutdownState;
  /** A worker process answers for its health and its metrics, and for nothing else. */
  readonly isWorker: boolean;
}

/**
 * Refuses, before anything is read or looked up, what can never be right: requests that come while we
 * close, callers over their limit, URLs and Host headers that two programs might read in two ways
 * (FAULTS F4, H10, H16, T1). Health is never throttled.
 */
export function useRequestGate(fastify: FastifyInstance, gate: RequestGate): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (gate.shutdown.phase !== 'serving') {
      reply.header('Connection', 'close');
    }
    const refusal = refuse(request, gate);
    if (refusal === null) {
      done();
      return;
    }
    if (mayHaveBody(request)) {
      reply.header('Connection', 'close');
    }
    gate.sender.send(refusal, request, reply);
  });
}

function refuse(request: FastifyRequest, gate: RequestGate): AppError | null {
  const isHealth = request.routeOptions.url?.startsWith('/health/') ?? false;
  if (isHealth) {
    return null;
  }
  if (gate.isWorker && request.routeOptions.url !== '/metrics') {
    return new AppError('NOT_FOUND', 'This is a worker: it serves its health and its metrics only.');
  }
  if (gate.shutdown.phase === 'closing') {
    return new AppError('UNAVAILABLE', 'This process is ending. Try again.', { retryAfterSeconds: 1 });
  }
  const waitSeconds = gate.limiter.secondsToWait(request.ip, request.headers.authorization);
  if (waitSeconds > 0) {
    return new AppError('THROTTLED', 'Too many requests.', { retryAfterSeconds: waitSeconds });
  }
  return ambiguousBody(request) ?? ambiguousHost(request) ?? badUrl(request);
}

/** A body where none belongs would be read as the next request by a careless proxy. */
function ambiguousBody(request: FastifyRequest): AppError | null {
  const isBodyless = request.method === 'GET' || request.method === 'HEAD';
  return isBodyless && mayHaveBody(request)
    ? new AppError('MALFORMED_BODY', `${request.method} takes no body.`)
    : null;
}

function mayHaveBody(request: FastifyRequest): boolean {
  const length = request.headers['content-length'];
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

const HOST = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

/** RFC 9112 §3.2: exactly one valid Host. */
function ambiguousHost(request: FastifyRequest): AppError | null {
  const names = request.raw.rawHeaders.filter((_, index) => index % 2 === 0);
  const hostCount = names.filter((name) => name.toLowerCase() === 'host').length;
  return hostCount === 1 && HOST.test(request.headers.host ?? '')
    ? null
    : new AppError('VALIDATION', 'The request needs one valid Host header.');
}

function badUrl(request: FastifyRequest): AppError | null {
  const url = request.raw.url ?? '';
  if (url.length > URL_LENGTH_MAX) {
    return new AppError('HEADERS_TOO_LARGE', `The URL is longer than ${URL_LENGTH_MAX} characters.`, {
      extra: { limit: URL_LENGTH_MAX },
    });
  }
  if (!isReadable(url)) {
    return new AppError('VALIDATION', 'The URL has characters that mean nothing.');
  }
  const repeated = Object.entries(request.query as Record<string, unknown>)
    .filter(([name, value]) => Array.isArray(value) || isPollutingKey(name))
    .map(([name]) => ({ field: name, message: 'must be given once, under a name that exists' }));
  return repeated.length === 0
    ? null
    : new AppError('VALIDATION', 'The query has parameters that are wrong.', { errors: repeated });
}

const VISIBLE_ASCII = /^[\u0021-\u007e]*$/;

/** True when every percent sequence is UTF-8 (so no half surrogate) and none is NUL. */
function isReadable(url: string): boolean {
  if (!VISIBLE_ASCII.test(url)) {
    return false;
  }
  if (!url.includes('%')) {
    return true;
  }
  try {
    return !decodeURIComponent(url).includes('\u0000');
  } catch {
    return false;
  }
}
