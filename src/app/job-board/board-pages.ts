import { FastifyAdapter } from '@bull-board/fastify';
import { AppError } from '../../kernel/app-error.js';

type ApiRoutes = Parameters<FastifyAdapter['setApiRoutes']>[0];

/** The library's pages without its routes that change something, and without its own way to speak of errors. */
export class BoardPages extends FastifyAdapter {
  override setApiRoutes(routes: ApiRoutes): this {
    super.setApiRoutes(routes.filter(({ method }) => method === 'get'));
    return this;
  }

  /** What is thrown goes on to the handler around the pages. */
  override setErrorHandler(): this {
    return super.setErrorHandler((error) => {
      throw isOddRequest(error) ? new AppError('NOT_FOUND', 'The board has no such page.') : error;
    });
  }
}

/** The library decodes a query once too often, and takes any key of its queue in Redis for a job. */
function isOddRequest(error: Error): boolean {
  return error instanceof URIError || error.message.includes('WRONGTYPE');
}
