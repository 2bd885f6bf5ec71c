import { Process, Processor } from '@nestjs/bull';
import type { OnModuleDestroy } from '@nestjs/common';
import { JobError, type QueuedJob } from '../../jobs/jobs.public.js';
import { isLive, type RunErrorKind, type SourceRun } from '../source-run.js';
import { SOURCE_RUNS, type SourceRunJob } from './run-queue.js';
import { SourceRunner } from './source-runner.js';

/** More than there are sources: a run never waits for another source's. */
const RUNS_AT_ONCE = 20;
/** Before the queue's own limit of 900 s (W7), so that the run can be left in good order. */
const RUN_MS_MAX = 890_000;

/** What another attempt may cure. The rest is for a person, who may retry the job when it is cured. */
const PASSING: ReadonlySet<RunErrorKind> = new Set<RunErrorKind>([
  'temporary',
  'rate-limited',
  'database',
  'shutdown',
  'worker-lost',
]);

/** Carries out the runs that other processes have written down, in every process that takes jobs. */
@Processor(SOURCE_RUNS)
export class SourceRunProcessor implements OnModuleDestroy {
  constructor(private readonly runner: SourceRunner) {}

  /** One attempt: the run goes on after its last stored page where the one before got that far (W7). */
  @Process({ concurrency: RUNS_AT_ONCE })
  async carryOut(job: QueuedJob<SourceRunJob>): Promise<void> {
    const run = await this.runner.carryOut(job.data.runId, AbortSignal.timeout(RUN_MS_MAX));
    if (run !== null) {
      settle(run);
    }
  }

  /** Before the queue waits for its jobs, which wait for their runs. */
  async onModuleDestroy(): Promise<void> {
    await this.runner.beforeApplicationShutdown();
  }
}

/** Throws what makes the queue try again, or show the job as failed. */
function settle({ state, error }: SourceRun): void {
  if (isLive(state)) {
    throw new JobError('The run was interrupted; the next attempt goes on with it');
  }
  if (state === 'failed') {
    const { kind, message } = error ?? { kind: 'unexpected', message: 'The run failed' };
    throw new JobError(`${kind}: ${message}`, { isFinal: !PASSING.has(kind) });
  }
}
