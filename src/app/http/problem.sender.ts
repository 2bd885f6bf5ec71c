import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../kernel/app-error.js';
import type { JsonLogger } from '../logging/json.logger.js';
import { failureOf } from './failure.js';
import { problemOf } from './problem.js';
import type { RouteTable } from './route-table.js';

/**
 * Answers failed requests, wherever they failed: in a handler, in a hook, in Fastify's router. One
 * place decides what a caller sees and what is logged.
 */
export class ProblemSender {
  constructor(
    private readonly logger: JsonLogger,
    private readonly routes: RouteTable,
  ) {}

  /**
   * Sends the problem document. When the answer has already begun, the connection is cut instead: a
   * client must never take half an answer for a whole one.
   */
  send(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const url = request.raw.url ?? '/';
    const found = failureOf(error);
    const isWrongRoute = request.is404 && found.code === 'NOT_FOUND';
    const existing = isWrongRoute ? this.routes.methodsAt(url.split('?', 1)[0] ?? '/') : [];
    // A folder of files is a route, and has not every file that is asked for.
    const methods = existing.includes(request.method) ? [] : existing;
    const failure = methods.length > 0 ? failureOf(methodNotAllowed(request.method)) : found;
    if (failure.isBug) {
      this.logger.bug('request failed', error, { requestId: request.id, code: failure.code });
    }
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    const problem = problemOf(failure, { url, requestId: request.id });
    reply.status(problem.status).headers(problem.headers);
    if (methods.length > 0) {
      reply.header('Allow', methods.join(', '));
    }
    reply.send(problem.body);
  }
}

function methodNotAllowed(method: string): AppError {
  return new AppError('METHOD_NOT_ALLOWED', `${method} does not exist here.`);
}
