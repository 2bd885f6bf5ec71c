import { Writable } from 'node:stream';
import {
  type CanActivate,
  type DynamicModule,
  Global,
  type ExecutionContext,
  Module,
  type NestApplicationOptions,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { startStratteraSimulator, type StratteraSimulator } from '@sync-hub/simulators';
import { useStrictJsonBodies } from '../../../src/app/http/json-body.js';
import { ProblemFilter } from '../../../src/app/http/problem.filter.js';
import { ProblemSender } from '../../../src/app/http/problem.sender.js';
import { RouteTable } from '../../../src/app/http/route-table.js';
import { createValidationPipe } from '../../../src/app/http/validation.js';
import { JsonLogger } from '../../../src/app/logging/json.logger.js';
import { ConfigModule } from '../../../src/config/config.module.js';
import { type Environment, readEnvironment } from '../../../src/config/environment.js';
import { StratteraModule } from '../../../src/connectors/strattera/strattera.module.js';
import { Database } from '../../../src/database/database.js';
import { DatabaseModule } from '../../../src/database/database.module.js';
import { attachPrincipal, LivePrincipals } from '../../../src/flow/access/access.public.js';
import { ExternalSourceModule } from '../../../src/flow/external-source/external-source.module.js';
import {
  EXTERNAL_SOURCE_DEFAULTS,
  type ExternalSourceSettings,
  Quarantine,
  type SourceRun,
  SourceRunner,
  SourceStatuses,
} from '../../../src/flow/external-source/external-source.public.js';
import { IngestModule } from '../../../src/flow/ingest/ingest.module.js';
import { OutgoingModule } from '../../../src/flow/outgoing/outgoing.module.js';
import {
  type DeliveryReport,
  OutgoingDesk,
  type OutgoingSettings,
} from '../../../src/flow/outgoing/outgoing.public.js';
import { SyncedEntityModule } from '../../../src/flow/synced-entity/synced-entity.module.js';
import { SyncModule } from '../../../src/modules/crm-sync/sync/sync.module.js';
import { OrdersModule } from '../../../src/modules/orders/orders.module.js';
import { ProductsModule } from '../../../src/modules/products/products.module.js';
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.js';

export const TEST_USER_ID = '11111111-1111-4111-8111-111111111111';

export type ShopSource = 'strattera-orders' | 'strattera-products';

export interface ShopAnswer<Body> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}

/** Retries in milliseconds, no schedules: a test starts every run itself. */
const IMPATIENT: ExternalSourceSettings = {
  ...EXTERNAL_SOURCE_DEFAULTS,
  isScheduler: false,
  backoffBaseMs: 5,
  backoffMaxMs: 20,
  watchMs: 200,
};

/** Deliveries are started by the test too. */
const HASTY: Partial<OutgoingSettings> = {
  backoffBaseMs: 100,
  backoffMaxMs: 200,
  unauthorizedRestMs: 50,
  leaseMs: 3_000,
  graceMs: 100,
};

export interface ShopOptions {
  readonly orders?: number;
  readonly products?: number;
  /** Edits are delivered to the shop. */
  readonly writeBack?: boolean;
}

/** The shop's modules over a simulated shop and a database of their own, without the rest of the product. */
export class ShopApp {
  private constructor(
    readonly simulator: StratteraSimulator,
    private readonly app: NestFastifyApplication,
    private readonly testDatabase: TestDatabase,
    private readonly origin: string,
  ) {}

  /** A world of today, so that its sales lie in the window of the analytics. Close it in `afterAll`. */
  static async start({ orders = 60, products = 12, writeBack = false }: ShopOptions = {}): Promise<ShopApp> {
    const testDatabase = await createTestDatabase();
    const simulator = await startStratteraSimulator({
      orders,
      products,
      writeBack,
      now: new Date().toISOString(),
      ordersCacheMs: 0,
    });
    const app = await startShopProcess({ databaseUrl: testDatabase.url, writeBack }, simulator);
    return new ShopApp(simulator, app, testDatabase, await app.getUrl());
  }

  get databaseUrl(): string {
    return this.testDatabase.url;
  }

  /** Delivers what is due. */
  deliver(): Promise<DeliveryReport> {
    return this.app.get(OutgoingDesk).deliverDue();
  }

  get database(): Database {
    return this.app.get(Database);
  }

