import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ROLE_NAME, type DataFolder } from './data-folder.js';
import { findFreePort } from './free-port.js';
import { stopLeftoverPostmaster } from './leftover-postmaster.js';
import type { NativeBinaries } from './native-binaries.js';
import { Postmaster, PostmasterFailure } from './postmaster.js';
import { ServerAccount } from './server-account.js';
import { serverArguments, type ServerFlags } from './server-settings.js';

/** The database that the application uses; made on first start. */
export const APPLICATION_DATABASE = 'sync_hub';

/** 40 × 250 ms: the backends of a killed server notice its end within that time. */
const START_ATTEMPTS_MAX = 40;
const RETRY_DELAY_MS = 250;

/** The two methods that are used of a logger; pino's and `console` fit. */
export interface EmbeddedPostgresLog {
  readonly info: (message: string) => void;
  readonly warn: (message: string) => void;
}

export interface EmbeddedPostgresOptions {
  /** The server's files go to `DATA_DIR/postgres`. */
  readonly dataDir: string;
  readonly log: EmbeddedPostgresLog;
  /** Settings on top of ours, such as `{ fsync: 'off' }` for a test. */
  readonly flags?: ServerFlags;
  /** 0, the default, takes a free port. */
  readonly port?: number;
}

/** A server that answers, and how to reach its databases. */
export interface RunningServer {
  readonly postmaster: Postmaster;
  readonly urlOf: (database: string) => string;
}

/** From files to an answering server: initialise, clear what a killed owner left, launch. Call it under the lock. */
export async function startServer(
  options: EmbeddedPostgresOptions,
  folder: DataFolder,
  binaries: NativeBinaries,
): Promise<RunningServer> {
  const flags = options.flags ?? {};
  const account = await ServerAccount.choose([binaries.folder, folder.home]);
  await folder.initialise(binaries, account, flags.fsync !== 'off');
  if (await stopLeftoverPostmaster(folder.cluster)) {
    options.log.warn('An embedded PostgreSQL of a killed process was still running; it has been stopped.');
  }
  await folder.rotateLog();
  const password = await folder.password();
  const launch = async (port: number): Promise<RunningServer> => {
    const command = account.command(binaries.postgres, serverArguments(folder.cluster, port, flags));
    return launchOnce(await Postmaster.spawn(command, folder), urlBuilder(password, port));
  };
  const server = await launchWithRetries(launch, options.port ?? 0);
  options.log.info(`The embedded PostgreSQL is ready; its data is in ${folder.home}.`);
  return server;
}

/**
 * Two failures pass by themselves: somebody took the free port before we did, and backends of a killed server
 * have not noticed its end. Everything else is thrown as it is.
 */
async function launchWithRetries(
  launch: (port: number) => Promise<RunningServer>,
  wantedPort: number,
): Promise<RunningServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await launch(wantedPort === 0 ? await findFreePort() : wantedPort);
    } catch (error) {
      if (attempt === START_ATTEMPTS_MAX || !mayPass(error, wantedPort)) {
        throw error;
      }
      await sleep(RETRY_DELAY_MS);
    }
  }
}

function mayPass(error: unknown, wantedPort: number): boolean {
  if (!(error instanceof PostmasterFailure)) {
    return false;
  }
  const isPortTaken = error.logTail.includes('could not bind') && wantedPort === 0;
  return isPortTaken || error.logTail.includes('pre-existing shared memory block');
}

async function launchOnce(
  postmaster: Postmaster,
  urlOf: (database: string) => string,
): Promise<RunningServer> {
  try {
    await postmaster.waitUntilReady(urlOf('postgres'));
    await ensureDatabase(urlOf('postgres'));
    return { postmaster, urlOf };
  } catch (error) {
    await postmaster.stop();
    throw error;
  }
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const found = await admin.query('SELECT FROM pg_database WHERE datname = $1', [APPLICATION_DATABASE]);
    if (found.rowCount === 0) {
      await admin.query(`CREATE DATABASE ${APPLICATION_DATABASE}`);
    }
  } finally {
    await admin.end();
  }
}

/** The address of a database of the server, by its name. */
export function urlBuilder(password: string, port: number): (database: string) => string {
  return (database) => `postgres://${ROLE_NAME}:${password}@127.0.0.1:${port}/${database}`;
}
