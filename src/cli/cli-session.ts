import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app/app.module.js';
import { ShutdownState } from '../app/http/shutdown-state.js';
import { JsonLogger } from '../app/logging/json.logger.js';
import { AppMetrics } from '../app/metrics/app-metrics.js';
import { prepareDatabase } from '../app/start/prepare-database.js';
import { StartedProcess } from '../app/start/started-process.js';
import { type Environment, readEnvironment } from '../config/environment.js';
import { EmbeddedPostgres } from '../database/embedded/embedded-postgres.js';
import { findRunningServer } from '../database/embedded/running-server.js';
import { SystemClock } from '../kernel/clock.js';
import { UsageError, type ExitCode } from './exit-codes.js';
import type { Terminal } from './terminal.js';

/** Levels that say less than warn. */
const QUIETER_LEVELS = new Set(['error', 'fatal', 'silent']);

/**
 * What a command works with, opened when it is first asked for: `--help` and a misspelt option touch nothing. The
 * application is composed as in a worker, without HTTP and without schedules. Close it whatever happened.
 */
export class CliSession {
  readonly clock = new SystemClock();
  /** How the command ended. */
  exitCode: ExitCode = 0;
  private readonly parts: StartedProcess;
  private readonly opened: {
    environment?: Environment;
    url?: Promise<string>;
    migrations?: Promise<string[]>;
    app?: Promise<INestApplicationContext>;
  } = {};

  constructor(
    private readonly raw: Readonly<Record<string, string | undefined>>,
    private readonly terminal: Terminal,
    /** Aborted by Ctrl-C. */
    readonly signal: AbortSignal,
  ) {
    this.parts = new StartedProcess((_level, message) => {
      terminal.note(message);
    });
  }

  /** Throws `UsageError` with every problem of the environment, and no value of it. */
  environment(): Environment {
    this.opened.environment ??= this.readEnvironment();
    return this.opened.environment;
  }

  /**
   * `DATABASE_URL`, or else the embedded PostgreSQL: another process's that runs on the same DATA_DIR, or one of our
   * own until {@link close}.
   */
  databaseUrl(): Promise<string> {
    this.opened.url ??= this.openDatabase();
    return this.opened.url;
  }

  /** Brings the schema up to date, under the lock. Answers the names of the migrations that ran. */
  migrate(): Promise<string[]> {
    this.opened.migrations ??= this.databaseUrl().then((url) => prepareDatabase(this.environment(), url));
    return this.opened.migrations;
  }

  /** The composed application, on a schema that is up to date. */
  app(): Promise<INestApplicationContext> {
    this.opened.app ??= this.migrate().then(() => this.compose());
    return this.opened.app;
  }

  /** Ends what was opened, in the opposite order. Never throws. */
  async close(): Promise<void> {
    await Promise.allSettled([this.opened.url, this.opened.migrations, this.opened.app]);
    await this.parts.stop();
  }

  private readEnvironment(): Environment {
    const level = this.raw.LOG_LEVEL ?? '';
    try {
      return readEnvironment({
        ...this.raw,
        ROLE: 'worker',
        SCHEDULER_ENABLED: 'false',
        LOG_LEVEL: QUIETER_LEVELS.has(level) ? level : 'warn',
      });
    } catch (error) {
      throw new UsageError(error instanceof Error ? error.message : 'The environment is wrong.');
    }
  }

  private async openDatabase(): Promise<string> {
    const { DATABASE_URL: given, DATA_DIR: dataDir } = this.environment();
    const url = given ?? (await findRunningServer(dataDir));
    if (url !== null) {
      return url;
    }
    const log = {
      info: () => undefined,
      warn: (message: string) => {
        this.terminal.note(message);
      },
    };
    const server = await EmbeddedPostgres.start({ dataDir, log });
    this.parts.started('the embedded PostgreSQL', () => server.stop());
    return server.url;
  }

  private async compose(): Promise<INestApplicationContext> {
    const environment = { ...this.environment(), DATABASE_URL: await this.databaseUrl() };
    const parts = {
      clock: this.clock,
      shutdown: new ShutdownState(),
      metrics: new AppMetrics(() => 0),
      takesJobs: false,
    };
    const logger = new JsonLogger(environment.LOG_LEVEL, {
      write: (line) => {
        this.terminal.note(line.trimEnd());
      },
    });
    const app = await NestFactory.createApplicationContext(AppModule.forRoot(environment, parts), {
      logger,
      abortOnError: false,
    });
    this.parts.started('the application', () => app.close());
    return app;
  }
}
