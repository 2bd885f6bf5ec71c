import { BullModule, getQueueToken } from '@nestjs/bull';
import { type DynamicModule, Module } from '@nestjs/common';
import { JobDesk } from './job-desk.js';
import { JobQueues } from './job-queues.js';
import { JOB_SETTINGS, JOB_SETTINGS_DEFAULTS, type JobSettings } from './job-settings.js';

/**
 * Background jobs. Features write `@InjectQueue`, `@Processor` and `@Process` as with Bull; where the jobs are kept is
 * decided here. Needs `DatabaseModule` and `ConfigModule`.
 */
@Module({})
export class JobsModule {
  /** Once, in the composition root, with the names of all queues. */
  static forRoot(queueNames: readonly string[], settings: Partial<JobSettings> = {}): DynamicModule {
    const tokens = queueNames.map((name) => ({
      provide: getQueueToken(name),
      inject: [JobQueues],
      useFactory: (queues: JobQueues) => queues.open(name),
    }));
    return {
      module: JobsModule,
      global: true,
      // Without a name it brings only what finds the decorated handlers.
      imports: [BullModule.registerQueue()],
      providers: [
        { provide: JOB_SETTINGS, useValue: { ...JOB_SETTINGS_DEFAULTS, ...settings } },
        JobQueues,
        JobDesk,
        ...tokens,
      ],
      exports: [JobQueues, JobDesk, ...queueNames.map((name) => getQueueToken(name))],
    };
  }
}
