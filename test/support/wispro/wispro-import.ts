import { Test, type TestingModule } from '@nestjs/testing';
import {
  startWisproSimulator,
  type WisproSimulator,
  type WisproSimulatorOptions,
} from '@sync-hub/simulators';
import { ConfigModule } from '../../../src/config/config.module.js';
import { readEnvironment } from '../../../src/config/environment.js';
import { WisproModule } from '../../../src/connectors/wispro/wispro.module.js';
import { Database } from '../../../src/database/database.js';
import { DatabaseModule } from '../../../src/database/database.module.js';
import { ExternalSourceModule } from '../../../src/flow/external-source/external-source.module.js';
import {
  Quarantine,
  type QuarantineEntry,
  type RunOptions,
  type SourceRun,
  SourceRunner,
} from '../../../src/flow/external-source/external-source.public.js';
import { IngestModule } from '../../../src/flow/ingest/ingest.module.js';
import { SyncedEntityModule } from '../../../src/flow/synced-entity/synced-entity.module.js';
import { SyncedEntities } from '../../../src/flow/synced-entity/synced-entity.public.js';
import { usersSync } from '../../../src/modules/auth/users/users.sync.js';
import { WisproSubscribersModule } from '../../../src/modules/wispro/wispro.module.js';
import { type CapturedLog, capturedLog } from '../app/captured-log.js';
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.js';
import { JsonLogger } from '../../../src/app/logging/json.logger.js';

/** A row of `users`, all columns. */
export type UserRow = Readonly<Record<string, unknown>>;

/** The import of Wispro's clients over a simulated Wispro and a database of its own, without HTTP. */
export class WisproImport {
  private constructor(
    readonly simulator: WisproSimulator,
    readonly log: CapturedLog,
    private readonly app: TestingModule,
    private readonly testDatabase: TestDatabase,
  ) {}

  /** Retries take milliseconds, and nothing runs by itself. Close it. */
  static async start(options: WisproSimulatorOptions = {}): Promise<WisproImport> {
    const testDatabase = await createTestDatabase();
    const simulator = await startWisproSimulator({ clients: 250, ...options });
    const log = capturedLog();
    const environment = readEnvironment({
      NODE_ENV: 'test',
      ...simulator.environment,
    });
    const app = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot(environment),
        DatabaseModule.forRoot({ url: testDatabase.url, poolSize: 8 }),
        SyncedEntityModule,
        IngestModule,
        ExternalSourceModule.forRoot({ isScheduler: false, watchMs: 50, backoffBaseMs: 1, backoffMaxMs: 5 }),
        WisproSubscribersModule,
        WisproModule,
      ],
    }).compile();
    app.useLogger(new JsonLogger('info', log.destination.stream));
    app.get(SyncedEntities).register(usersSync);
    await app.init();
    return new WisproImport(simulator, log, app, testDatabase);
  }

  get database(): Database {
    return this.app.get(Database);
  }

  get runner(): SourceRunner {
    return this.app.get(SourceRunner);
  }

  /** Imports to the end. */
  async run(options: Partial<RunOptions> = {}): Promise<SourceRun> {
    const { runId } = await this.runner.start('wispro', { mode: 'full', ...options }, { kind: 'manual' });
    return this.runner.wait(runId);
  }

  /** Everything that is not resolved. */
  async quarantined(): Promise<readonly QuarantineEntry[]> {
    return (await this.app.get(Quarantine).list({ state: 'open' }, 1_000, 0)).entries;
  }

  /** By Wispro id. */
  async user(externalId: string): Promise<UserRow> {
    const rows = await this.database.query<UserRow>('SELECT * FROM users WHERE external_id = $1', [
      externalId,
    ]);
    if (rows[0] === undefined) {
      throw new Error(`No user has the Wispro id ${externalId}`);
    }
    return rows[0];
  }

  async count(from: string): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${from}`);
    return row?.count ?? 0;
  }

  /** Nothing is stored, and the vendor's world is that of the start. */
  async reset(): Promise<void> {
    this.simulator.reset();
    await this.database.query(
      'TRUNCATE users, quarantine, source_run, source_run_page, source_position, change_log CASCADE',
    );
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.simulator.close();
    await this.testDatabase.drop();
  }
}
