import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';
import type { Sql } from '../../../database/sql.js';
import { Ingestor, type IngestOutcome, TooManyRefusals } from '../../ingest/ingest.public.js';
import { Quarantine, type QuarantineItem } from '../quarantine/quarantine.js';
import type { SourcePage } from '../source-connector.js';
import { SourceError } from '../source-error.js';
import type { RunOptions } from '../source-run.js';
import { endPage } from './page-end.js';
import type { BadPayload, PreparedPage } from './prepared-page.js';
import { changesBetween, type RehearsedChange, Rehearsals } from './rehearsals.js';
import { afterPage, type ChangeRoom, roomFor, type RunProgress } from './run-progress.js';
import { RunStopped } from './run-stopped.js';
import { type RunKey, SourceRuns } from './source-runs.repository.js';

/** One translated page and where it belongs. */
export interface PageToStore {
  readonly run: RunKey;
  readonly sourceKey: string;
  readonly secretKeys: readonly string[];
  readonly entity: string;
  readonly options: RunOptions;
  readonly page: SourcePage;
  readonly prepared: PreparedPage;
  /** Ids that an earlier page of this run had already. */
  readonly repeatedCount: number;
  /** What the source says that there is beyond this page; null when it does not say. */
  readonly outstandingCount: number | null;
}

export interface StoredPage {
  /** The progress with this page. */
  readonly progress: RunProgress;
  /** Why records were set aside, and how many for each reason. */
  readonly reasons: ReadonlyMap<string, number>;
}

/** Ends a dry run's transaction: everything was computed, nothing stays. */
class DryRunEnd extends Error {
  constructor(
    readonly outcome: IngestOutcome,
    readonly changes: readonly RehearsedChange[],
  ) {
    super('A dry run stores nothing');
  }
}

/**
 * Stores a page: rows, quarantine, cursor, seen ids and counters in one transaction, or nothing of it (A4–A7).
 * A crash repeats at most one page, and that changes nothing.
 */
@Injectable()
export class PageWriter {
  constructor(
    private readonly database: Database,
    private readonly ingestor: Ingestor,
    private readonly quarantine: Quarantine,
    private readonly runs: SourceRuns,
    private readonly rehearsals: Rehearsals,
  ) {}

  /** Throws {@link RunStopped} when the run is no longer ours (T2). */
  async store(target: PageToStore, progress: RunProgress): Promise<StoredPage> {
    try {
      return target.options.dryRun === true
        ? await this.rehearse(target, progress)
        : await this.write(target, progress);
    } catch (error) {
      throw error instanceof TooManyRefusals
        ? new SourceError('source-schema', error.message, { cause: error })
        : error;
    }
  }

  private write(target: PageToStore, progress: RunProgress): Promise<StoredPage> {
    return this.database.transaction(async (tx) => {
      const outcome = await this.ingest(tx, target);
      const refused = new Set(outcome.refused.map(({ record }) => record.externalId));
      const goodIds = target.prepared.records
        .map((record) => record.externalId)
        .filter((id) => !refused.has(id));
      const items = toItems(target, outcome);
      const next = afterPage(progress, target.prepared, outcome, placeOf(target, progress));
      const { run, sourceKey, entity, page, options } = target;
      // Sent one behind the other, without waiting for the first answer.
      const [isOwned] = await Promise.all([
        endPage(tx, next, {
          ...{ run, sourceKey, entity, goodIds },
          externalIds: target.prepared.externalIds,
          cursor: options.mode === 'range' ? null : page.nextCursor,
        }),
        this.quarantine.add(tx, items),
      ]);
      if (!isOwned) {
        throw new RunStopped('lost');
      }
      return { progress: next, reasons: countReasons(items) };
    });
  }

  /** The whole work of a page in a transaction that is rolled back; only the run's own rows are written. */
  private async rehearse(target: PageToStore, progress: RunProgress): Promise<StoredPage> {
    const room = roomFor(progress);
    const { outcome, changes } = await this.database
      .transaction<never>(async (tx) => {
        throw await this.rehearsed(tx, target, room);
      })
      .catch((error: unknown) => {
        if (error instanceof DryRunEnd) {
          return error;
        }
        throw error;
      });
    const next = afterPage(progress, target.prepared, outcome, placeOf(target, progress));
    await this.database.transaction(async (tx) => {
      if (!(await this.runs.saveProgress(tx, target.run, next))) {
        throw new RunStopped('lost');
      }
      await this.rehearsals.save(tx, target.run.id, changes);
    });
    return { progress: next, reasons: countReasons(toItems(target, outcome)) };
  }

  /** What the page would do, and of the first records how they would look before and after. */
  private async rehearsed(tx: Sql, target: PageToStore, room: ChangeRoom): Promise<DryRunEnd> {
    const { entity, prepared } = target;
    await tx.query('SAVEPOINT rehearsal');
    const outcome = await this.ingest(tx, target);
    const shown = {
      created: outcome.created.slice(0, room.created),
      updated: outcome.updated.slice(0, room.updated),
    };
    const after = await this.rehearsals.read(tx, entity, prepared.records, shown);
    await tx.query('ROLLBACK TO SAVEPOINT rehearsal');
    const before = await this.rehearsals.read(tx, entity, prepared.records, shown);
    return new DryRunEnd(outcome, changesBetween(entity, shown, before, after));
  }

  private ingest(tx: Sql, target: PageToStore): Promise<IngestOutcome> {
    return this.ingestor.ingestPage(tx, {
      table: target.entity,
      records: target.prepared.records,
      insertOnly: target.options.mode === 'new-only',
    });
  }
}

function placeOf(target: PageToStore, { counts }: RunProgress): Parameters<typeof afterPage>[3] {
  const { entity, page, prepared, repeatedCount, outstandingCount, options } = target;
  const { nextCursor, warnings, listed } = page;
  const totalCount =
    outstandingCount === null ? null : counts.fetched + prepared.fetchedCount + outstandingCount;
  return { entity, nextCursor, warnings, listed, repeatedCount, totalCount, dryRun: options.dryRun ?? false };
}

function countReasons(items: readonly QuarantineItem[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { reason } of items) {
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return counts;
}

function toItems(target: PageToStore, outcome: IngestOutcome): QuarantineItem[] {
  const refused: BadPayload[] = outcome.refused.map(({ record, reason, code }) => ({
    externalId: record.externalId,
    payload: target.prepared.payloads.get(record.externalId) ?? null,
    reason,
    code,
  }));
  return [...target.prepared.bad, ...refused].map((bad) => ({
    kind: 'record',
    sourceKey: target.sourceKey,
    entity: target.entity,
    externalId: bad.externalId,
    recordId: null,
    payload: bad.payload,
    secretKeys: target.secretKeys,
    reason: bad.reason,
    code: bad.code,
    runId: target.run.id,
    dedupeKey: bad.externalId ?? payloadKey(bad.payload),
  }));
}

/** A bad record without an id is known again by its content. */
function payloadKey(payload: unknown): string {
  let text: string;
  try {
    text = JSON.stringify([payload]);
  } catch {
    // Nested deeper than JSON can write: all of these are one entry.
    text = 'too-deep';
  }
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
