import { Module } from '@nestjs/common';
import { BoardController } from './board.controller.js';
import { BoardSessions } from './board-sessions.js';
import { JobsController } from './jobs.controller.js';

/** The window on the background jobs. Needs the jobs and access modules, and the tokens of auth. */
@Module({ controllers: [JobsController, BoardController], providers: [BoardSessions] })
export class QueueModule {}
