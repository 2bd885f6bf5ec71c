import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';
import type { Sql } from '../../../database/sql.js';
import { Quarantine } from '../quarantine/quarantine.js';
import { SourceError } from '../source-error.js';
import { Listings } from './listings.repository.js';
import { decideSweep } from './missing-rows.js';
import type { RunProgress } from './run-progress.js';
import { RunStopped } from './run-stopped.js';
import { type RunKey, SourceRuns } from './source-runs.repository.js';

/** A listing that has been read to its end. */
export interface EndedListing {
  readonly run: RunKey;
  readonly sourceKey: string;
  /** The entity, which is also its table. */
  readonly entity: string;
  readonly seenCount: number;
  /** It claims to have everything; only then do absent rows mean anything. */
  readonly isListingOfAll: boolean;
  /** It had everything, but may be of a run that leaves stored rows alone: then it only tells what was seen. */
  readonly isComplete: boolean;
  /** Why it is not believed all the same. */
  readonly doubt: string | null;
  readonly isConfirmed: boolean;
}

/**
 * Settles an entity when its listing has ended: marks rows that are gone upstream and notes that the entity is done,
 * in one transaction (A8). It never deletes.
 */
@Injectable()
export class Sweeper {
  constructor(
    private readonly database: Database,
    private readonly listings: Listings,
    private readonly quarantine: Quarantine,
    private readonly runs: SourceRuns,
  ) {}

  /**
   * Answers the progress with the entity done. Throws `source-schema` when the source claims to have nothing at all
   * where rows are stored: that is an outage, not a clearance (E2, E20 of the vendors' matrix).
   */
  async close(ended: EndedListing, progress: RunProgress): Promise<RunProgress> {
    return this.database.transaction(async (tx) => {
      const swept = ended.isListingOfAll ? await this.sweep(tx, ended, progress) : progress;
      if (ended.isComplete && ended.doubt === null && ended.seenCount > 0) {
        await this.noteEnd(tx, ended);
      }
      const done = { ...swept, doneEntities: [...swept.doneEntities, ended.entity] };
      if (!(await this.runs.saveProgress(tx, ended.run, done))) {
        throw new RunStopped('lost');
      }
      return done;
    });
  }

  private async noteEnd(tx: Sql, { sourceKey, entity, run }: EndedListing): Promise<void> {
    const missingIds = await this.listings.missingIds(tx, entity, run.id, entity);
    await this.listings.noteEnd(tx, { sourceKey, entity, runId: run.id }, missingIds);
  }

  private async sweep(tx: Sql, ended: EndedListing, progress: RunProgress): Promise<RunProgress> {
    const { sourceKey, entity, run } = ended;
    const presentCount = await this.listings.countPresent(tx, entity);
    if (ended.seenCount === 0 && presentCount > 0) {
      throw new SourceError(
        'source-schema',
        `The source lists nothing, where ${presentCount} rows are stored`,
      );
    }
    await this.quarantine.resolveUnseen(tx, sourceKey, entity, run.id);
    const missingIds = await this.listings.missingIds(tx, entity, run.id, entity);
    const counts = { ...progress.counts, missing: progress.counts.missing + missingIds.length };
    if (ended.doubt !== null) {
      return { ...progress, counts, warnings: [...progress.warnings, `${entity}: ${ended.doubt}`] };
    }
    const decision = decideSweep({
      presentCount,
      missingIds,
      candidateIds: await this.listings.candidateIds(tx, sourceKey, entity),
      isConfirmed: ended.isConfirmed,
    });
    if (decision.markIds.length > 0) {
      await this.listings.markMissing(tx, entity, decision.markIds);
    }
    await this.listings.saveCandidates(tx, sourceKey, entity, decision.candidateIds);
    const warnings = decision.warning === null ? [] : [`${entity}: ${decision.warning}`];
    return { ...progress, counts, warnings: [...progress.warnings, ...warnings] };
  }
}
