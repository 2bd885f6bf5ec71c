import { Injectable, Logger } from '@nestjs/common';
import { SourceTraffic } from '../pace/source-traffic.js';
import { SourceSchedules } from '../schedule/source-schedules.repository.js';
import type { SourceRun } from '../source-run.js';
import type { RunnableSource } from '../sources.js';
import { endingOf, endingOfFailure } from './run-ending.js';
import { RunExecution } from './run-execution.js';
import { RunJournal } from './run-journal.js';
import { isResumable } from './run-recovery.js';
import { RunServices } from './run-services.js';
import { RunStopped, type StopReason } from './run-stopped.js';
import type { HeldLock } from './source-lock.js';
import type { RunRecord } from './source-runs.repository.js';

/** Hears of a finished run in the process that ran it, before anybody who waits for it. Dry runs included. */
export type RunListener = (run: SourceRun) => Promise<void> | void;

interface ActiveRun {
  readonly stop: (reason: StopReason) => void;
  readonly ended: Promise<void>;
}

/** The runs of this process: executes them, writes down how they ended, and lets their locks go. */
@Injectable()
export class RunWorker {
  private readonly logger = new Logger(RunWorker.name);
  private readonly active = new Map<string, ActiveRun>();
  private readonly listeners: RunListener[] = [];

  constructor(
    private readonly services: RunServices,
    private readonly schedules: SourceSchedules,
    private readonly traffic: SourceTraffic,
  ) {}

  afterRun(listener: RunListener): void {
    this.listeners.push(listener);
  }

  /** Takes over a run that is written down, and the lock that it needs. Does not wait for it and never throws. */
  launch(source: RunnableSource, record: RunRecord, lock: HeldLock): void {
    const controller = new AbortController();
    const stop = (reason: StopReason): void => {
      controller.abort(new RunStopped(reason));
    };
    lock.lost.addEventListener('abort', () => {
      stop('lost');
    });
    const ended = this.work(source, record, controller.signal, stop)
      .catch((error: unknown) => {
        // The run stays live without a worker: whoever comes next takes care of it.
        this.logger.error(`The end of run ${record.run.id} could not be written: ${describe(error)}`);
        return null;
      })
      .then(async (run) => {
        await lock.release();
        if (run !== null) {
          await this.tell(run);
        }
      })
      .finally(() => this.active.delete(record.run.id));
    this.active.set(record.run.id, { stop, ended });
  }

  /** Stops a run of this process, and waits until its lock is free. Does nothing for other runs. */
  async stop(runId: string, reason: StopReason): Promise<void> {
    const run = this.active.get(runId);
    run?.stop(reason);
    await run?.ended;
  }

  /** Stops a cancelled run if it is one of this process, and writes down who has cancelled it. */
  async stopCancelled({ id, counts }: SourceRun, userId: string | null): Promise<void> {
    await this.stop(id, 'cancelled');
    const details = { by: userId, fetched: counts.fetched };
    try {
      await this.services.logs.append(id, [{ level: 'info', event: 'cancelled', details }]);
    } catch (error) {
      // It is cancelled all the same.
      this.logger.warn(`The end of run ${id} is not in its log: ${describe(error)}`);
    }
  }

  /** Waits for a run of this process. Does not wait for other runs. */
  async ended(runId: string): Promise<void> {
    await this.active.get(runId)?.ended;
  }

  async stopAll(reason: StopReason): Promise<void> {
    await Promise.all([...this.active.keys()].map((runId) => this.stop(runId, reason)));
  }

  /** Executes and writes down the end; null when the end is not ours to write. */
  private async work(
    source: RunnableSource,
    record: RunRecord,
    signal: AbortSignal,
    stop: (reason: StopReason) => void,
  ): Promise<SourceRun | null> {
    const journal = new RunJournal(this.services.logs, record.run, keyOf(record), source.manifest.title);
    const execution = new RunExecution(this.services, source, record, journal, signal);
    const stopObserving = this.traffic.observe(source.manifest.key, execution);
    const stopWatching = this.watch(record, stop);
    try {
      await journal.begins();
      const ended = await this.execute(source, record, execution);
      if (ended !== null) {
        await journal.ends(ended);
      }
      return ended;
    } finally {
      stopWatching();
      stopObserving();
    }
  }

  private async execute(
    source: RunnableSource,
    record: RunRecord,
    execution: RunExecution,
  ): Promise<SourceRun | null> {
    try {
      await execution.execute();
      const { state, error } = endingOf(execution.progress);
      return await this.services.runs.finish(keyOf(record), state, error, execution.progress);
    } catch (error) {
      return await this.fail(source, record, execution, error);
    }
  }

  private async fail(
    source: RunnableSource,
    record: RunRecord,
    execution: RunExecution,
    error: unknown,
  ): Promise<SourceRun | null> {
    const { run } = record;
    const { cursorAfter, doneEntities } = execution.progress;
    const ending = endingOfFailure(
      error,
      isResumable(source.connector, { run: { ...run, cursorAfter }, doneEntities }),
    );
    this.logger.warn(`Run ${run.id} of ${run.sourceKey} ended: ${ending?.error?.message ?? describe(error)}`);
    if (ending === null) {
      return null;
    }
    if (ending.error?.kind === 'unexpected') {
      this.logger.error(error instanceof Error && error.cause !== undefined ? error.cause : error);
    }
    if (ending.error?.kind === 'unauthorized') {
      await this.schedules.rest(run.sourceKey, this.services.settings.unauthorizedRestMs);
    }
    return this.services.runs.finish(keyOf(record), ending.state, ending.error, execution.progress);
  }

  /** Looks now and then whether the run is still ours: it may be cancelled elsewhere while we wait for the vendor. */
  private watch(record: RunRecord, stop: (reason: StopReason) => void): () => void {
    const timer = setInterval(() => {
      this.services.runs.isOwned(keyOf(record)).then(
        (isOwned) => {
          if (!isOwned) {
            stop('lost');
          }
        },
        // PostgreSQL is away: the next page finds out.
        () => undefined,
      );
    }, this.services.settings.watchMs);
    return () => {
      clearInterval(timer);
    };
  }

  private async tell(run: SourceRun): Promise<void> {
    for (const listener of this.listeners) {
      try {
        await listener(run);
      } catch (error) {
        this.logger.error(`A listener failed after run ${run.id} of ${run.sourceKey}: ${describe(error)}`);
      }
    }
  }
}

function keyOf({ run }: RunRecord): { readonly id: string; readonly fence: number } {
  return { id: run.id, fence: run.fence };
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error';
}
