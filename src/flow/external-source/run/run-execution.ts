import { AppError } from '../../../kernel/app-error.js';
import { abortableSleep } from '../pace/abortable-sleep.js';
import type { TrafficObserver } from '../pace/source-traffic.js';
import type { FetchOptions, SourcePage } from '../source-connector.js';
import { SourceError } from '../source-error.js';
import type { SourceRun } from '../source-run.js';
import type { RunnableSource } from '../sources.js';
import { ListingCheck } from './listing-check.js';
import { preparePage } from './prepared-page.js';
import type { RunJournal } from './run-journal.js';
import type { RunServices } from './run-services.js';
import { isTooBad, progressOf, type RunProgress } from './run-progress.js';
import { RunStopped } from './run-stopped.js';
import { reactionTo } from './source-reaction.js';
import type { RunKey, RunRecord } from './source-runs.repository.js';

/** What has been tried in the present entity. */
interface Attempts {
  sinceLastPage: number;
  hasStartedOver: boolean;
}

/**
 * One worker's part of one run: fetch, translate and store page after page, entity after entity. It decides what a
 * failure means; connector and writer only report. It throws `SourceError` when the run has failed and
 * {@link RunStopped} when it was stopped; in every case {@link progress} says what has been stored.
 */
export class RunExecution implements TrafficObserver {
  progress: RunProgress;
  private readonly key: RunKey;
  private readonly run: SourceRun;
  private hasRefreshed = false;

  constructor(
    private readonly services: RunServices,
    private readonly source: RunnableSource,
    record: RunRecord,
    private readonly journal: RunJournal,
    private readonly signal: AbortSignal,
  ) {
    this.run = record.run;
    this.key = { id: record.run.id, fence: record.run.fence };
    this.progress = progressOf(record.run, record.doneEntities);
  }

  /** Reads everything that is left to read. */
  async execute(): Promise<void> {
    for (const entity of this.source.connector.entities) {
      if (!this.progress.doneEntities.includes(entity)) {
        await this.readEntity(entity);
      }
    }
  }

  requested(): void {
    this.progress = { ...this.progress, requests: this.progress.requests + 1 };
  }

  async waiting(durationMs: number): Promise<void> {
    await this.journal.waits(durationMs);
    await this.beginWaiting(durationMs);
  }

  async resumed(): Promise<void> {
    await this.own(this.services.runs.setWaiting(this.key, null));
  }

  private async beginWaiting(durationMs: number): Promise<void> {
    const { waits, waitedMs } = this.progress;
    this.progress = { ...this.progress, waits: waits + 1, waitedMs: waitedMs + durationMs };
    await this.own(this.services.runs.setWaiting(this.key, durationMs));
  }

  private async readEntity(entity: string): Promise<void> {
    const attempts: Attempts = { sinceLastPage: 0, hasStartedOver: false };
    let cursor = await this.firstCursor(entity);
    for (;;) {
      try {
        await this.readListing(entity, cursor, attempts);
        return;
      } catch (error) {
        this.signal.throwIfAborted();
        cursor = await this.react(
          asSourceError(error),
          attempts,
          this.progress.cursorAfter[entity] ?? cursor,
        );
      }
    }
  }

  /** Fetches from `cursor` to the end, and settles what the listing proves. */
  private async readListing(entity: string, cursor: string | null, attempts: Attempts): Promise<void> {
    const listing = await this.openListing(entity, cursor);
    const { connector } = this.source;
    for await (const page of connector.fetch(entity, cursor, this.fetchOptions(), this.signal)) {
      this.signal.throwIfAborted();
      await this.storePage(entity, page, listing);
      attempts.sinceLastPage = 0;
      if (this.hasEnoughPages(listing)) {
        listing.cutShort();
        break;
      }
    }
    this.signal.throwIfAborted();
    await this.closeListing(entity, listing);
  }

  private async storePage(entity: string, page: SourcePage, listing: ListingCheck): Promise<void> {
    const { connector, manifest } = this.source;
    const prepared = preparePage(connector, entity, page.payloads);
    const repeatedCount = listing.accept(page, prepared);
    const before = this.progress;
    const { progress: stored, reasons } = await this.services.writer.store(
      {
        run: this.key,
        sourceKey: manifest.key,
        secretKeys: manifest.secretKeys ?? [],
        entity,
        options: this.run.options,
        page,
        prepared,
        repeatedCount,
        outstandingCount: listing.outstandingCount,
      },
      before,
    );
    // Requests of a connector that reads ahead were counted meanwhile.
    const { requests, waits, waitedMs } = this.progress;
    this.progress = { ...stored, requests, waits, waitedMs };
    await this.journal.storedPage(this.progress, reasons, before);
    if (isTooBad(stored.counts)) {
      throw new SourceError(
        'source-schema',
        `${stored.counts.failed} of ${stored.counts.fetched} records are bad: the source's records have changed their shape`,
      );
    }
  }

