import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { JobQueues } from '../../flow/jobs/jobs.public.js';
import { AppError } from '../../kernel/app-error.js';
import { BOARD_PATH, BoardSessions } from '../../modules/queue/queue.public.js';
import type { ProblemSender } from '../http/problem.sender.js';

const METHODS = ['GET', 'HEAD'];

/**
 * Serves Bull's board, to look at and not to change, to browsers that `POST /api/jobs/board-session` has let in (FAULTS
 * J4). Without Redis there is none, and the path says so. Call it before the application listens.
 */
export function serveJobBoard(app: NestFastifyApplication, sender: ProblemSender): void {
  const fastify = app.getHttpAdapter().getInstance();
  const queues = app.get(JobQueues, { strict: false });
  const sessions = app.get(BoardSessions, { strict: false });
  void fastify.register(
    async (board) => {
      board.setErrorHandler((error, request, reply) => {
        sender.send(error, request, reply);
      });
      board.addHook('onRequest', async (request, reply) => {
        await sessions.requireAdmin(request.headers.cookie);
        if (!METHODS.includes(request.method)) {
          reply.header('Allow', METHODS.join(', '));
          throw new AppError(
            'METHOD_NOT_ALLOWED',
            'The board is for looking only. See the routes of /api/jobs.',
          );
        }
        await requireRedis(request, queues);
      });
      board.setNotFoundHandler(() => {
        throw new AppError('NOT_FOUND', 'The board has no such page.');
      });
      await registerPages(board, queues);
    },
    { prefix: BOARD_PATH },
  );
}

/** Bull waits for a Redis that is away; a page of an admin does not. */
async function requireRedis({ url }: FastifyRequest, queues: JobQueues): Promise<void> {
  if (url.startsWith(`${BOARD_PATH}/api/`) && !(await queues.areReachable())) {
    throw new AppError('UNAVAILABLE', 'The queue does not answer. Try again shortly.', {
      retryAfterSeconds: 5,
    });
  }
}

/** The library is loaded where it has something to show. */
async function registerPages(board: FastifyInstance, queues: JobQueues): Promise<void> {
  const shown = queues.listOfBull();
  if (shown === null) {
    return;
  }
  const { createBullBoard } = await import('@bull-board/api');
  const { BullAdapter } = await import('@bull-board/api/bullAdapter');
  const { BoardPages } = await import('./board-pages.js');
  const pages = new BoardPages().setBasePath(BOARD_PATH);
  createBullBoard({
    queues: shown.map((queue) => new BullAdapter(queue, { readOnlyMode: true })),
    serverAdapter: pages,
    options: { uiConfig: { boardTitle: 'sync-hub jobs', hideDocsLink: true, hideRedisDetails: true } },
  });
  await board.register(pages.registerPlugin());
}
