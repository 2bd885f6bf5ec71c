import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import {
  type RunOptions,
  type SourceRun,
  SourceRunner,
  Sources,
} from '../flow/external-source/external-source.public.js';
import { CliSession } from './cli-session.js';
import { type ExitCode, exitCodeOf } from './exit-codes.js';
import { progressLine, runData, runReport } from './run-report.js';
import { Terminal } from './terminal.js';

const LOOK_EVERY_MS = 250;

/** Reads a source for a command: as any other run, by the one runner, while the person watches. */
@Injectable()
export class SourceReading {
  constructor(
    private readonly session: CliSession,
    private readonly terminal: Terminal,
  ) {}

  /** Reads the source to its end and reports it (A10). Throws `SOURCE_NOT_CONFIGURED` and `RUN_IN_PROGRESS`. */
  async read(key: string, options: RunOptions, isJson: boolean): Promise<ExitCode> {
    const app = await this.session.app();
    const runner = app.get(SourceRunner, { strict: false });
    const { runId } = await runner.start(key, options, { kind: 'cli' });
    const run = await this.watch(runId);
    if (isJson) {
      this.terminal.json(runData(run));
    } else {
      const { title } = app.get(Sources, { strict: false }).get(key).manifest;
      this.terminal.data(runReport(title, run));
    }
    return exitCodeOf(run.state);
  }

  /** Answers a run of ours when it has ended, and shows until then how far it is. Ctrl-C cancels it. */
  async watch(runId: string): Promise<SourceRun> {
    const runner = (await this.session.app()).get(SourceRunner, { strict: false });
    for (let shown = ''; ;) {
      const run = await runner.get(runId);
      const line = progressLine(run);
      if (line !== shown) {
        this.terminal.progress(line);
        shown = line;
      }
      if (run.finishedAt !== null) {
        return runner.wait(runId);
      }
      await this.pause(() => runner.cancel(runId));
    }
  }

  private async pause(cancel: () => Promise<unknown>): Promise<void> {
    const { signal } = this.session;
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) {
      // It may have ended by itself this very moment.
      await cancel().catch(() => undefined);
    }
  }
}
