import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import {
  type CanActivate,
  type DynamicModule,
  type ExecutionContext,
  Global,
  Module,
  type NestApplicationOptions,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  type AltegioSimulator,
  type AltegioSimulatorOptions,
  startAltegioSimulator,
} from '@sync-hub/simulators';
import { useStrictJsonBodies } from '../../../src/app/http/json-body.js';
import { ProblemFilter } from '../../../src/app/http/problem.filter.js';
import { ProblemSender } from '../../../src/app/http/problem.sender.js';
import { RouteTable } from '../../../src/app/http/route-table.js';
import { createValidationPipe } from '../../../src/app/http/validation.js';
import { JsonLogger } from '../../../src/app/logging/json.logger.js';
import { ConfigModule } from '../../../src/config/config.module.js';
import { type Environment, readEnvironment } from '../../../src/config/environment.js';
import { AltegioModule } from '../../../src/connectors/altegio/altegio.module.js';
import { Database } from '../../../src/database/database.js';
import { DatabaseModule } from '../../../src/database/database.module.js';
import { attachPrincipal, LivePrincipals } from '../../../src/flow/access/access.public.js';
import { ExternalSourceModule } from '../../../src/flow/external-source/external-source.module.js';
import {
  EXTERNAL_SOURCE_DEFAULTS,
  type ExternalSourceSettings,
  type RunOptions,
  type SourceRun,
  SourceRunner,
} from '../../../src/flow/external-source/external-source.public.js';
import { IngestModule } from '../../../src/flow/ingest/ingest.module.js';
import { OutgoingModule } from '../../../src/flow/outgoing/outgoing.module.js';
import { type DeliveryReport, OutgoingDesk } from '../../../src/flow/outgoing/outgoing.public.js';
import { SyncedEntityModule } from '../../../src/flow/synced-entity/synced-entity.module.js';
import { Clock } from '../../../src/kernel/clock.js';
import type { Role } from '../../../src/kernel/principal.js';
import { AppointmentsModule } from '../../../src/modules/appointments/appointments.module.js';
import { SyncModule } from '../../../src/modules/crm-sync/sync/sync.module.js';
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.js';

export const TEST_USER_ID = '11111111-1111-4111-8111-111111111111';
/** Invented. */
export const WEBHOOK_SECRET = 'a-webhook-secret-of-tests';

export interface AltegioAppOptions {
  readonly simulator?: AltegioSimulatorOptions;
  /** On top of the test's own; `undefined` takes one away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export interface AltegioAnswer<Body> {
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

/** Stands still at the vendor's present, so that `yesterday` is the vendor's. */
class VendorClock extends Clock {
  constructor(private readonly simulator: AltegioSimulator) {
    super();
  }

  now(): Date {
    return new Date(this.simulator.clock.nowMs());
  }
}

interface Running {
  readonly app: NestFastifyApplication;
  readonly testDatabase: TestDatabase;
  readonly origin: string;
}

/** Appointments over a simulated location and a database of their own, without the rest of the product. */
export class AltegioApp {
  private constructor(
    readonly simulator: AltegioSimulator,
    readonly dataDir: string,
    /** Everything that was logged. */
    readonly logLines: readonly string[],
    private readonly running: Running,
  ) {}

  /** Close it in `afterAll`. */
  static async start(options: AltegioAppOptions = {}): Promise<AltegioApp> {
    const testDatabase = await createTestDatabase();
    const simulator = await startAltegioSimulator({ records: 120, ...options.simulator });
    const dataDir = await mkdtemp(path.join(tmpdir(), 'altegio-app-'));
    const environment = readEnvironment({
      NODE_ENV: 'test',
      DATABASE_URL: testDatabase.url,
      DATA_DIR: dataDir,
      ...simulator.environment,
      ALTEGIO_WEBHOOK_SECRET: WEBHOOK_SECRET,
      ...options.environment,
    });
    const logLines: string[] = [];
    const parts = { environment, databaseUrl: testDatabase.url, simulator, logLines };
    const app = await compose(parts);
    await app.listen(0, '127.0.0.1');
    return new AltegioApp(simulator, dataDir, logLines, { app, testDatabase, origin: await app.getUrl() });
  }

  get database(): Database {
    return this.running.app.get(Database);
  }

