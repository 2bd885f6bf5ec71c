import { Logger } from '@nestjs/common';
import { AppError } from '../../kernel/app-error.js';
import { JobError } from './job-error.js';
import { DEFAULT_JOB_NAME, type JobHandler, type ProcessArguments, type QueuedJob } from './job-queue.js';

interface RegisteredHandler {
  readonly name: string;
  readonly concurrency: number;
  readonly handler: JobHandler;
}

/** The handlers of one queue in this process, by the names of their jobs. */
export class JobHandlers {
  private readonly logger = new Logger('Jobs');
  private readonly byName = new Map<string, RegisteredHandler>();

  /** Takes what `@Process()` gives: `(handler)`, `(name, handler)`, `(concurrency, handler)` or all three. */
  register(args: ProcessArguments): void {
    const handler = args.find((arg) => typeof arg === 'function');
    if (handler === undefined) {
      throw new Error('A job needs a handler in this process');
    }
    const name = args.find((arg) => typeof arg === 'string') ?? DEFAULT_JOB_NAME;
    const concurrency = args.find((arg) => typeof arg === 'number') ?? 1;
    this.byName.set(name, { name, concurrency, handler });
  }

  list(): readonly RegisteredHandler[] {
    return [...this.byName.values()];
  }

  /** How many jobs may run at once in this process. */
  get concurrency(): number {
    return this.list().reduce((sum, { concurrency }) => sum + concurrency, 0);
  }

  /**
   * Carries out one attempt. Rejects with what an operator may read: a {@link JobError}, an `AppError`, or one sentence
   * for a fault of ours, whose own words are only in the log.
   */
  async run(job: QueuedJob): Promise<unknown> {
    const registered = this.byName.get(job.name) ?? this.byName.get('*');
    if (registered === undefined) {
      throw new JobError(`Nobody knows how to do a job named ${job.name}`);
    }
    try {
      return await registered.handler(job);
    } catch (error) {
      if (error instanceof JobError && error.isFinal) {
        job.discard();
      }
      if (error instanceof JobError || error instanceof AppError) {
        throw error;
      }
      this.logger.error(error);
      throw new JobError('The job met an error of the program');
    }
  }
}
