import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { ENVIRONMENT } from '../../config/config.module.js';
import type { Environment } from '../../config/environment.js';
import { Database } from '../../database/database.js';
import type { Sql } from '../../database/sql.js';

interface LineageRow {
  readonly gen: number | null;
  readonly same_place: boolean;
  readonly same_views: boolean;
  readonly is_ahead: boolean;
}

/**
 * Notices at every start that the database is not the one that gave the known cursors: another cluster
 * or database (a dump restored elsewhere), transaction ids that ran backwards (files put back), or a
 * setting that changes what everybody sees. Then a new generation begins and every old cursor gets 410.
 */
@Injectable()
export class Generations implements OnModuleInit {
  private readonly log = new Logger(Generations.name);

  constructor(
    private readonly database: Database,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  /** Only here the settings count: were they compared all the time, two processes that differ would fight. */
  async onModuleInit(): Promise<void> {
    await this.check((row) => breakOf(row));
  }

  /**
   * Begins a new generation when the lineage is broken. Called at the start, and again whenever a new
   * connection was made: a database can be put back under a running process. Safe on any number of processes.
   */
  async ensure(): Promise<void> {
    await this.check((row) => {
      const found = breakOf(row);
      return found === 'views' ? null : found;
    });
  }

  private async check(judge: (row: LineageRow | undefined) => LineageBreak | null): Promise<void> {
    const [row] = await this.database.query<LineageRow>(LINEAGE, [this.views], 'lineage');
    if (judge(row) !== null) {
      await this.database.transaction((tx) => this.mend(tx, judge));
    }
  }

  private get views(): string {
    return `agent-scope=${this.environment.SYNC_AGENT_SCOPE}`;
  }

  private async mend(tx: Sql, judge: (row: LineageRow | undefined) => LineageBreak | null): Promise<void> {
    await tx.query('SET LOCAL statement_timeout = 0');
    await tx.query('SELECT pg_advisory_xact_lock(7316002)');
    const [row] = await tx.query<LineageRow>(LINEAGE, [this.views]);
    const found = judge(row);
    const next = (row?.gen ?? 0) + 1;
    if (found === 'moved') {
      this.log.warn(`The database was restored or moved: generation ${next} begins, clients start over`);
      // The ids of another cluster mean nothing here: as rows of this transaction they precede every tick.
      await tx.query('UPDATE change_log SET xid = pg_current_xact_id()');
    } else if (found === 'views') {
      this.log.warn(`What agents may see was changed: generation ${next} begins, clients start over`);
    }
    if (found !== null) {
      await begin(tx, next, this.views);
    }
  }
}

type LineageBreak = 'none-yet' | 'moved' | 'views';

/** Pure: what is wrong with the lineage; null when nothing is. */
function breakOf(row: LineageRow | undefined): LineageBreak | null {
  if (row === undefined || row.gen === null) {
    return 'none-yet';
  }
  if (!row.same_place || row.is_ahead) {
    return 'moved';
  }
  return row.same_views ? null : 'views';
}

async function begin(tx: Sql, gen: number, views: string): Promise<void> {
  await tx.query(
    `INSERT INTO sync_generation (gen, system_identifier, view_settings) SELECT $1, ${IDENTITY}, $2`,
    [gen, views],
  );
}

const IDENTITY = `(SELECT system_identifier FROM pg_control_system()) || '/' ||
  (SELECT oid FROM pg_database WHERE datname = current_database())`;

const LINEAGE = `
  SELECT g.gen, g.system_identifier = ${IDENTITY} AS same_place, g.view_settings = $1 AS same_views,
         coalesce((SELECT pg_snapshot_xmax(t.snapshot) > pg_snapshot_xmax(pg_current_snapshot())
                   FROM sync_tick AS t WHERE t.gen = g.gen ORDER BY t.id DESC LIMIT 1), false) AS is_ahead
  FROM (SELECT 1) AS always
  LEFT JOIN LATERAL (SELECT * FROM sync_generation ORDER BY gen DESC LIMIT 1) AS g ON true
`;
