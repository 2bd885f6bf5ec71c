import type { IngestOutcome } from '../../ingest/ingest.public.js';
import type { DryRunChanges, RunCounts, SourceRun } from '../source-run.js';
import type { PreparedPage } from './prepared-page.js';
import { storedText } from './stored-text.js';

const DRIFT_MAX = 100;
const EXAMPLES_MAX = 100;
/** More bad records than these and this share mean that the source's shape changed (E12). */
const BAD_SHARE_MAX = 0.05;
const BAD_COUNT_MIN = 10;

/** What a run has done so far; saved with every page. */
export interface RunProgress {
  readonly counts: RunCounts;
  readonly pages: number;
  readonly requests: number;
  readonly waits: number;
  readonly waitedMs: number;
  /** Records that will have been fetched at the end, as far as the source says so. */
  readonly totalCount: number | null;
  readonly cursorBefore: Readonly<Record<string, string | null>>;
  readonly cursorAfter: Readonly<Record<string, string | null>>;
  readonly doneEntities: readonly string[];
  readonly warnings: readonly string[];
  readonly drift: readonly string[];
  readonly changes: DryRunChanges | null;
}

/** Where a run stands: at its beginning, or where its last worker left it. */
export function progressOf(run: SourceRun, doneEntities: readonly string[]): RunProgress {
  const { counts, pages, requests, waits, waitedMs, totalCount, cursorBefore, cursorAfter } = run;
  const { warnings, drift, changes } = run;
  return {
    ...{ counts, pages, requests, waits, waitedMs, totalCount, cursorBefore, cursorAfter },
    ...{ doneEntities, warnings, drift, changes },
  };
}

/** The progress after one more page. `repeatedCount`: ids that an earlier page of the run had already. */
export function afterPage(
  progress: RunProgress,
  page: PreparedPage,
  outcome: IngestOutcome,
  place: {
    readonly entity: string;
    readonly nextCursor: string | null;
    readonly repeatedCount: number;
    readonly totalCount: number | null;
    readonly dryRun: boolean;
    readonly warnings?: readonly string[] | undefined;
    readonly listed?: Readonly<Record<string, number>> | undefined;
  },
): RunProgress {
  const { counts } = progress;
  return {
    ...progress,
    counts: {
      ...counts,
      fetched: counts.fetched + page.fetchedCount,
      created: counts.created + outcome.created.length,
      updated: counts.updated + outcome.updated.length,
      unchanged: counts.unchanged + outcome.unchangedCount,
      skipped: sum(sum(counts.skipped, page.skipped), outcome.skipped),
      failed: counts.failed + page.bad.length + outcome.refused.length,
      duplicates: counts.duplicates + page.duplicateCount + place.repeatedCount,
      ...(place.listed === undefined ? {} : { listed: { ...counts.listed, ...place.listed } }),
    },
    pages: progress.pages + 1,
    totalCount: place.totalCount ?? progress.totalCount,
    cursorAfter: { ...progress.cursorAfter, [place.entity]: place.nextCursor },
    warnings: [...new Set([...progress.warnings, ...(place.warnings ?? []).map((line) => storedText(line))])],
    drift: [...new Set([...progress.drift, ...page.unknownKeys])].slice(0, DRIFT_MAX),
    changes: place.dryRun ? withExamples(progress.changes, outcome) : null,
  };
}

/** True when the run has to stop, because so many records are bad that it is not the records (E12). */
export function isTooBad({ fetched, failed }: RunCounts): boolean {
  return failed >= BAD_COUNT_MIN && failed > fetched * BAD_SHARE_MAX;
}

/** Of how many more records a dry run keeps what would become of them. */
export interface ChangeRoom {
  readonly created: number;
  readonly updated: number;
}

export function roomFor({ changes }: RunProgress): ChangeRoom {
  return {
    created: EXAMPLES_MAX - (changes?.created.length ?? 0),
    updated: EXAMPLES_MAX - (changes?.updated.length ?? 0),
  };
}

function withExamples(changes: DryRunChanges | null, outcome: IngestOutcome): DryRunChanges {
  const ids = (known: readonly string[] | undefined, added: IngestOutcome['created']): string[] =>
    [...(known ?? []), ...added.map((record) => record.externalId)].slice(0, EXAMPLES_MAX);
  return { created: ids(changes?.created, outcome.created), updated: ids(changes?.updated, outcome.updated) };
}

function sum(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const total = new Map(Object.entries(a));
  for (const [key, count] of Object.entries(b)) {
    total.set(key, (total.get(key) ?? 0) + count);
  }
  return Object.fromEntries(total);
}
