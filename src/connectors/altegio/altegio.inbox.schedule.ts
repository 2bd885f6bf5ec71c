import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ENVIRONMENT } from '../../config/config.module.js';
import type { Environment } from '../../config/environment.js';
import { HourlyJob, ScheduledJob } from '../../flow/scheduled-job.js';
import { AltegioEvents } from './altegio.events.js';
import { AltegioInbox } from './altegio.inbox.js';

const EVERY_MS = 10_000;

/** Works on calls that could not be settled when they came, and on those whose process died (A13). */
@Injectable()
export class AltegioInboxSchedule extends ScheduledJob {
  constructor(
    private readonly inbox: AltegioInbox,
    @Inject(ENVIRONMENT) environment: Environment,
  ) {
    super(environment);
  }

  @Interval(EVERY_MS)
  async runOften(): Promise<void> {
    await this.runAsScheduled();
  }

  async run(): Promise<object | null> {
    const eventCount = await this.inbox.drain();
    return eventCount === 0 ? null : { eventCount };
  }
}

/** Forgets settled calls after a week. */
@Injectable()
export class AltegioEventRetention extends HourlyJob {
  constructor(
    private readonly events: AltegioEvents,
    @Inject(ENVIRONMENT) environment: Environment,
  ) {
    super(environment);
  }

  async run(): Promise<object | null> {
    const purgedCount = await this.events.purge();
    return purgedCount === 0 ? null : { purgedCount };
  }
}
