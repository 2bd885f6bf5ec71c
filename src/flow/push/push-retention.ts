import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT } from '../../config/config.module.js';
import type { Environment } from '../../config/environment.js';
import { Database } from '../../database/database.js';
import { HourlyJob } from '../scheduled-job.js';

const ROWS_A_RUN_MAX = 20_000;

/**
 * Forgets the stored answers of pushes, and their conflicts, after as long as the log is kept. The ledger stays twice as long:
 * a push that comes again after its answer was forgotten is still known by what it says (FAULTS G1).
 */
@Injectable()
export class PushRetention extends HourlyJob {
  constructor(
    private readonly database: Database,
    @Inject(ENVIRONMENT) environment: Environment,
  ) {
    super(environment);
  }

  async run(): Promise<null> {
    const days = this.environment.SYNC_RETENTION_DAYS;
    for (const [table, key, age] of [
      ['push_result', 'device_id, push_id', days],
      ['push_change_result', 'device_id, change_id', days],
      ['push_conflict', 'id', days],
      ['push_ledger', 'device_id, entity, entity_id', 2 * days],
    ] as const) {
      await this.database.query(
        `DELETE FROM ${table} WHERE (${key}) IN (
           SELECT ${key} FROM ${table} WHERE at < now() - make_interval(days => $1) LIMIT $2)`,
        [age, ROWS_A_RUN_MAX],
      );
    }
    return null;
  }
}
