import { Logger } from '@nestjs/common';
import type { SourceError } from '../source-error.js';
import type { RunCounts, SourceRun } from '../source-run.js';
import { ReasonTally } from './reason-tally.js';
import type { RunProgress } from './run-progress.js';
import {
  type LogDetails,
  type LogEntry,
  type LogEvent,
  type LogLevel,
  loggable,
  type RunLogs,
} from './run-log.js';
import type { RunKey } from './source-runs.repository.js';

/** Pages between two lines of the process's log (W7). */
const PAGES_PER_LOG_LINE = 10;

/**
 * One worker's hand in the log of one run: says what is worth a line. A log that cannot be written never fails the run
 * that it tells of.
 */
export class RunJournal {
  private readonly logger = new Logger(RunJournal.name);
  private readonly tally = new ReasonTally();

  constructor(
    private readonly logs: RunLogs,
    private readonly run: Pick<SourceRun, 'sourceKey' | 'options' | 'trigger' | 'triggeredBy' | 'schedule'>,
    private readonly key: RunKey,
    private readonly title: string,
  ) {}

  async begins(): Promise<void> {
    const { options, trigger, triggeredBy, schedule } = this.run;
    const details = {
      trigger,
      by: triggeredBy,
      schedule,
      mode: options.mode,
      dryRun: options.dryRun ? 1 : 0,
    };
    await this.safely(this.logs.begin(this.key.id, this.key.fence, details));
  }

  /** After a page that is stored. `reasons`: why records of it were set aside, and how many each. */
  async storedPage(
    { pages, counts, warnings, totalCount }: RunProgress,
    reasons: ReadonlyMap<string, number>,
    before: RunProgress,
  ): Promise<void> {
    await this.write([
      ...setAside(this.tally.add(reasons)),
      ...newWarnings(before.warnings, warnings),
      ...(isWorthALine(pages)
        ? [entry('info', 'page', { page: pages, ...figures(counts), total: totalCount })]
        : []),
    ]);
    if (pages % PAGES_PER_LOG_LINE === 0) {
      this.logger.log({
        msg: `${this.title}: ${pages} pages are stored`,
        ...{ source: this.run.sourceKey, runId: this.key.id, pages },
        ...figures(counts),
      });
    }
  }

  /** After a listing that has been read to its end. */
  async closedListing(before: RunProgress, { warnings }: RunProgress): Promise<void> {
    await this.write(newWarnings(before.warnings, warnings));
  }

  /** For the pace of the source, or because the vendor has told somebody to be silent. */
  async waits(waitMs: number): Promise<void> {
    await this.write([entry('info', 'waiting', { waitMs: Math.round(waitMs) })]);
  }

  async retries({ kind, message }: SourceError, attempt: number, waitMs: number): Promise<void> {
    await this.write([entry('warning', 'retry', { kind, message: loggable(message), attempt, waitMs })]);
  }

  async refreshes(refusal: SourceError): Promise<void> {
    await this.write([entry('warning', 'new-credentials', { message: loggable(refusal.message) })]);
  }

  async startsOver(refusal: SourceError): Promise<void> {
    await this.write([entry('warning', 'start-over', { message: loggable(refusal.message) })]);
  }

  async ends({ state, error, counts, pages }: SourceRun): Promise<void> {
    const level = state === 'failed' ? 'error' : state === 'completed-with-errors' ? 'warning' : 'info';
    const why = error === null ? {} : { kind: error.kind, message: loggable(error.message) };
    // Its fence is the one that wrote the end.
    await this.write([
      ...setAside(this.tally.rest()),
      entry(level, 'ended', { state, pages, ...figures(counts), ...why }),
    ]);
  }

  private async write(entries: readonly LogEntry[]): Promise<void> {
    if (entries.length > 0) {
      await this.safely(this.logs.append(this.key.id, entries, this.key.fence));
    }
  }

  private async safely(writing: Promise<void>): Promise<void> {
    try {
      await writing;
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown error';
      this.logger.warn(`A line of the log of run ${this.key.id} could not be written: ${name}`);
    }
  }
}

/** Every page of a short run, every tenth and then every hundredth of a long one. */
export function isWorthALine(pages: number): boolean {
  return pages <= 10 || (pages <= 1_000 ? pages % 10 === 0 : pages % 100 === 0);
}

function entry(level: LogLevel, event: LogEvent, details: LogDetails): LogEntry {
  return { level, event, details };
}

function setAside(counts: readonly [reason: string, count: number][]): LogEntry[] {
  return counts.map(([reason, count]) =>
    entry('warning', 'quarantined', { reason: loggable(reason), count }),
  );
}

function newWarnings(before: readonly string[], now: readonly string[]): LogEntry[] {
  return now
    .filter((text) => !before.includes(text))
    .map((text) => entry('warning', 'warning', { message: loggable(text) }));
}

function figures({
  fetched,
  created,
  updated,
  unchanged,
  failed,
  skipped,
}: RunCounts): Record<string, number> {
  const skippedCount = Object.values(skipped).reduce((sum, count) => sum + count, 0);
  return { fetched, created, updated, unchanged, failed, skipped: skippedCount };
}
