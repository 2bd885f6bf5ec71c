import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { serverEnvironment, type DataFolder } from './data-folder.js';
import type { Command } from './server-account.js';
import { Watchdog } from './watchdog.js';

const READY_DEADLINE_MS = 60_000;
const FAST_SHUTDOWN_MS = 20_000;
const IMMEDIATE_SHUTDOWN_MS = 5_000;
const LOG_TAIL_LINES = 20;

/** Why a postmaster did not come up; the end of its own log is part of the message. */
export class PostmasterFailure extends Error {
  constructor(
    why: string,
    readonly logTail: string,
  ) {
    super(`The embedded PostgreSQL ${why}. The end of its log:\n${logTail}`);
    this.name = 'PostmasterFailure';
  }
}

/** One running server process, from spawn to real exit. */
export class Postmaster {
  /** Settles when the process has ended and been reaped, whoever ended it. Never rejects. */
  readonly exited: Promise<void>;
  private hasExited = false;

  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: DataFolder,
    private readonly logStart: number,
  ) {
    this.exited = new Promise((resolve) => {
      child.once('exit', () => {
        this.hasExited = true;
        resolve();
      });
    });
  }

  /**
   * Spawns the server in a session of its own, so that Ctrl-C in a terminal reaches the application, which then
   * stops the server when it has drained. A watchdog stops it should this process be killed.
   */
  static async spawn(command: Command, folder: DataFolder): Promise<Postmaster> {
    const logStart = await stat(folder.serverLog).then(
      (found) => found.size,
      () => 0,
    );
    const log = await open(folder.serverLog, 'a', 0o600);
    try {
      const { file, args, ...identity } = command;
      const stdio = ['ignore', log.fd, log.fd] as const;
      const options = { ...identity, cwd: '/', env: serverEnvironment(), detached: true, stdio: [...stdio] };
      const child = spawn(file, args, options);
      const postmaster = new Postmaster(child, folder, logStart);
      await spawned(child);
      postmaster.guard();
      return postmaster;
    } finally {
      await log.close();
    }
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get isRunning(): boolean {
    return !this.hasExited;
  }

  /** Waits until a real connection answers; 60 s leave room for the recovery after a crash. */
  async waitUntilReady(url: string): Promise<void> {
    const deadline = AbortSignal.timeout(READY_DEADLINE_MS);
    while (!(await answers(url))) {
      if (this.hasExited) {
        throw new PostmasterFailure('ended while it was starting', await this.logTail());
      }
      if (deadline.aborted) {
        throw new PostmasterFailure(
          `was not ready after ${READY_DEADLINE_MS / 1000} s`,
          await this.logTail(),
        );
      }
      await sleep(25);
    }
  }

  /** Fast shutdown, after 20 s an immediate one; returns when the process has really ended. */
  async stop(): Promise<void> {
    this.child.ref();
    for (const [signal, patienceMs] of [
      ['SIGINT', FAST_SHUTDOWN_MS],
      ['SIGQUIT', IMMEDIATE_SHUTDOWN_MS],
    ] as const) {
      if (this.hasExited) {
        return;
      }
      this.child.kill(signal);
      await this.exitedWithin(patienceMs);
    }
    this.child.kill('SIGKILL');
    await this.exited;
  }

  private guard(): void {
    this.child.unref();
    const watchdog = Watchdog.over(this.pid);
    void this.exited.then(() => {
      watchdog.dismiss();
    });
  }

  private async exitedWithin(patienceMs: number): Promise<void> {
    const patience = new AbortController();
    const timeout = sleep(patienceMs, undefined, { signal: patience.signal }).catch(() => undefined);
    await Promise.race([this.exited, timeout]);
    patience.abort();
  }

  private async logTail(): Promise<string> {
    const log = await readFile(this.folder.serverLog);
    const lines = log.subarray(this.logStart).toString('utf8').trim().split('\n');
    return lines.slice(-LOG_TAIL_LINES).join('\n');
  }
}

async function spawned(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
