import { Module } from '@nestjs/common';
import { JobsController } from './jobs.controller.js';

/** The window on the background jobs. Needs the jobs and access modules. */
@Module({ controllers: [JobsController] })
export class QueueModule {}
