import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { TEST_ADMIN } from '../support/app/test-app.js';
import { until } from './until.js';

const MAIN = path.resolve(import.meta.dirname, '../../dist/src/main.js');

/** Variables on top of a fault test's own; `undefined` takes one away. */
export type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * The compiled program in a process of its own, to be killed. It ends with the test process at the latest; end it
 * with {@link kill} in `afterEach` all the same.
 */
export class ServerProcess {
  readonly exited: Promise<ProcessExit>;
  private output = '';
  private exit: ProcessExit | null = null;

  private constructor(private readonly child: ChildProcess) {
    const endWithUs = (): void => {
      child.kill('SIGKILL');
    };
    process.once('exit', endWithUs);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString('utf8');
      });
    }
    this.exited = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        process.off('exit', endWithUs);
        this.exit = { code, signal };
        resolve(this.exit);
      });
    });
  }

  /** Spawns it and does not wait. Without schedules, unless the environment says so. */
  static spawn(databaseUrl: string, environment: ProcessEnvironment = {}): ServerProcess {
    if (!existsSync(MAIN)) {
      throw new Error('The program is not compiled: run `npm run build` (or `npm test`, which does) first.');
    }
    const variables: ProcessEnvironment = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: 'production',
      PORT: '0',
      HOST: '127.0.0.1',
      DATABASE_URL: databaseUrl,
      DATABASE_POOL_SIZE: '8',
      DATABASE_DURABILITY: 'unchecked',
      SCHEDULER_ENABLED: 'false',
      JWT_SECRET: 'a-secret-for-tests-of-32-bytes-or-more',
      ADMIN_EMAIL: TEST_ADMIN.email,
      ADMIN_PASSWORD: TEST_ADMIN.password,
      ...environment,
    };
    const given = Object.entries(variables).filter(([, value]) => value !== undefined);
    const env = Object.fromEntries(given) as Record<string, string>;
    return new ServerProcess(spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  /** {@link spawn}, and waits until it listens. Throws with its output when it ends instead. */
  static async start(databaseUrl: string, environment: ProcessEnvironment = {}): Promise<ServerProcess> {
    const server = ServerProcess.spawn(databaseUrl, environment);
    await server.listening();
    return server;
  }

  /** Everything that it has written to stdout and stderr. */
  get log(): string {
    return this.output;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** `http://127.0.0.1:<port>`, once it listens. */
  get url(): string {
    const found = /Listening on (http:\/\/[\w.:]+)/.exec(this.output);
    if (found?.[1] === undefined) {
      throw new Error(`The server does not listen yet:\n${this.output}`);
    }
    return found[1];
  }

  /** `patienceMs`: more than usual where many start at once. */
  async listening(patienceMs?: number): Promise<void> {
    const isOver = (): boolean => this.exit !== null || this.output.includes('Listening on http');
    await until('the server listens', isOver, patienceMs);
    if (this.exit !== null) {
      throw new Error(`The server ended instead of listening:\n${this.output}`);
    }
  }

  signal(signal: 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(signal);
  }

  /** SIGKILL, and waits for the real end. Safe to call twice. */
  async kill(): Promise<void> {
    if (this.exit === null) {
      this.child.kill('SIGKILL');
    }
    await this.exited;
  }
}
