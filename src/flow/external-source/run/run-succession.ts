import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Injectable } from '@nestjs/common';
import type { RunOptions, SourceRun } from '../source-run.js';
import type { RunnableSource } from '../sources.js';
import { RunQueue } from './run-queue.js';
import { decideRecovery, isQueued, isSuccessor } from './run-recovery.js';
import { type RunRecord, SourceRuns } from './source-runs.repository.js';

/** Runs since a lost one among which its successor is looked for: more than begin while a dead worker's job has its lease. */
const LATER_RUNS = 50;

/** Which process works on a run first, and which after one that died. */
@Injectable()
export class RunSuccession {
  /** Names this process on its runs. */
  private readonly processName = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;

  constructor(
    private readonly runs: SourceRuns,
    readonly queue: RunQueue,
  ) {}

  /** A run that is only written down here begins with no worker. */
  firstWorker(): { readonly worker: string | null; readonly fence: number } {
    return this.queue.isUsed ? { worker: null, fence: 0 } : { worker: this.processName, fence: 1 };
  }

  /** Rings for a run that waits in the queue, in case nobody has heard it. */
  async remind({ run }: RunRecord): Promise<void> {
    if (!(await this.queue.hand(run))) {
      await this.runs.abandon(run.id, { kind: 'worker-lost', message: 'No worker could begin with it' });
    }
  }

  /** The run that this process shall go on with in place of a dead worker; null when there is none. Under the lock. */
  async succeed(source: RunnableSource): Promise<RunRecord | null> {
    const { key } = source.manifest;
    const orphan = await this.runs.findLive(key);
    if (orphan === null) {
      return null;
    }
    if (isQueued(orphan)) {
      return this.runs.takeOver(orphan.run.id, this.processName);
    }
    const { options, trigger, triggeredBy, schedule, fence } = orphan.run;
    const resumed = await this.adopt(source, orphan, options);
    if (resumed !== null || !decideRecovery(source.connector, orphan, options).mayStartAnew) {
      return resumed;
    }
    return this.runs.insert({
      sourceKey: key,
      options,
      trigger: { kind: trigger, userId: triggeredBy, schedule },
      worker: this.processName,
      fence: fence + 1,
    });
  }

  /** True for a run that lost its worker when another has taken its place. */
  async isSucceeded(lost: SourceRun): Promise<boolean> {
    const { runs } = await this.runs.list(lost.sourceKey, LATER_RUNS, 0);
    return runs.some((run) => isSuccessor(run, lost));
  }

  /** Under the lock. Null when the dead run was ended, because it cannot or shall not be gone on with. */
  async adopt(source: RunnableSource, orphan: RunRecord, wanted: RunOptions): Promise<RunRecord | null> {
    if (decideRecovery(source.connector, orphan, wanted).goOn) {
      return this.queue.isUsed ? orphan : this.runs.takeOver(orphan.run.id, this.processName);
    }
    await this.runs.abandon(orphan.run.id, { kind: 'worker-lost', message: 'The process that ran it died' });
    return null;
  }
}
