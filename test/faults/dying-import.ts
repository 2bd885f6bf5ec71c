import { startTestApp, type TestApp } from '../support/app/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres/test-database.js';
import { Breakpoint } from './breakpoint.js';
import { FaultClient } from './fault-client.js';
import { Onlooker } from './onlooker.js';
import { ServerProcess } from './server-process.js';
import { until } from './until.js';

/** A run as it is stored, as far as the tests ask. */
export interface StoredRun {
  readonly id: string;
  readonly state: string;
  readonly pages: number;
  readonly fence: number;
  readonly counts: { readonly fetched: number; readonly created: number };
  readonly error: { readonly kind: string } | null;
}

/** How the source is read, each time. */
export interface DyingImportOptions {
  readonly source: string;
  readonly pageSize: number;
  /** The variables of its vendor. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A source in a database of its own with two processes: one is killed in the middle of a page, the other goes on. */
export class DyingImport {
  private constructor(
    private readonly options: DyingImportOptions,
    private readonly database: TestDatabase,
    readonly onlooker: Onlooker,
    private readonly survivor: { readonly app: TestApp; readonly admin: FaultClient },
    private readonly victim: ServerProcess,
  ) {}

  /** Close it in `afterEach`. */
  static async start(options: DyingImportOptions): Promise<DyingImport> {
    const database = await createTestDatabase();
    const onlooker = await Onlooker.open(database.url);
    const app = await startTestApp({ databaseUrl: database.url, environment: options.environment });
    const admin = await FaultClient.signIn(app.url);
    const victim = await ServerProcess.start(database.url, options.environment);
    return new DyingImport(options, database, onlooker, { app, admin }, victim);
  }

  /** Starts a run, kills its process while it stores this page (1-based), and answers the id of the run. */
  async killInPage(page: number): Promise<string> {
    const breakpoint = await Breakpoint.set(this.database.url, {
      table: 'source_run',
      on: 'UPDATE',
      when: `NEW.pages = ${page} AND OLD.pages = ${page - 1}`,
    });
    const { body } = await this.survivor.admin
      .at(this.victim.url)
      .post<{ runId: string }>(this.path, this.limits);
    try {
      await breakpoint.reached();
      await this.victim.kill();
    } finally {
      await breakpoint.release();
    }
    await until('the dead transaction is over', async () => (await this.onlooker.count(OPEN_WRITERS)) === 0);
    return body.runId;
  }

  /** Asks the survivor for the same, when the dead one's lock is free; answers the id of the run that has ended. */
  async goOn(): Promise<string> {
    let runId = '';
    await until(`${this.options.source} may be read again`, async () => {
      const answer = await this.survivor.admin.post<{ id: string }>(`${this.path}?wait=true`, this.limits);
      runId = answer.status === 200 ? answer.body.id : '';
      return runId !== '';
    });
    return runId;
  }

  async runOf(id: string): Promise<StoredRun> {
    const [run] = await this.onlooker.query<StoredRun>(
      'SELECT id, state, pages, fence, counts, error FROM source_run WHERE id = $1',
      [id],
    );
    return run!;
  }

  /** How many rows of a table the log has more than once. */
  rowsLoggedTwice(table: string): Promise<number> {
    return this.onlooker.count(
      `(SELECT FROM change_log WHERE entity_id IN (SELECT id FROM ${table})
        GROUP BY entity, entity_id HAVING count(*) > 1) AS logged_twice`,
    );
  }

  async close(): Promise<void> {
    await this.victim.kill();
    await this.survivor.app.close();
    await this.onlooker.close();
    await this.database.drop();
  }

  private get path(): string {
    return `/api/sources/${this.options.source}/run`;
  }

  private get limits(): object {
    return { mode: 'full', pageSize: this.options.pageSize };
  }
}

const OPEN_WRITERS = `pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL`;
