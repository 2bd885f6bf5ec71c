import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { AppError } from '../../../kernel/app-error.js';
import { EXTERNAL_SOURCE_SETTINGS, type ExternalSourceSettings } from '../external-source-settings.js';
import { abortableSleep } from '../pace/abortable-sleep.js';
import { SourceRunner } from '../run/source-runner.js';
import { SourceRuns } from '../run/source-runs.repository.js';
import type { RunOptions, RunTrigger } from '../source-run.js';
import { Sources } from '../sources.js';
import { scheduleStep, waitsFor } from './due-slot.js';
import { type SourceSchedule, SourceSchedules } from './source-schedules.repository.js';

/**
 * Fires the schedules, in every process that works: each looks every few seconds what is due, and the run row of the
 * schedule's slot makes it one firing (D1). It also takes care of runs whose worker died (C6).
 */
@Injectable()
export class ScheduleTicker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ScheduleTicker.name);
  private readonly stopping = new AbortController();
  private ticking: Promise<void> = Promise.resolve();

  constructor(
    private readonly sources: Sources,
    private readonly runner: SourceRunner,
    private readonly runs: SourceRuns,
    private readonly schedules: SourceSchedules,
    @Inject(EXTERNAL_SOURCE_SETTINGS) private readonly settings: ExternalSourceSettings,
  ) {}

  /** Connectors have announced themselves by now. */
  onApplicationBootstrap(): void {
    if (this.settings.isScheduler) {
      this.ticking = this.live();
    }
  }

  /** No run is started any more when it resolves. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.ticking;
  }

  /** One look at everything: due slots and orphaned runs. Called by the timer; a failure is logged and waits for the next. */
  async tick(): Promise<void> {
    const now = await this.schedules.now();
    for (const schedule of await this.schedules.list()) {
      await this.attend(schedule, now).catch((error: unknown) => {
        // One source that cannot be started must not keep the others from their slots.
        this.logger.error(`${schedule.sourceKey}: the slot of ${schedule.name} was not attended to`);
        this.logger.error(error);
      });
    }
    for (const key of await this.runs.listLiveSources()) {
      await this.runner.recover(key);
    }
  }

  /** Writes the manifests' schedules down, and runs what wants to run at start (O1), unless it is paused or resting. */
  async open(): Promise<void> {
    const now = await this.schedules.now();
    for (const { manifest } of this.sources.list()) {
      await this.schedules.announce(manifest, now);
    }
    for (const { manifest } of this.sources.list()) {
      const { key, runAtStart, configured } = manifest;
      if (runAtStart && configured && !(await this.schedules.isHeld(key))) {
        await this.fire(key, { mode: 'full' }, { kind: 'start' });
      }
    }
  }

  private async live(): Promise<void> {
    let isOpen = false;
    while (!this.stopping.signal.aborted) {
      try {
        if (!isOpen) {
          await this.open();
          isOpen = true;
        }
        await this.tick();
      } catch (error) {
        this.logger.error(
          `The schedules were not looked at: ${error instanceof Error ? error.message : 'unknown error'}`,
        );
      }
      await abortableSleep(this.settings.tickMs, this.stopping.signal).catch(() => undefined);
    }
  }

  /** A schedule that this process does not know, of a newer or an older one, is left to those that do. */
  private async attend(schedule: SourceSchedule, now: Date): Promise<void> {
    const { sourceKey, name } = schedule;
    const source = this.sources.find(sourceKey);
    const known = source?.manifest.schedules.find((candidate) => candidate.name === name);
    const step = scheduleStep(schedule, now);
    if (source?.connector == null || known === undefined || step.do === 'nothing') {
      return;
    }
    if (step.do === 'fire') {
      const trigger = { kind: 'schedule', schedule: name, slot: step.slot } as const;
      const isBusy = !(await this.fire(sourceKey, known.run(now), trigger));
      if (isBusy && waitsFor((await this.runs.findLive(sourceKey))?.run ?? null, schedule)) {
        return;
      }
    }
    // Only now: a process that dies before this line leaves the slot to the others.
    await this.schedules.moveOn(schedule, step.slot, step.next);
  }

  /** False: the source is being read already. */
  private async fire(key: string, options: RunOptions, trigger: RunTrigger): Promise<boolean> {
    try {
      await this.runner.tryStart(key, options, trigger);
      return true;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'RUN_IN_PROGRESS') {
        throw error;
      }
      return false;
    }
  }
}
