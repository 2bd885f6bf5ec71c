import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { PendingApplier } from '../../src/flow/push/pending-applier.js';
import { startTestApp, TEST_ADMIN, type TestApp } from '../support/app/test-app.js';

/** The product under test. `url` changes when it is restarted. */
export interface ReplicaServer {
  readonly url: string;
  /** Ends it with SIGKILL where it can be killed; nothing where it cannot. */
  readonly kill: () => Promise<void>;
  /** Starts it again after a kill; nothing when it runs. */
  readonly revive: () => Promise<void>;
  /** Applies what pushes have queued. */
  readonly settle: () => Promise<void>;
  readonly close: () => Promise<void>;
}

type Variables = Readonly<Record<string, string>>;

/** In this process: quick, and not to be killed. */
export async function startInProcess(databaseUrl: string, environment: Variables): Promise<ReplicaServer> {
  const api: TestApp = await startTestApp({ databaseUrl, environment });
  const applier = api.app.get(PendingApplier, { strict: false });
  return {
    url: api.url,
    kill: () => Promise.resolve(),
    revive: () => Promise.resolve(),
    settle: async () => {
      await applier.run();
    },
    close: () => api.close(),
  };
}

/** As it is deployed, in a process of its own: `dist/src/main.js`, which `npm test` builds first. */
export async function startChild(databaseUrl: string, environment: Variables): Promise<ReplicaServer> {
  const server = new ChildServer({
    NODE_ENV: 'test',
    PORT: '0',
    HOST: '127.0.0.1',
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: '8',
    DATABASE_DURABILITY: 'unchecked',
    LOG_LEVEL: 'info',
    JWT_SECRET: 'a-secret-for-tests-of-32-bytes-or-more',
    ADMIN_EMAIL: TEST_ADMIN.email,
    ADMIN_PASSWORD: TEST_ADMIN.password,
    ...environment,
  });
  await server.revive();
  return server;
}

class ChildServer implements ReplicaServer {
  url = '';
  private child: ChildProcess | null = null;

  constructor(private readonly environment: Variables) {}

  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async revive(): Promise<void> {
    if (this.child !== null) {
      return;
    }
    const main = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
    const child = spawn(process.execPath, [main], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...this.environment },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.child = child;
    this.url = await addressOf(child);
  }

  /** Its own schedule applies what is queued. */
  settle(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await this.end('SIGTERM');
  }

  private async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const { child } = this;
    this.child = null;
    if (child !== null && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill(signal);
      await ended;
    }
  }
}

/** Reads the log until it says where the server listens; later lines are thrown away. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let log = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-10_000);
      const found = /Listening on (http:\/\/[\w.:]+)/.exec(log);
      if (found?.[1] !== undefined) {
        resolve(found[1]);
      }
    });
    child.once('exit', () => {
      reject(new Error(`The server did not start: ${log.slice(-1_000)}`));
    });
  });
}
