import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ENVIRONMENT } from '../../config/config.module.js';
import { type Environment, runsSchedules } from '../../config/environment.js';
import { type RunnableSource, Sources } from '../external-source/external-source.public.js';
import type { DeliveryOutcome } from './delivery-endings.js';
import { DeliveryLane } from './delivery-lane.js';
import { OutgoingReleases } from './outgoing-releases.js';
import { OUTGOING_SETTINGS, type OutgoingSettings } from './outgoing-settings.js';

const LOOK_EVERY_MS = 1_000;

/** How many deliveries of a look ended how. */
export type DeliveryReport = Readonly<Record<DeliveryOutcome, number>>;

/** The process ends: what is under way is put back. */
class ProcessEnds extends Error {}

/**
 * Delivers what is due, source beside source so that a slow vendor keeps nobody waiting but its own. Runs in every
 * process that runs schedules; any number of them share the queue.
 */
@Injectable()
export class OutgoingWorker implements OnModuleDestroy {
  private readonly log = new Logger(OutgoingWorker.name);
  private readonly cut = new AbortController();
  private running: Promise<DeliveryReport> | null = null;
  private isEnding = false;

  constructor(
    private readonly sources: Sources,
    private readonly lane: DeliveryLane,
    private readonly releases: OutgoingReleases,
    @Inject(OUTGOING_SETTINGS) private readonly settings: OutgoingSettings,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  @Interval(LOOK_EVERY_MS)
  async runRegularly(): Promise<void> {
    if (this.running !== null || !runsSchedules(this.environment)) {
      return;
    }
    try {
      await this.run();
    } catch (error) {
      // The rows stay; the next look tries again.
      this.log.warn(error);
    }
  }

  /** One look: delivers what is due now, at most a hundred changes a source. Joins a look that is under way. */
  run(): Promise<DeliveryReport> {
    this.running ??= this.look().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** Ends the look, before the connectors close: what is under way has a little while for its end, then it is put back. */
  async onModuleDestroy(): Promise<void> {
    this.isEnding = true;
    const timer = setTimeout(() => {
      this.cut.abort(new ProcessEnds('The process ends'));
    }, this.settings.graceMs);
    await this.running?.catch(() => undefined);
    clearTimeout(timer);
  }

  private async look(): Promise<DeliveryReport> {
    const report = { applied: 0, discarded: 0, conflicted: 0, rejected: 0, postponed: 0, lost: 0 };
    const sources = this.writableSources();
    if (sources.length === 0 || this.isEnding) {
      return report;
    }
    await this.lane.recover();
    const lanes = await Promise.allSettled(
      sources.map((source) => this.lane.run(source, report, () => !this.isEnding, this.cut.signal)),
    );
    await this.releases.run();
    const failure = lanes.find((lane) => lane.status === 'rejected');
    if (failure !== undefined && !(failure.reason instanceof ProcessEnds)) {
      throw failure.reason;
    }
    return report;
  }

  /** Changes for a source that is no longer written to wait until it is again. */
  private writableSources(): RunnableSource[] {
    return this.sources.list().flatMap(({ manifest, connector }) => {
      const isWritable =
        connector?.apply !== undefined &&
        Object.values(connector.writable ?? {}).some((fields) => fields.length > 0);
      return isWritable ? [{ manifest, connector }] : [];
    });
  }
}
