import { Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { type Environment, runsSchedules } from '../config/environment.js';

const HOUR_MS = 3_600_000;

/**
 * Work that a timer starts, in every process that runs schedules (`ROLE`, `SCHEDULER_ENABLED`) and in no other.
 * Several processes may start it at the same moment: `run` must bear that.
 */
export abstract class ScheduledJob {
  private readonly log = new Logger(this.constructor.name);

  constructor(protected readonly environment: Environment) {}

  /** One bounded run, here and now, whatever the process is for. Answers what to log; null when there was nothing to do. */
  abstract run(): Promise<object | null>;

  /** For the method that the timer calls. Never throws: a failure is logged, and the next time tries again. */
  protected async runAsScheduled(): Promise<void> {
    if (!runsSchedules(this.environment)) {
      return;
    }
    try {
      this.logOutcome(await this.run());
    } catch (error) {
      this.log.error(error);
    }
  }

  protected logOutcome(outcome: object | null): void {
    if (outcome !== null) {
      this.log.log({ msg: 'job done', ...outcome });
    }
  }
}

/** For clearing up: nothing but disk space depends on it, so an hour more or less does not matter. */
export abstract class HourlyJob extends ScheduledJob {
  @Interval(HOUR_MS)
  async runHourly(): Promise<void> {
    await this.runAsScheduled();
  }
}
