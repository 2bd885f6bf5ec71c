import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemSender } from './problem.sender.js';

/** The one exception filter: everything that leaves a handler, guard, pipe or parser ends here (DESIGN §7). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly sender: ProblemSender) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.sender.send(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}
