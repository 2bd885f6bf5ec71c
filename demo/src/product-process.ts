import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { DemoFailure } from './demo-failure.js';
import type { ServerLog } from './server-log.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const END_WITH_PARENT = new URL('./end-with-parent.js', import.meta.url).href;
const START_MS_MAX = 120_000;
/** Longer than the product itself takes at most to end in order. */
const STOP_MS_MAX = 70_000;
/** Of our own environment only this is handed on: somebody's DATABASE_URL or PORT has no say in a demo. */
const INHERITED = ['PATH', 'HOME', 'USER', 'LOGNAME', 'TMPDIR', 'LANG', 'LC_ALL', 'SystemRoot', 'TEMP'];

/** When the parts of the product were up, in milliseconds since its start. */
export interface StartTimes {
  readonly postgresMs: number;
  readonly schemaMs: number;
  readonly apiMs: number;
}

/** The real product as a process of its own, with its embedded PostgreSQL. */
export class ProductProcess {
  /** Where it listens; empty until {@link untilListening} has returned. */
  url = '';
  /** Settles when the process has ended, whatever ended it. */
  readonly ended: Promise<void>;
  private hasEnded = false;

  private constructor(
    private readonly child: ChildProcess,
    private readonly log: ServerLog,
  ) {
    this.ended = new Promise((resolve) => {
      const end = (): void => {
        this.hasEnded = true;
        resolve();
      };
      child.once('exit', end);
      child.once('error', end);
    });
  }

  /** Starts it, and does not wait. It must be stopped. Ctrl-C does not reach it: we end it, in order. */
  static spawn(settings: Readonly<Record<string, string>>, log: ServerLog): ProductProcess {
    const inherited = INHERITED.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    });
    const child = spawn(process.execPath, ['--enable-source-maps', '--import', END_WITH_PARENT, PROGRAM], {
      cwd: ROOT,
      env: { ...Object.fromEntries(inherited), ...settings },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    log.record(child.stdout);
    log.record(child.stderr);
    return new ProductProcess(child, log);
  }

  /** Returns when it answers requests. Throws when it ends instead, or takes longer than two minutes. */
  async untilListening(): Promise<StartTimes> {
    const startedAt = performance.now();
    const sinceStart = (): number => performance.now() - startedAt;
    let postgresMs = 0;
    let schemaMs = 0;
    const listening = new Promise<StartTimes>((resolve) => {
      this.log.onMessage((message) => {
        if (message.startsWith('The embedded PostgreSQL is ready')) {
          postgresMs = sinceStart();
        } else if (message === 'the schema is current') {
          schemaMs = sinceStart();
        } else if (message.startsWith('Listening on ')) {
          this.url = message.slice('Listening on '.length);
          resolve({ postgresMs, schemaMs, apiMs: sinceStart() });
        }
      });
    });
    const late = new Promise<null>((resolve) => {
      setTimeout(resolve, START_MS_MAX, null).unref();
    });
    const times = await Promise.race([listening, late, this.ended.then(() => null)]);
    if (times === null) {
      throw new DemoFailure(
        this.hasEnded ? 'The server did not start.' : 'The server took too long to start.',
      );
    }
    return times;
  }

  /** Ends it and its PostgreSQL in order, and waits for the real end. May be called twice. */
  async stop(): Promise<void> {
    if (this.hasEnded) {
      return;
    }
    this.child.kill('SIGTERM');
    const impatience = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS_MAX);
    await this.ended;
    clearTimeout(impatience);
  }
}

/** This port if nobody has it, else 0: any free one. */
export async function portOr0(preferred: number): Promise<number> {
  const probe = createServer();
  probe.listen(preferred, '127.0.0.1');
  try {
    await once(probe, 'listening');
    await new Promise((resolve) => probe.close(resolve));
    return preferred;
  } catch {
    return 0;
  }
}
