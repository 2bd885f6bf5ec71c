import { getQueueToken } from '@nestjs/bull';
import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import type { JobQueue } from '../../jobs/jobs.public.js';
import { EXTERNAL_SOURCE_SETTINGS, type ExternalSourceSettings } from '../external-source-settings.js';
import type { SourceRun } from '../source-run.js';

/** The queue of runs that are carried out by another process than the one that wrote them down. */
export const SOURCE_RUNS = 'source-runs';

/** The job has the run's id and nothing else: what is to be done is in the run's row (FAULTS J3). */
export interface SourceRunJob {
  readonly runId: string;
}

/**
 * Where an API process leaves its runs for the workers (W7, X2). The row is the truth and the job only the bell: when
 * the queue is away or has lost it, whoever looks after orphans rings again (FAULTS C1, C2).
 */
@Injectable()
export class RunQueue {
  private readonly logger = new Logger(RunQueue.name);

  constructor(
    @Inject(EXTERNAL_SOURCE_SETTINGS) private readonly settings: ExternalSourceSettings,
    @Optional()
    @Inject(getQueueToken(SOURCE_RUNS))
    private readonly queue: JobQueue<SourceRunJob> | null = null,
  ) {}

  /** There is a queue, so that a run may wait in it. */
  get isThere(): boolean {
    return this.queue !== null;
  }

  /** This process carries out no runs. */
  get isUsed(): boolean {
    return this.settings.handsRunsOn && this.isThere;
  }

  /**
   * Sees to it that the run has a job, once however often it is called. False: it had one, and that has failed for good.
   * Never rejects.
   */
  async hand({ id, fence }: Pick<SourceRun, 'id' | 'fence'>): Promise<boolean> {
    try {
      return await this.add(id, `${id}.${fence}`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown error';
      this.logger.warn(`Run ${id} waits for the queue: ${reason}`);
      return true;
    }
  }

  private async add(runId: string, jobId: string): Promise<boolean> {
    const job = await this.queue?.add({ runId }, { jobId });
    const state = await job?.getState();
    if (state === 'completed') {
      // It came while the source's lock was held for a moment, and took that for a worker.
      await job?.remove();
      await this.queue?.add({ runId }, { jobId });
    }
    return state !== 'failed';
  }
}
