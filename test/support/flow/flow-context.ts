import { Global, type INestApplicationContext, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import pg from 'pg';
import { ConfigModule } from '../../../src/config/config.module.js';
import { readEnvironment } from '../../../src/config/environment.js';
import { Database } from '../../../src/database/database.js';
import { DatabaseModule } from '../../../src/database/database.module.js';
import { ChangeLogModule } from '../../../src/flow/change-log/change-log.module.js';
import { Retention } from '../../../src/flow/change-log/retention.js';
import { Ticks } from '../../../src/flow/change-log/ticks.js';
import { Sources } from '../../../src/flow/external-source/sources.js';
import { PayloadSeal } from '../../../src/flow/external-source/quarantine/payload-seal.js';
import { QuarantineReappliers } from '../../../src/flow/external-source/quarantine/quarantine-reappliers.js';
import { IncrementalPull } from '../../../src/flow/pull/incremental-pull.js';
import { InitialPages } from '../../../src/flow/pull/initial-pages.js';
import { InitialStream } from '../../../src/flow/pull/initial-stream.js';
import { PullModule } from '../../../src/flow/pull/pull.module.js';
import { Verification } from '../../../src/flow/pull/verification.js';
import { PendingApplier } from '../../../src/flow/push/pending-applier.js';
import { PendingPushes } from '../../../src/flow/push/pending-pushes.js';
import { type PushAnswer, PushService } from '../../../src/flow/push/push-service.js';
import { PushModule } from '../../../src/flow/push/push.module.js';
import { readBody } from '../../../src/flow/push/read-body.js';
import { RecordEditor } from '../../../src/flow/push/record-editor.js';
import { SyncedEntities } from '../../../src/flow/synced-entity/synced-entities.js';
import { SyncedEntityModule } from '../../../src/flow/synced-entity/synced-entity.module.js';
import type { Principal } from '../../../src/kernel/principal.js';
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.js';
import { CONTACTS, DEALS, PRODUCTS, USERS } from './entities.js';

export interface PulledTable {
  readonly created: readonly unknown[];
  readonly updated: readonly (Record<string, unknown> & { id: string })[];
  readonly deleted: readonly string[];
}

export interface Pulled {
  readonly changes: Readonly<Record<string, PulledTable>>;
  readonly timestamp: number;
  readonly generation: number;
  readonly hasMore: boolean;
  readonly next: string | null;
}

export const ADMIN: Principal = { userId: 'admin-1', role: 'admin', sessionId: 's' };

/** The pieces of the external-source module that a push needs; the rest has runs and schedules. */
@Global()
@Module({
  providers: [QuarantineReappliers, Sources, PayloadSeal],
  exports: [QuarantineReappliers, Sources, PayloadSeal],
})
class QuarantineDoor {}

/** The pipeline without HTTP on a database of its own, with a SQL client beside it for what others do. */
export class FlowContext {
  private constructor(
    readonly database: TestDatabase,
    readonly context: INestApplicationContext,
    readonly sql: pg.Client,
  ) {}

  static async start(
    environment: Record<string, string> = {},
    database?: TestDatabase,
  ): Promise<FlowContext> {
    const own = database ?? (await createTestDatabase());
    const settings = readEnvironment({ NODE_ENV: 'test', SCHEDULER_ENABLED: 'false', ...environment });
    const module = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot(settings),
        DatabaseModule.forRoot({ url: own.url, poolSize: 8 }),
        SyncedEntityModule,
        QuarantineDoor,
        ChangeLogModule,
        PullModule,
        PushModule,
      ],
      providers: [Retention],
    }).compile();
    for (const entity of [USERS, CONTACTS, DEALS, PRODUCTS]) {
      module.get(SyncedEntities).register(entity);
    }
    module.useLogger(false);
    await module.init();
    const sql = new pg.Client({ connectionString: own.url });
    await sql.connect();
    return new FlowContext(own, module, sql);
  }

  get ticks(): Ticks {
    return this.context.get(Ticks, { strict: false });
  }

  get retention(): Retention {
    return this.context.get(Retention, { strict: false });
  }

  get editor(): RecordEditor {
    return this.context.get(RecordEditor, { strict: false });
  }

  get verification(): Verification {
    return this.context.get(Verification, { strict: false });
  }

  get stream(): InitialStream {
    return this.context.get(InitialStream, { strict: false });
  }

  get reappliers(): QuarantineReappliers {
    return this.context.get(QuarantineReappliers, { strict: false });
  }

  get dataSource(): Database {
    return this.context.get(Database, { strict: false });
  }

  get pending(): PendingPushes {
    return this.context.get(PendingPushes, { strict: false });
  }

  get applier(): PendingApplier {
    return this.context.get(PendingApplier, { strict: false });
  }

  async initial(
    options: { principal?: Principal; limit?: number; page?: string; tables?: string[] } = {},
  ): Promise<Pulled> {
    const text = await this.context
      .get(InitialPages, { strict: false })
      .read(
        { tables: options.tables ?? null, limit: options.limit ?? 5_000, page: options.page ?? null },
        options.principal ?? ADMIN,
      );
    return JSON.parse(text) as Pulled;
  }

  async pull(
    since: number | Date,
    options: {
      principal?: Principal;
      limit?: number;
      page?: string;
      tables?: string[];
      deviceId?: string;
      migration?: { tables: string[]; columns: { table: string; columns: string[] }[] };
    } = {},
  ): Promise<Pulled> {
    const text = await this.context.get(IncrementalPull, { strict: false }).read(
      {
        since,
        tables: options.tables ?? null,
        limit: options.limit ?? 5_000,
        page: options.page ?? null,
        deviceId: options.deviceId ?? null,
        migration: options.migration ?? null,
      },
      options.principal ?? ADMIN,
    );
    return JSON.parse(text) as Pulled;
  }

  async push(
    body: unknown,
    options: { principal?: Principal; abortOnConflict?: boolean } = {},
  ): Promise<PushAnswer> {
    return this.context.get(PushService, { strict: false }).push(readBody(body), options.principal ?? ADMIN, {
      abortOnConflict: options.abortOnConflict ?? false,
    });
  }

  /** A user with this id and role. */
  async addUser(id: string, role: 0 | 1 | 2): Promise<void> {
    await this.sql.query('INSERT INTO users (id, name, role) VALUES ($1, $1, $2)', [id, role]);
  }

  async addDevice(id: string, userId: string): Promise<void> {
    await this.sql.query(
      `INSERT INTO sync_device (id, user_id, name, platform) VALUES ($1, $2, 'phone', 'test')`,
      [id, userId],
    );
  }

  async count(table: string): Promise<number> {
    const { rows } = await this.sql.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
    return rows[0]?.count ?? 0;
  }

  async close(): Promise<void> {
    await this.sql.end();
    await this.context.close();
    await this.database.drop();
  }
}
