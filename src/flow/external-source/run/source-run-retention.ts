import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT } from '../../../config/config.module.js';
import type { Environment } from '../../../config/environment.js';
import { Database } from '../../../database/database.js';
import { HourlyJob } from '../../scheduled-job.js';

const DAYS_KEPT = 90;
const RUNS_KEPT = 100;
/** Of each source: a clock that jumped ahead does not forget everything at once (FAULTS D3). */
const RUNS_A_TIME_MAX = 1_000;

/**
 * Forgets old runs. Every source keeps its last 100, so that one that runs once a month has a history too, and
 * the last one that went well, which its status names (O8). A run that is going on is never old. Ages are PostgreSQL's.
 */
@Injectable()
export class SourceRunRetention extends HourlyJob {
  constructor(
    private readonly database: Database,
    @Inject(ENVIRONMENT) environment: Environment,
  ) {
    super(environment);
  }

  async run(): Promise<{ readonly forgottenRunCount: number } | null> {
    const forgotten = await this.database.query(FORGET, [DAYS_KEPT, RUNS_KEPT, RUNS_A_TIME_MAX]);
    return forgotten.length === 0 ? null : { forgottenRunCount: forgotten.length };
  }
}

// A source with fewer runs than it keeps has none at the offset: NULL, and nothing is older than that.
const FORGET = `
  DELETE FROM source_run WHERE id IN (
    SELECT old.id
    FROM (SELECT DISTINCT source_key FROM source_run) AS source
    CROSS JOIN LATERAL (
      SELECT id FROM source_run
      WHERE source_key = source.source_key
        AND finished_at < now() - make_interval(days => $1)
        AND started_at < (
          SELECT started_at FROM source_run WHERE source_key = source.source_key
          ORDER BY started_at DESC OFFSET $2::integer - 1 LIMIT 1)
        AND id IS DISTINCT FROM (
          SELECT id FROM source_run
          WHERE source_key = source.source_key AND NOT dry_run AND state IN ('succeeded', 'completed-with-errors')
          ORDER BY started_at DESC LIMIT 1)
      ORDER BY started_at
      LIMIT $3
    ) AS old)
  RETURNING id`;
