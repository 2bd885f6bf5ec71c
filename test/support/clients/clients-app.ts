import { Writable } from 'node:stream';
import {
  type CanActivate,
  type ExecutionContext,
  Module,
  type NestApplicationOptions,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  startExnessSimulator,
  type ExnessSimulator,
  type ExnessSimulatorOptions,
} from '@sync-hub/simulators';
import { useStrictJsonBodies } from '../../../src/app/http/json-body.js';
import { ProblemFilter } from '../../../src/app/http/problem.filter.js';
import { ProblemSender } from '../../../src/app/http/problem.sender.js';
import { RouteTable } from '../../../src/app/http/route-table.js';
import { createValidationPipe } from '../../../src/app/http/validation.js';
import { JsonLogger } from '../../../src/app/logging/json.logger.js';
import { ConfigModule } from '../../../src/config/config.module.js';
import { type Environment, readEnvironment } from '../../../src/config/environment.js';
import { ExnessModule } from '../../../src/connectors/exness/exness.module.js';
import { Database } from '../../../src/database/database.js';
import { DatabaseModule } from '../../../src/database/database.module.js';
import { attachPrincipal } from '../../../src/flow/access/access.public.js';
import { ExternalSourceModule } from '../../../src/flow/external-source/external-source.module.js';
import {
  EXTERNAL_SOURCE_DEFAULTS,
  type ExternalSourceSettings,
  type SourceRun,
  SourceRunner,
} from '../../../src/flow/external-source/external-source.public.js';
import { IngestModule } from '../../../src/flow/ingest/ingest.module.js';
import { OutgoingModule } from '../../../src/flow/outgoing/outgoing.module.js';
import { SyncedEntityModule } from '../../../src/flow/synced-entity/synced-entity.module.js';
import { ClientsModule } from '../../../src/modules/clients/clients.module.js';
import { ClientsCommands } from '../../../src/modules/clients/clients.public.js';
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.js';

export interface ClientsAnswer<Body> {
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

/** The clients' module over a simulated vendor and a database of its own, without the rest of the product. */
export class ClientsApp {
  private constructor(
    readonly simulator: ExnessSimulator,
    private readonly app: NestFastifyApplication,
    private readonly testDatabase: TestDatabase,
    private readonly origin: string,
  ) {}

  /** Close it in `afterAll`. */
  static async start(options: ExnessSimulatorOptions = {}): Promise<ClientsApp> {
    const testDatabase = await createTestDatabase();
    const simulator = await startExnessSimulator(options);
    const environment = readEnvironment({
      NODE_ENV: 'test',
      DATABASE_URL: testDatabase.url,
      ...simulator.environment,
    });
    const app = await compose(environment, testDatabase.url);
    await app.listen(0, '127.0.0.1');
    return new ClientsApp(simulator, app, testDatabase, await app.getUrl());
  }

  get database(): Database {
    return this.get(Database);
  }

  get commands(): ClientsCommands {
    return this.get(ClientsCommands);
  }

  /** A part of the application, for what no method here does. */
  get<Part>(token: Type<Part> | (abstract new (...args: never[]) => Part)): Part {
    return this.app.get(token, { strict: false });
  }

  /** Imports and answers the run when it has ended. */
  run(newOnly = false): Promise<SourceRun> {
    return this.commands.sync({ newOnly });
  }

  /** Answers when a run that was started over REST has ended. */
  waitFor(runId: string): Promise<SourceRun> {
    return this.get(SourceRunner).wait(runId);
  }

  /** One request of an admin, through routing, validation and the problem filter. */
  async request<Body = Record<string, unknown>>(
    method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    body?: object,
  ): Promise<ClientsAnswer<Body>> {
    const answer = await fetch(new URL(url, this.origin), {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: (await answer.json()) as Body,
    };
  }

  async rows<Row extends object = Record<string, unknown>>(
    sql: string,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    return this.database.query<Row>(sql, values);
  }

  /** What an import of what is stored must not change: every version of every row, and the change log. */
  async trace(): Promise<string> {
    const [row] = await this.rows<{ trace: string }>(`
      SELECT (SELECT count(*) FROM change_log) || ' ' || md5(string_agg(version, ',' ORDER BY version)) AS trace FROM (
        SELECT 'c' || id || xmin FROM clients UNION ALL SELECT 'a' || id || xmin FROM client_accounts
      ) AS rows (version)`);
    return row?.trace ?? '';
  }

  /** Nothing is stored, and the vendor's world is that of the start. */
  async reset(): Promise<void> {
    this.simulator.faults.clear();
    this.simulator.reset();
    await this
      .rows(`TRUNCATE clients, client_accounts, quarantine, source_run, source_run_page, source_position,
      source_absence, change_log CASCADE`);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.simulator.close();
    await this.testDatabase.drop();
  }
}

@Module({})
class ClientsTestModule {}

async function compose(environment: Environment, databaseUrl: string): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter();
  const fastify = adapter.getInstance();
  const silence = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const silentLogger = new JsonLogger('silent', silence);
  useStrictJsonBodies(fastify);
  // Nest types its options as a class that it does not export, so no instance can be made.
  const nestOptions: unknown = { bodyParser: false, logger: silentLogger, abortOnError: false };
  const app = await NestFactory.create<NestFastifyApplication>(
    {
      module: ClientsTestModule,
      imports: [
        ConfigModule.forRoot(environment),
        DatabaseModule.forRoot({ url: databaseUrl, poolSize: 10 }),
        SyncedEntityModule,
        IngestModule,
        ExternalSourceModule.forRoot(IMPATIENT),
        OutgoingModule.forRoot(),
        ClientsModule,
        ExnessModule,
      ],
    },
    adapter,
    nestOptions as NestApplicationOptions,
  );
  app.setGlobalPrefix('api');
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalFilters(new ProblemFilter(new ProblemSender(silentLogger, new RouteTable(fastify))));
  app.useGlobalGuards(new EverybodyIsAdmin());
  return app;
}

/** Stands for the access guard, which has tests of its own. */
class EverybodyIsAdmin implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<object>();
    const userId = '11111111-1111-4111-8111-111111111111';
    attachPrincipal(request, { userId, role: 'admin', sessionId: 'test' });
    return true;
  }
}