  /** Answers the cursor from which to fetch again, or throws the error when it ends the run. */
  private async react(error: SourceError, attempts: Attempts, cursor: string | null): Promise<string | null> {
    attempts.sinceLastPage += 1;
    const history = {
      attempts: attempts.sinceLastPage,
      hasRefreshed: this.hasRefreshed,
      hasStartedOver: attempts.hasStartedOver,
    };
    const reaction = reactionTo(error, history, this.services.settings);
    switch (reaction.do) {
      case 'fail':
        throw error;
      case 'refresh-credentials':
        return this.refreshCredentials(error, attempts, cursor);
      case 'retry':
        await this.journal.retries(error, attempts.sinceLastPage, reaction.delayMs);
        await this.pause(reaction.delayMs, reaction.isRateLimit);
        return cursor;
      case 'start-over':
        attempts.hasStartedOver = true;
        await this.journal.startsOver(error);
        return null;
    }
  }

  /** A login that fails for a passing reason is a failure like any other: it is tried again, as the rules say. */
  private async refreshCredentials(
    refusal: SourceError,
    attempts: Attempts,
    cursor: string | null,
  ): Promise<string | null> {
    this.hasRefreshed = true;
    await this.journal.refreshes(refusal);
    try {
      if ((await this.source.connector.refreshCredentials?.(this.signal)) === true) {
        return cursor;
      }
    } catch (error) {
      this.signal.throwIfAborted();
      const failure = asSourceError(error);
      this.hasRefreshed = failure.kind === 'unauthorized';
      return this.react(failure, attempts, cursor);
    }
    throw refusal;
  }

  /** A vendor's limit holds for every process, so its pause is put where all of them look. */
  private async pause(delayMs: number, isRateLimit: boolean): Promise<void> {
    if (!isRateLimit) {
      await abortableSleep(delayMs, this.signal);
      return;
    }
    await this.services.pace.pause(this.source.manifest.key, delayMs);
    await this.beginWaiting(delayMs);
    await abortableSleep(delayMs, this.signal);
    await this.resumed();
  }

  private async firstCursor(entity: string): Promise<string | null> {
    const resumed = this.progress.cursorAfter[entity];
    if (resumed !== undefined && resumed !== null) {
      return resumed;
    }
    const { listings, database } = this.services;
    const cursor =
      this.run.options.mode === 'new-only'
        ? await listings.cursor(database, this.source.manifest.key, entity)
        : null;
    this.progress = { ...this.progress, cursorBefore: { ...this.progress.cursorBefore, [entity]: cursor } };
    return cursor;
  }

  private async openListing(entity: string, cursor: string | null): Promise<ListingCheck> {
    const { listings, database, settings } = this.services;
    const isResumed = cursor !== null && this.progress.cursorAfter[entity] === cursor;
    if (!isResumed) {
      await listings.restart(database, this.key.id, entity);
    }
    const seenIds = isResumed ? await listings.seenIds(database, this.key.id, entity) : [];
    return new ListingCheck(settings.pagesMax, seenIds);
  }

  private async closeListing(entity: string, listing: ListingCheck): Promise<void> {
    const { options } = this.run;
    const isComplete = options.mode !== 'range' && listing.isComplete && options.dryRun !== true;
    const isListingOfAll = options.mode === 'full' && isComplete;
    const before = this.progress;
    this.progress = await this.services.sweeper.close(
      {
        run: this.key,
        sourceKey: this.source.manifest.key,
        entity,
        seenCount: listing.seenCount,
        isListingOfAll,
        isComplete,
        doubt: listing.doubt,
        isConfirmed: options.confirmMissing ?? false,
      },
      before,
    );
    await this.journal.closedListing(before, this.progress);
  }

  private hasEnoughPages(listing: ListingCheck): boolean {
    const { maxPages } = this.run.options;
    return maxPages !== undefined && listing.pageCount >= maxPages;
  }

  private fetchOptions(): FetchOptions {
    const { mode, from, to, pageSize, maxPages } = this.run.options;
    return {
      mode,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(pageSize === undefined ? {} : { pageSize }),
      ...(maxPages === undefined ? {} : { pagesMax: maxPages }),
    };
  }

  private async own(write: Promise<boolean>): Promise<void> {
    if (!(await write)) {
      throw new RunStopped('lost');
    }
  }
}

/** Faults of ours and of PostgreSQL pass as they are. */
function asSourceError(error: unknown): SourceError {
  if (error instanceof RunStopped || error instanceof AppError) {
    throw error;
  }
  if (error instanceof SourceError) {
    return error;
  }
  return new SourceError('unexpected', 'The run met an error of the program', { cause: error });
}
