import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { AppError } from '../../../kernel/app-error.js';
import { isUuid } from '../../../kernel/ids.js';
import { isLive, type RunOptions, type RunTrigger, type SourceRun } from '../source-run.js';
import { type RunnableSource, Sources } from '../sources.js';
import { isQueued } from './run-recovery.js';
import { RunSuccession } from './run-succession.js';
import { type RunListener, RunWorker } from './run-worker.js';
import { type HeldLock, SourceLocks } from './source-lock.js';
import { type RunRecord, SourceRuns } from './source-runs.repository.js';

export type { RunListener } from './run-worker.js';

const WAIT_POLL_MS = 250;
/** A run that is just beginning or ending holds its lock for a moment without being live. */
const LOCK_ATTEMPTS = 10;
const LOCK_RETRY_MS = 50;

/** What a start comes to. `slot-taken`: the slot of the schedule has had its run. */
export type StartOutcome =
  { readonly kind: 'started'; readonly runId: string } | { readonly kind: 'slot-taken' };

/**
 * Starts, watches and stops the runs of all sources: one at a time per source, on any number of processes (O1). What
 * a run does is in `RunExecution`; here is only who may begin one, and who takes care of one that lost its worker.
 */
@Injectable()
export class SourceRunner implements BeforeApplicationShutdown {
  private ending: Promise<void> | null = null;

  constructor(
    private readonly sources: Sources,
    private readonly locks: SourceLocks,
    private readonly runs: SourceRuns,
    private readonly worker: RunWorker,
    private readonly succession: RunSuccession,
  ) {}

  /** Subscribes to the ends of runs, for modules that compute from what a source brought (O9). At start only. */
  afterRun(listener: RunListener): void {
    this.worker.afterRun(listener);
  }

  /**
   * Starts a run and answers as soon as it is written down. A run of the same kind whose worker died is gone on with
   * instead. Throws `NOT_FOUND`, `SOURCE_NOT_CONFIGURED`, `RUN_IN_PROGRESS` (with `runId`), `UNAVAILABLE`, and
   * `CONFLICT` for a slot that has had its run.
   */
  async start(key: string, options: RunOptions, trigger: RunTrigger): Promise<{ readonly runId: string }> {
    const outcome = await this.tryStart(key, options, trigger);
    if (outcome.kind === 'slot-taken') {
      throw new AppError('CONFLICT', 'This slot of the schedule has had its run');
    }
    return { runId: outcome.runId };
  }

  /** As {@link start}, with the taken slot as an answer: for the schedule. */
  async tryStart(key: string, options: RunOptions, trigger: RunTrigger): Promise<StartOutcome> {
    const source = this.sources.getRunnable(key);
    if (this.ending !== null) {
      throw new AppError('UNAVAILABLE', 'The process is being stopped', { retryAfterSeconds: 5 });
    }
    const lock = await this.lock(source);
    return this.launchUnder(lock, source, async () => {
      const orphan = await this.runs.findLive(key);
      if (orphan !== null && isQueued(orphan)) {
        throw inProgress(source, orphan.run.id);
      }
      const resumed = orphan === null ? null : await this.succession.adopt(source, orphan, options);
      return (
        resumed ?? this.runs.insert({ sourceKey: key, options, trigger, ...this.succession.firstWorker() })
      );
    });
  }

  /**
   * Takes care of a run whose worker is dead: goes on with it when it has a place to go on from, else ends it and
   * starts it anew (C6). A run that has lost three workers is ended for good (C7). Does nothing while somebody works
   * on it.
   */
  async recover(key: string): Promise<void> {
    const registered = this.sources.find(key);
    if (this.ending !== null || registered?.connector == null) {
      return;
    }
    const source = { manifest: registered.manifest, connector: registered.connector };
    const live = await this.runs.findLive(key);
    if (live !== null && isQueued(live) && this.succession.queue.isThere) {
      await this.succession.remind(live);
      return;
    }
    const lock = await this.locks.acquire(key);
    if (lock !== null) {
      await this.launchUnder(lock, source, () => this.succession.succeed(source));
    }
  }

  /**
   * Carries out, in this process, a run that another has written down, or a failed one once more as a new run; answers
   * it when it has ended, or is still live because `signal` or the end of the process has interrupted it. Null when there
   * is nothing to do, or somebody else does it. Throws `RUN_IN_PROGRESS` when the source stays locked, and what `start`
   * throws.
   */
  async carryOut(runId: string, signal: AbortSignal): Promise<SourceRun | null> {
    const run = await this.runs.find(runId);
    if (run === null || run.state === 'succeeded' || run.state === 'completed-with-errors') {
      return null;
    }
    const outcome = isLive(run.state) ? await this.takeUp(run) : await this.repeat(run);
    if (outcome?.kind !== 'started') {
      return null;
    }
    const stop = (): void => {
      void this.worker.stop(outcome.runId, 'time-limit');
    };
    signal.addEventListener('abort', stop);
    await this.worker.ended(outcome.runId);
    signal.removeEventListener('abort', stop);
    return this.runs.find(outcome.runId);
  }

