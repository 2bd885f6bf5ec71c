import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT } from '../../config/config.module.js';
import type { Environment } from '../../config/environment.js';
import { HourlyJob } from '../scheduled-job.js';
import { OutgoingChanges } from './outgoing-changes.repository.js';

const DAYS_KEPT = 30;
const CHANGES_A_RUN_MAX = 20_000;

/**
 * Forgets changes that came to their end a month ago: delivered, discarded or given up. What waits, for a worker or for a
 * person, is never forgotten. The value of a change that was given up stays here, as an override.
 */
@Injectable()
export class OutgoingRetention extends HourlyJob {
  constructor(
    private readonly changes: OutgoingChanges,
    @Inject(ENVIRONMENT) environment: Environment,
  ) {
    super(environment);
  }

  async run(): Promise<{ readonly forgottenChangeCount: number } | null> {
    const count = await this.changes.forget(DAYS_KEPT, CHANGES_A_RUN_MAX);
    return count === 0 ? null : { forgottenChangeCount: count };
  }
}