  get<Service>(token: Type<Service> | (abstract new (...rest: never[]) => Service)): Service {
    return this.running.app.get(token, { strict: false });
  }

  /** Runs the source and answers the run when it has ended. */
  async run(options: RunOptions = { mode: 'full' }): Promise<SourceRun> {
    const runner = this.running.app.get(SourceRunner);
    const { runId } = await runner.start('altegio', options, { kind: 'manual' });
    return runner.wait(runId);
  }

  /** Delivers what is due of people's edits. */
  deliver(): Promise<DeliveryReport> {
    return this.get(OutgoingDesk).deliverDue();
  }

  async rows<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.database.query<Row>(sql, values);
  }

  /** The stored row of a record of the vendor; undefined when there is none. */
  async row(externalId: number): Promise<Readonly<Record<string, unknown>> | undefined> {
    const [row] = await this.rows<Readonly<Record<string, unknown>>>(
      'SELECT * FROM appointments WHERE external_id = $1',
      [String(externalId)],
    );
    return row;
  }

  /** One request of an admin through routing, validation and the problem filter. */
  async request<Body = Record<string, unknown>>(
    method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    body?: object,
  ): Promise<AltegioAnswer<Body>> {
    const answer = await fetch(new URL(url, this.running.origin), {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: (text === '' ? null : JSON.parse(text)) as Body,
    };
  }

  get webhookUrl(): string {
    return `${this.running.origin}/api/webhooks/altegio/${WEBHOOK_SECRET}`;
  }

  /** A checksum of every row's version, and how long the change log is. */
  async versions(): Promise<string> {
    const [row] = await this.rows<{ versions: string }>(
      `SELECT concat((SELECT md5(string_agg(id || xmin, ',' ORDER BY id)) FROM appointments),
                     (SELECT count(*) FROM change_log)) AS versions`,
    );
    return row?.versions ?? '';
  }

  /** Nothing is stored, and the location is that of the start, without faults and with its first knobs. */
  async reset(): Promise<void> {
    this.simulator.reset();
    await this.rows(
      'TRUNCATE appointments, quarantine, source_run, source_run_page, source_position, change_log CASCADE',
    );
  }

  async close(): Promise<void> {
    await this.running.app.close();
    await this.simulator.close();
    await this.running.testDatabase.drop();
    await rm(this.dataDir, { recursive: true, force: true });
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
class AltegioTestModule {}

interface Parts {
  readonly environment: Environment;
  readonly databaseUrl: string;
  readonly simulator: AltegioSimulator;
  readonly logLines: string[];
}

function altegioModule({ environment, databaseUrl, simulator }: Parts): DynamicModule {
  return {
    module: AltegioTestModule,
    imports: [
      ConfigModule.forRoot(environment, new VendorClock(simulator)),
      DatabaseModule.forRoot({ url: databaseUrl, poolSize: 10 }),
      SyncedEntityModule,
      IngestModule,
      ExternalSourceModule.forRoot(IMPATIENT),
      OutgoingModule.forRoot({ backoffBaseMs: 100, backoffMaxMs: 200, leaseMs: 3_000, graceMs: 100 }),
      AppointmentsModule,
      AccessDoor,
      SyncModule,
      AltegioModule,
    ],
  };
}

async function compose(parts: Parts): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter();
  const fastify = adapter.getInstance();
  const captured = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      parts.logLines.push(chunk.toString('utf8'));
      done();
    },
  });
  const logger = new JsonLogger('debug', captured);
  const sender = new ProblemSender(logger, new RouteTable(fastify));
  useStrictJsonBodies(fastify);
  // Nest types its options as a class that it does not export, so no instance can be made.
  const nestOptions: unknown = { bodyParser: false, logger, abortOnError: false };
  const app = await NestFactory.create<NestFastifyApplication>(
    altegioModule(parts),
    adapter,
    nestOptions as NestApplicationOptions,
  );
  app.setGlobalPrefix('api');
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalFilters(new ProblemFilter(sender));
  app.useGlobalGuards(new EverybodyIs('admin'));
  return app;
}

/** Stands for the access guard, which has tests of its own. */
class EverybodyIs implements CanActivate {
  constructor(private readonly role: Role) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<object>();
    attachPrincipal(request, { userId: TEST_USER_ID, role: this.role, sessionId: 'test' });
    return true;
  }
}
