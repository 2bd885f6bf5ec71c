import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ENVIRONMENT } from '../../config/config.module.js';
import type { Environment } from '../../config/environment.js';
import {
  SourceRunner,
  type SourceRun,
  SourceStatuses,
} from '../../flow/external-source/external-source.public.js';
import { HourlyJob } from '../../flow/scheduled-job.js';
import { APPOINTMENT_SOURCE } from './appointment-imports.js';
import { AppointmentValidation } from './appointment-validation.js';

/** Looks through the appointments every hour and after each import; what is wrong shows in the status (A11). */
@Injectable()
export class AppointmentIntegritySchedule extends HourlyJob implements OnModuleInit {
  constructor(
    private readonly validation: AppointmentValidation,
    private readonly runner: SourceRunner,
    private readonly statuses: SourceStatuses,
    @Inject(ENVIRONMENT) environment: Environment,
  ) {
    super(environment);
  }

  onModuleInit(): void {
    this.runner.afterRun((run) => this.checkAfter(run));
    this.statuses.addNotices(APPOINTMENT_SOURCE, () => this.validation.listNotices());
  }

  /** Answers what to log: rules and numbers, no person's data. Null while everything is in order. */
  async run(): Promise<object | null> {
    const { findings } = await this.validation.check();
    return findings.length === 0
      ? null
      : { findings: Object.fromEntries(findings.map(({ rule, count }) => [rule, count])) };
  }

  private async checkAfter(run: SourceRun): Promise<void> {
    if (run.sourceKey === APPOINTMENT_SOURCE && run.options.dryRun !== true) {
      this.logOutcome(await this.run());
    }
  }
}
