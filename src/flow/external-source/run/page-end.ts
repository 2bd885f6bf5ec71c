import type { Sql } from '../../../database/sql.js';
import { textArray } from '../../../database/text-array.js';
import { resolveRecordsSql } from '../quarantine/quarantine.js';
import type { RunProgress } from './run-progress.js';
import { progressValues, type RunKey, SAVE_PROGRESS } from './source-runs.repository.js';

/** What is settled with a page, besides its rows and what of it is bad. */
export interface PageEnd {
  readonly run: RunKey;
  readonly sourceKey: string;
  readonly entity: string;
  /** Their entries in quarantine are resolved. */
  readonly goodIds: readonly string[];
  /** All that the page had: the run remembers them. */
  readonly externalIds: readonly string[];
  /** Where the source's history is left; null leaves the place as it is. */
  readonly cursor: string | null;
}

/**
 * Saves all of it and the run's progress in one statement, the last of the page's transaction: four would be four trips
 * for each page. False: the run belongs to somebody else, or has ended; then the page must not stay.
 */
export async function endPage(
  tx: Sql,
  progress: RunProgress,
  { run, sourceKey, entity, goodIds, externalIds, cursor }: PageEnd,
): Promise<boolean> {
  const owned = await tx.query(
    END_PAGE,
    [
      ...[run.id, run.fence, ...progressValues(progress)],
      ...[sourceKey, entity, textArray(goodIds), textArray(externalIds), cursor],
    ],
    'source_page_end',
  );
  return owned.length > 0;
}

const END_PAGE = `
  WITH owned AS (${SAVE_PROGRESS}), resolved AS (${resolveRecordsSql('$15', '$16', '$17')}
  ), listed AS (
    INSERT INTO source_run_page (run_id, entity, page, external_ids)
    SELECT id, $16, $4, $18::text[] FROM owned
  ), moved AS (
    INSERT INTO source_position (source_key, entity, cursor)
    SELECT $15, $16, $19::text FROM owned WHERE $19::text IS NOT NULL
    ON CONFLICT (source_key, entity) DO UPDATE SET cursor = excluded.cursor
  )
  SELECT id FROM owned`;