  /** Answers the run when it has ended, whichever process runs it. Throws `NOT_FOUND`, or the signal's reason. */
  async wait(runId: string, signal?: AbortSignal): Promise<SourceRun> {
    await this.worker.ended(runId);
    for (;;) {
      const run = await this.get(runId);
      if (!isLive(run.state)) {
        return run;
      }
      await sleep(WAIT_POLL_MS, undefined, signal === undefined ? {} : { signal });
    }
  }

  /** Throws `NOT_FOUND`. */
  async get(runId: string): Promise<SourceRun> {
    const run = isUuid(runId) ? await this.runs.find(runId) : null;
    if (run === null) {
      throw new AppError('NOT_FOUND', 'There is no such run');
    }
    return run;
  }

  /** Ends a run, wherever its worker is; a page in work is not stored. Throws `NOT_FOUND`; `CONFLICT` when it has ended. */
  async cancel(runId: string, userId: string | null = null): Promise<SourceRun> {
    await this.get(runId);
    const run = await this.runs.cancel(runId);
    if (run === null) {
      throw new AppError('CONFLICT', 'The run has ended already');
    }
    await this.worker.stopCancelled(run, userId);
    return run;
  }

  /** Stops every run of this process: fetches are aborted, a page in work is stored or not, locks are let go. */
  beforeApplicationShutdown(): Promise<void> {
    this.ending ??= this.end();
    return this.ending;
  }

  private async end(): Promise<void> {
    await this.worker.stopAll('shutdown');
    await Promise.all(this.sources.list().map(async (source) => source.connector?.close?.()));
  }

  private async lock(source: RunnableSource): Promise<HeldLock> {
    const { key } = source.manifest;
    let runId: string | null = null;
    for (let attempt = 1; attempt <= LOCK_ATTEMPTS && runId === null; attempt += 1) {
      const lock = await this.locks.acquire(key);
      if (lock !== null) {
        return lock;
      }
      runId = (await this.runs.findLive(key))?.run.id ?? null;
      if (runId === null) {
        await sleep(LOCK_RETRY_MS);
      }
    }
    throw inProgress(source, runId);
  }

  /** Null when another process works on it. */
  private async takeUp(run: SourceRun): Promise<StartOutcome | null> {
    const source = await this.runnableOrAbandoned(run);
    for (let attempt = 1; attempt <= LOCK_ATTEMPTS; attempt += 1) {
      const lock = await this.locks.acquire(run.sourceKey);
      if (lock !== null) {
        return this.launchUnder(lock, source, () => this.succession.succeed(source));
      }
      await sleep(LOCK_RETRY_MS);
    }
    const now = await this.runs.find(run.id);
    if (now !== null && isQueued({ run: now })) {
      throw inProgress(source, run.id);
    }
    return null;
  }

  /** Null when somebody else reads the source just now, or has done so in place of its dead worker. */
  private async repeat(run: SourceRun): Promise<StartOutcome | null> {
    if (run.state === 'cancelled' || (await this.succession.isSucceeded(run))) {
      return null;
    }
    try {
      const { sourceKey, options, trigger, triggeredBy, schedule } = run;
      return await this.tryStart(sourceKey, options, { kind: trigger, userId: triggeredBy, schedule });
    } catch (error) {
      if (error instanceof AppError && error.code === 'RUN_IN_PROGRESS') {
        return null;
      }
      throw error;
    }
  }

  /** A run of a source that this process does not know how to read ends here: nobody else would. */
  private async runnableOrAbandoned({ id, sourceKey }: SourceRun): Promise<RunnableSource> {
    try {
      return this.sources.getRunnable(sourceKey);
    } catch (error) {
      await this.runs.abandon(id, {
        kind: 'config',
        message: 'The source is not configured for the workers',
      });
      throw error;
    }
  }

  /** Hands the lock to the run that `begin` writes down, or lets it go when there is none. */
  private async launchUnder(
    lock: HeldLock,
    source: RunnableSource,
    begin: () => Promise<RunRecord | null>,
  ): Promise<StartOutcome> {
    let record: RunRecord | null = null;
    try {
      record = await begin();
    } finally {
      if (record === null) {
        await lock.release();
      }
    }
    if (record === null) {
      return { kind: 'slot-taken' };
    }
    if (this.succession.queue.isUsed) {
      await lock.release();
      await this.succession.queue.hand(record.run);
    } else {
      this.worker.launch(source, record, lock);
    }
    return { kind: 'started', runId: record.run.id };
  }
}

function inProgress({ manifest }: RunnableSource, runId: string | null): AppError {
  return new AppError('RUN_IN_PROGRESS', `${manifest.title} is being read right now`, { extra: { runId } });
}
