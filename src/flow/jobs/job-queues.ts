import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Database } from '../../database/database.js';
import { Clock } from '../../kernel/clock.js';
import { BullQueue } from './bull/bull-queue.js';
import { InlineQueue } from './inline/inline-queue.js';
import type { JobQueue, QueuedJob } from './job-queue.js';
import { JOB_SETTINGS, type JobSettings } from './job-settings.js';
import { BossStore } from './postgres/boss-store.js';
import { PgQueue } from './postgres/pg-queue.js';

/** The queues of this process, wherever their jobs are kept: opens them, lets them work, and ends them in order. */
@Injectable()
export class JobQueues implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  private readonly logger = new Logger('Jobs');
  private readonly byName = new Map<string, JobQueue>();
  private store: Promise<BossStore> | null = null;

  constructor(
    @Inject(JOB_SETTINGS) private readonly settings: JobSettings,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Once for each name, while the application is put together. */
  async open(name: string): Promise<JobQueue> {
    const queue = await this.openStored(name);
    queue.on('stalled', (job: QueuedJob | JobIdText) => {
      this.logger.warn(`Job ${idOf(job)} of ${name} lost its worker and is taken up again`);
    });
    queue.on('failed', (job: QueuedJob, error: Error) => {
      this.logger.warn(`Job ${idOf(job)} of ${name} failed: ${error.message}`);
    });
    this.byName.set(name, queue);
    return queue;
  }

  list(): readonly JobQueue[] {
    return [...this.byName.values()];
  }

  find(name: string): JobQueue | null {
    return this.byName.get(name) ?? null;
  }

  /** Bull's own objects, for its board, which only reads; null when jobs are kept elsewhere than in Redis. */
  listOfBull(): readonly BullQueue['library'][] | null {
    const queues = this.list().filter((queue) => queue instanceof BullQueue);
    return queues.length === 0 ? null : queues.map((queue) => queue.library);
  }

  /** True when every queue takes jobs. Never rejects. */
  async areReachable(): Promise<boolean> {
    const answers = await Promise.all(this.list().map((queue) => queue.isReachable()));
    return answers.every((isReachable) => isReachable);
  }

  /** The handlers have announced themselves by now. */
  onApplicationBootstrap(): void {
    if (this.settings.isWorker) {
      this.work();
    }
  }

  work(): void {
    this.list().forEach((queue) => {
      queue.work();
    });
  }

  onModuleDestroy(): void {
    this.list().forEach((queue) => {
      queue.stopTaking();
    });
  }

  /** What handlers wait for has been told to stop by now. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.list().map((queue) => queue.close()));
    await (await this.store)?.close();
  }

  private async openStored(name: string): Promise<JobQueue> {
    const { isInline, redisUrl, isWorker } = this.settings;
    if (isInline) {
      return new InlineQueue(name, this.clock);
    }
    if (redisUrl !== null) {
      return new BullQueue(name, redisUrl, this.settings);
    }
    this.store ??= BossStore.open(this.database, isWorker);
    return PgQueue.open(name, await this.store, this.settings);
  }
}

/** Bull tells of some events by the id alone. */
type JobIdText = string;

function idOf(job: QueuedJob | JobIdText): string {
  return typeof job === 'string' ? job : String(job.id);
}
