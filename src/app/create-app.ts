import path from 'node:path';
import type { NestApplicationOptions, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import type { Environment } from '../config/environment.js';
import { type Clock, SystemClock } from '../kernel/clock.js';
import { servePanel } from './admin/serve-panel.js';
import { AppModule } from './app.module.js';
import { useStrictJsonBodies } from './http/json-body.js';
import { boundConnections } from './http/connections.js';
import { ProblemFilter } from './http/problem.filter.js';
import { ProblemSender } from './http/problem.sender.js';
import { RateLimiter, type RateLimits } from './http/rate-limit.js';
import { useRequestGate } from './http/request-gate.js';
import { setAnswerHeaders } from './http/answer-headers.js';
import { RouteTable } from './http/route-table.js';
import { serverOptions } from './http/server-options.js';
import { ShutdownState } from './http/shutdown-state.js';
import { createValidationPipe } from './http/validation.js';
import { serveJobBoard } from './job-board/job-board.js';
import { JsonLogger } from './logging/json.logger.js';
import { type LogDestination, stdoutDestination } from './logging/log-destination.js';
import { useRequestLog } from './logging/request-log.js';
import { AppMetrics, type PoolCounts, useMetricsToken } from './metrics/app-metrics.js';
import { serveOpenApi } from './openapi/swagger-ui.js';
import { productFolder } from './product-folder.js';

/** What a test, or the process around the application, brings along. */
export interface AppOverrides {
  readonly clock?: Clock;
  readonly logDestination?: LogDestination;
  /** Further modules: a test's own routes. */
  readonly modules?: readonly Type[];
  readonly rateLimits?: RateLimits;
  readonly shutdown?: ShutdownState;
}

/** The application, and the parts of it that its surroundings talk to. */
export interface ComposedApp {
  readonly app: NestFastifyApplication;
  readonly logger: JsonLogger;
  readonly routes: RouteTable;
  readonly shutdown: ShutdownState;
}

/**
 * The application, ready to listen and not yet listening. Migrations must have run. Throws when the
 * database does not answer or a setting makes no sense; then nothing is left open.
 */
export async function createApp(
  environment: Environment,
  overrides: AppOverrides = {},
): Promise<NestFastifyApplication> {
  return (await composeApp(environment, overrides)).app;
}

/** {@link createApp}, with the parts that a process needs in order to end it well. */
export async function composeApp(
  environment: Environment,
  overrides: AppOverrides = {},
): Promise<ComposedApp> {
  const destination = overrides.logDestination ?? stdoutDestination(() => undefined);
  const logger = new JsonLogger(environment.LOG_LEVEL, destination.stream);
  const clock = overrides.clock ?? new SystemClock();
  const shutdown = overrides.shutdown ?? new ShutdownState();
  const metrics = new AppMetrics(destination.droppedCount);
  const limiter = new RateLimiter(clock, overrides.rateLimits);

  const adapter = new FastifyAdapter(
    serverOptions(environment, (error, request, reply) => {
      refuseInRouter(sender, error, request, reply);
    }),
  );
  const fastify = adapter.getInstance();
  boundConnections(fastify.server);
  const routes = new RouteTable(fastify);
  const sender = new ProblemSender(logger, routes);
  adapter.setOnRequestHook((request, reply, done) => {
    setAnswerHeaders(request, reply);
    done();
  });
  useRequestGate(fastify, { sender, limiter, shutdown, isWorker: environment.ROLE === 'worker' });
  useMetricsToken(fastify, metrics, environment.METRICS_TOKEN);
  useStrictJsonBodies(fastify);
  useRequestLog(fastify, logger);
  metrics.measureRequests(fastify);

  const module = AppModule.forRoot(environment, { clock, shutdown, metrics }, overrides.modules);
  // Nest types its options as a class that it does not export, so no instance can be made.
  const nestOptions: unknown = { bodyParser: false, logger, abortOnError: false };
  const app = await NestFactory.create<NestFastifyApplication>(
    module,
    adapter,
    nestOptions as NestApplicationOptions,
  );
  configure(app, environment, sender);
  metrics.showPool(poolOf(app));
  return { app, logger, routes, shutdown };
}

/** What asks a process about itself. */
const UNPREFIXED = ['health/live', 'health/ready', 'metrics'];

function configure(app: NestFastifyApplication, environment: Environment, sender: ProblemSender): void {
  app.setGlobalPrefix('api', { exclude: UNPREFIXED });
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalFilters(new ProblemFilter(sender));
  if (environment.CORS_ORIGINS.length > 0) {
    app.enableCors({
      origin: [...environment.CORS_ORIGINS],
      methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      exposedHeaders: ['ETag', 'Link', 'Location', 'Retry-After', 'X-Request-Id', 'X-Total-Count'],
      maxAge: 600,
      strictPreflight: false,
    });
  }
  if (environment.API_DOCS === 'on' && environment.ROLE !== 'worker') {
    serveOpenApi(app);
  }
  if (environment.ROLE !== 'worker') {
    servePanel(app.getHttpAdapter().getInstance(), path.join(productFolder(), 'dist', 'admin'));
    serveJobBoard(app, sender);
  }
}

/** No hook has run for such a request: it gets its headers here. */
function refuseInRouter(
  sender: ProblemSender,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  setAnswerHeaders(request, reply);
  sender.send(error, request, reply);
}

function poolOf(app: NestFastifyApplication): PoolCounts {
  const driver: object = app.get(DataSource).driver;
  return Reflect.get(driver, 'master') as PoolCounts;
}