  get statuses(): SourceStatuses {
    return this.app.get(SourceStatuses);
  }

  get quarantine(): Quarantine {
    return this.app.get(Quarantine);
  }

  /** Reads a source and answers the run when it has ended. */
  async run(source: ShopSource): Promise<SourceRun> {
    const runner = this.app.get(SourceRunner);
    const { runId } = await runner.start(source, { mode: 'full' }, { kind: 'manual' });
    return runner.wait(runId);
  }

  /** Answers when a run that was started over REST has ended. */
  waitFor(runId: string): Promise<SourceRun> {
    return this.app.get(SourceRunner).wait(runId);
  }

  /** One request of an admin, through routing, validation and the problem filter. */
  async request<Body = Record<string, unknown>>(
    method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<ShopAnswer<Body>> {
    const answer = await fetch(new URL(url, this.origin), {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: (await answer.json()) as Body,
    };
  }

  /** How many entries the change log has. */
  async logCount(): Promise<number> {
    const rows = await this.database.query<{ count: number }>(
      'SELECT count(*)::integer AS count FROM change_log',
    );
    return rows[0]?.count ?? 0;
  }

  /** What PostgreSQL counts as written rows of the domain tables: a checksum of every row's version. */
  async rowVersions(): Promise<string> {
    const rows = await this.database.query<{ versions: string }>(`
      SELECT md5(string_agg(version, ',' ORDER BY version)) AS versions FROM (
        SELECT 'o' || id || xmin FROM orders UNION ALL SELECT 'i' || id || xmin FROM order_items
        UNION ALL SELECT 'p' || id || xmin FROM products UNION ALL SELECT 't' || id || xmin FROM product_trends
      ) AS rows (version)`);
    return rows[0]?.versions ?? '';
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.simulator.close();
    await this.testDatabase.drop();
  }
}

/** Stands for the part of the access module that a stream of events asks. */
@Global()
@Module({
  providers: [
    { provide: LivePrincipals, useValue: { find: (principal: object) => Promise.resolve(principal) } },
  ],
  exports: [LivePrincipals],
})
class AccessDoor {}

@Module({})
class ShopTestModule {}

function shopModule(environment: Environment, databaseUrl: string): DynamicModule {
  return {
    module: ShopTestModule,
    imports: [
      ConfigModule.forRoot(environment),
      DatabaseModule.forRoot({ url: databaseUrl, poolSize: 10 }),
      SyncedEntityModule,
      IngestModule,
      ExternalSourceModule.forRoot(IMPATIENT),
      OrdersModule,
      ProductsModule,
      StratteraModule,
      OutgoingModule.forRoot(HASTY),
      AccessDoor,
      SyncModule,
    ],
  };
}

/** One process of the shop's modules, listening; `shop` says where the shop is. */
export async function startShopProcess(
  { databaseUrl, writeBack }: { readonly databaseUrl: string; readonly writeBack: boolean },
  shop: Pick<StratteraSimulator, 'environment'>,
): Promise<NestFastifyApplication> {
  const environment = readEnvironment({
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    ...shop.environment,
    STRATTERA_WRITE_BACK: String(writeBack),
  });
  const app = await composeShop(environment, databaseUrl);
  await app.listen(0, '127.0.0.1');
  return app;
}

async function composeShop(environment: Environment, databaseUrl: string): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter();
  const fastify = adapter.getInstance();
  const silence = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const silentLogger = new JsonLogger('silent', silence);
  const sender = new ProblemSender(silentLogger, new RouteTable(fastify));
  useStrictJsonBodies(fastify);
  // Nest types its options as a class that it does not export, so no instance can be made.
  const nestOptions: unknown = { bodyParser: false, logger: silentLogger, abortOnError: false };
  const app = await NestFactory.create<NestFastifyApplication>(
    shopModule(environment, databaseUrl),
    adapter,
    nestOptions as NestApplicationOptions,
  );
  app.setGlobalPrefix('api');
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalFilters(new ProblemFilter(sender));
  app.useGlobalGuards(new EverybodyIsAdmin());
  return app;
}

/** Stands for the access guard, which has tests of its own. */
class EverybodyIsAdmin implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<object>();
    attachPrincipal(request, { userId: TEST_USER_ID, role: 'admin', sessionId: 'test' });
    return true;
  }
}
