import { Writable } from 'node:stream';
import {
  type CanActivate,
  type DynamicModule,
  type ExecutionContext,
  Module,
  type NestApplicationOptions,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { useStrictJsonBodies } from '../../../src/app/http/json-body.js';
import { ProblemFilter } from '../../../src/app/http/problem.filter.js';
import { ProblemSender } from '../../../src/app/http/problem.sender.js';
import { RouteTable } from '../../../src/app/http/route-table.js';
import { createValidationPipe } from '../../../src/app/http/validation.js';
import { JsonLogger } from '../../../src/app/logging/json.logger.js';
import { Database } from '../../../src/database/database.js';
import { attachPrincipal } from '../../../src/flow/access/access.public.js';
import { Sources } from '../../../src/flow/external-source/external-source.public.js';
import { SyncedEntities } from '../../../src/flow/synced-entity/synced-entity.public.js';
import { productSync } from '../../../src/modules/products/product.sync.js';
import { createTestDatabase } from '../postgres/test-database.js';
import { FakeSource, fullSchedule } from './fake-source.js';
import { pipelineModules } from './pipeline.js';

export const ADMIN_ID = '11111111-1111-4111-8111-111111111111';

@Module({})
class PipelineAppModule {
  static of(url: string): DynamicModule {
    return { module: PipelineAppModule, imports: pipelineModules(url, {}) };
  }
}

/** Stands for the access guard, which has tests of its own. */
class EverybodyIsAdmin implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    attachPrincipal(context.switchToHttp().getRequest<object>(), {
      userId: ADMIN_ID,
      role: 'admin',
      sessionId: ADMIN_ID,
    });
    return true;
  }
}

export interface PipelineAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** The pipeline behind its routes with one source, on a database of its own. Close it in `afterAll`. */
export class PipelineApp {
  private constructor(
    readonly app: NestFastifyApplication,
    /** Announced as `fake`. */
    readonly source: FakeSource,
    readonly origin: string,
    private readonly dropDatabase: () => Promise<void>,
  ) {}

  static async start(): Promise<PipelineApp> {
    const testDatabase = await createTestDatabase();
    const source = new FakeSource('fake');
    const app = await startPipelineApp(testDatabase.url, source);
    return new PipelineApp(app, source, await app.getUrl(), () => testDatabase.drop());
  }

  get database(): Database {
    return this.app.get(Database);
  }

  /** A call by an admin; `path` is below `/api/`. */
  async call(method: string, path: string, body?: unknown): Promise<PipelineAnswer> {
    const json = { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await fetch(`${this.origin}/api/${path}`, {
      method,
      ...(body === undefined ? {} : json),
    });
    const { status, headers } = response;
    return { status, headers, body: (await response.json()) as PipelineAnswer['body'] };
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.dropDatabase();
  }
}

/** With validation and the problem filter of the product. */
async function startPipelineApp(url: string, source: FakeSource): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter();
  const fastify = adapter.getInstance();
  const silence = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  useStrictJsonBodies(fastify);
  const options: unknown = { bodyParser: false, logger: false, abortOnError: false };
  const app = await NestFactory.create<NestFastifyApplication>(
    PipelineAppModule.of(url),
    adapter,
    options as NestApplicationOptions,
  );
  app.setGlobalPrefix('api');
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalFilters(
    new ProblemFilter(new ProblemSender(new JsonLogger('silent', silence), new RouteTable(fastify))),
  );
  app.useGlobalGuards(new EverybodyIsAdmin());
  app.get(SyncedEntities).register(productSync);
  app.get(Sources).register(source.manifest({ schedules: [fullSchedule('0 6 * * *')] }), source);
  app.get(Sources).register(
    {
      ...source.manifest(),
      key: 'bare',
      title: 'Bare',
      configured: false,
      missingVariables: ['BARE_TOKEN'],
    },
    null,
  );
  await app.listen(0, '127.0.0.1');
  return app;
}
