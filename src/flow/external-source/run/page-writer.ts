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
import { afterPage, type RunProgress } from './run-progress.js';
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
}

/** Ends a dry run's transaction: everything was computed, nothing stays. */
class DryRunEnd extends Error {
  constructor(readonly outcome: IngestOutcome) {
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
  ) {}

  /** Answers the progress with this page. Throws {@link RunStopped} when the run is no longer ours (T2). */
  async store(target: PageToStore, progress: RunProgress): Promise<RunProgress> {
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

  private write(target: PageToStore, progress: RunProgress): Promise<RunProgress> {
    return this.database.transaction(async (tx) => {
      const outcome = await this.ingest(tx, target);
      const refused = new Set(outcome.refused.map(({ record }) => record.externalId));
      const goodIds = target.prepared.records
        .map((record) => record.externalId)
        .filter((id) => !refused.has(id));
      const items = toItems(target, outcome);
      const next = afterPage(progress, target.prepared, outcome, placeOf(target));
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
      return next;
    });
  }

  /** The whole work of a page in a transaction that is rolled back; only the run's own row is written. */
  private async rehearse(target: PageToStore, progress: RunProgress): Promise<RunProgress> {
    const outcome = await this.database
      .transaction<IngestOutcome>(async (tx) => {
        throw new DryRunEnd(await this.ingest(tx, target));
      })
      .catch((error: unknown) => {
        if (error instanceof DryRunEnd) {
          return error.outcome;
        }
        throw error;
      });
    const next = afterPage(progress, target.prepared, outcome, placeOf(target));
    if (!(await this.runs.saveProgress(this.database, target.run, next))) {
      throw new RunStopped('lost');
    }
    return next;
  }

  private ingest(tx: Sql, target: PageToStore): Promise<IngestOutcome> {
    return this.ingestor.ingestPage(tx, {
      table: target.entity,
      records: target.prepared.records,
      insertOnly: target.options.mode === 'new-only',
    });
  }
}

function placeOf(target: PageToStore): Parameters<typeof afterPage>[3] {
  const { entity, page, repeatedCount, options } = target;
  const { nextCursor, warnings, listed } = page;
  return { entity, nextCursor, warnings, listed, repeatedCount, dryRun: options.dryRun ?? false };
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
