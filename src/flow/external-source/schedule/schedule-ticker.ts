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
import type { RunTrigger } from '../source-run.js';
import { Sources } from '../sources.js';
import { scheduleStep } from './due-slot.js';
import { nextSlot } from './next-slot.js';
import { type SourceSchedule, SourceSchedules } from './source-schedules.repository.js';

/**
 * Fires the schedules, in every process that works: each looks every few seconds what is due, and the run row of the
 * slot makes it one firing (D1). It also takes care of runs whose worker died (C6).
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
      if (this.sources.find(schedule.sourceKey)?.connector != null) {
        await this.attend(schedule, now);
      }
    }
    for (const key of await this.runs.listLiveSources()) {
      await this.runner.recover(key);
    }
  }

  /** Writes the manifests' schedules down, and runs what wants to run at start (O1), unless it is paused or resting. */
  async open(): Promise<void> {
    const now = await this.schedules.now();
    for (const { manifest } of this.sources.list()) {
      const { key, schedule, timeZone } = manifest;
      await this.schedules.announce(
        key,
        schedule,
        timeZone,
        schedule === null ? null : nextSlot(schedule, timeZone, now),
      );
    }
    for (const { manifest } of this.sources.list()) {
      const schedule = await this.schedules.find(manifest.key);
      const isResting = schedule?.restUntil != null && schedule.restUntil.getTime() > now.getTime();
      if (manifest.runAtStart && manifest.configured && schedule?.isPaused === false && !isResting) {
        await this.fire(manifest.key, { kind: 'start' });
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

  private async attend(schedule: SourceSchedule, now: Date): Promise<void> {
    const step = scheduleStep(schedule, now);
    if (step.do === 'nothing') {
      return;
    }
    if (step.do === 'fire') {
      await this.fire(schedule.sourceKey, { kind: 'schedule', slot: step.slot });
    }
    // Only now: a process that dies before this line leaves the slot to the others.
    await this.schedules.moveOn(schedule.sourceKey, step.slot, step.next);
  }

  /** A run that is going on already takes the slot's place (overlap = skip). */
  private async fire(key: string, trigger: RunTrigger): Promise<void> {
    try {
      await this.runner.tryStart(key, { mode: 'full' }, trigger);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'RUN_IN_PROGRESS') {
        throw error;
      }
    }
  }
}
