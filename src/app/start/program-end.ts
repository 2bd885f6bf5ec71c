import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonLogger } from '../logging/json.logger.js';
import type { LogDestination } from '../logging/log-destination.js';
import type { StartedProcess } from './started-process.js';

/** Beyond it the process ends, whatever still hangs. */
const STOP_MS_MAX = 60_000;

/**
 * The one way in which the process ends: what is starting is awaited or given up, what was started is
 * stopped, the last log lines are written, and then the exit code says how it went. Must be told of the
 * start with {@link waitFor} before a signal can come.
 */
export class ProgramEnd {
  private readonly controller = new AbortController();
  private starting: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly parts: StartedProcess,
    private readonly logger: JsonLogger,
    private readonly destination: LogDestination,
  ) {}

  /** Aborted when the process is to end: a start that is under way stops before its next step. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Names the start that {@link end} has to wait for. */
  waitFor(starting: Promise<unknown>): void {
    this.starting = starting.catch(() => undefined);
  }

  /** Ends the process with `code`; the first call decides the code. */
  async end(code: number): Promise<void> {
    if (this.signal.aborted) {
      return;
    }
    this.controller.abort();
    setTimeout(() => {
      process.exit(1);
    }, STOP_MS_MAX).unref();
    await Promise.race([this.starting, sleep(STOP_MS_MAX / 2, undefined, { ref: false })]);
    await this.parts.stop();
    this.logger.event('info', 'ended', { code });
    this.destination.flush();
    process.exit(code);
  }

  /** SIGTERM and the first Ctrl-C end in order; the second Ctrl-C ends now. A fault nobody caught ends with 1. */
  obeySignals(): void {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        this.onSignal(signal);
      });
    }
    process.on('uncaughtException', (error) => {
      this.logger.bug('uncaught', error);
      void this.end(1);
    });
    process.on('unhandledRejection', (reason) => {
      this.logger.bug('unhandled rejection', reason);
      void this.end(1);
    });
  }

  private onSignal(signal: 'SIGINT' | 'SIGTERM'): void {
    if (this.signal.aborted && signal === 'SIGINT') {
      this.destination.flush();
      process.exit(130);
    }
    this.logger.event('info', 'ending', { signal });
    void this.end(0);
  }
}
