import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Environment, readEnvironment } from '../config/environment.js';
import { EmbeddedPostgres } from '../database/embedded/embedded-postgres.js';
import { composeApp } from './create-app.js';
import { trustedProxies } from './http/trusted-proxies.js';
import { JsonLogger } from './logging/json.logger.js';
import { type LogDestination, stdoutDestination } from './logging/log-destination.js';
import { prepareDatabase } from './start/prepare-database.js';
import { ProgramEnd } from './start/program-end.js';
import { StartedProcess } from './start/started-process.js';
import { stopApp } from './start/stop-app.js';

/** What the steps of a start share. */
interface Start {
  readonly environment: Environment;
  readonly logger: JsonLogger;
  readonly destination: LogDestination;
  readonly parts: StartedProcess;
  readonly end: ProgramEnd;
}

/**
 * Runs the program until a signal ends it: the whole of `main.ts` and `worker.ts`. The process ends with
 * 0 after a signal, 1 after a failure, 2 when the environment is wrong; a PostgreSQL that is ours is
 * stopped last, and always (FAULTS T1, K5).
 */
export async function run(raw: Record<string, string | undefined>): Promise<void> {
  const environment = environmentOrExit(raw);
  const destination = stdoutDestination(() => void end.end(1));
  const logger = new JsonLogger(environment.LOG_LEVEL, destination.stream);
  const parts = new StartedProcess((level, message, fields) => {
    logger.event(level, message, fields);
  });
  const end = new ProgramEnd(parts, logger, destination);
  end.obeySignals();
  const starting = start({ environment, logger, destination, parts, end });
  end.waitFor(starting);
  try {
    await starting;
  } catch (error) {
    if (!end.signal.aborted) {
      logger.bug('start failed', error);
      process.stderr.write(`${error instanceof Error ? error.message : 'The start failed.'}\n`);
      await end.end(1);
    }
  }
}

/** Every problem of the environment on stderr, and no value of it. */
function environmentOrExit(raw: Record<string, string | undefined>): Environment {
  try {
    const environment = readEnvironment(raw);
    trustedProxies(environment.TRUST_PROXY);
    return environment;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : 'The environment is wrong.'}\n`);
    process.exit(2);
  }
}

async function start(context: Start): Promise<void> {
  const { environment, logger, destination, parts, end } = context;
  const url = environment.DATABASE_URL ?? (await startEmbeddedPostgres(context));
  end.signal.throwIfAborted();
  const migrations = await prepareDatabase(environment, url);
  logger.event('info', 'the schema is current', { count: migrations.length });
  end.signal.throwIfAborted();
  const composed = await composeApp({ ...environment, DATABASE_URL: url }, { logDestination: destination });
  parts.started('the application', () => stopApp(composed));
  await composed.app.listen({ host: environment.HOST, port: environment.PORT });
  logger.event('info', `Listening on ${addressOf(composed.app)}`, { role: environment.ROLE });
}

async function startEmbeddedPostgres({ environment, logger, parts, end }: Start): Promise<string> {
  const server = await EmbeddedPostgres.start({
    dataDir: environment.DATA_DIR,
    log: {
      info: (message) => {
        logger.event('info', message, {});
      },
      warn: (message) => {
        logger.event('warn', message, {});
      },
    },
  });
  parts.started('the embedded PostgreSQL', () => server.stop());
  void server.exited.then(() => end.end(1));
  return server.url;
}

/** Where a person on this machine reaches the application. */
function addressOf(app: NestFastifyApplication): string {
  const { address, family, port } = app.getHttpServer().address() as AddressInfo;
  const host = address === '0.0.0.0' || address === '::' ? 'localhost' : address;
  return `http://${family === 'IPv6' && host !== 'localhost' ? `[${host}]` : host}:${port}`;
}
