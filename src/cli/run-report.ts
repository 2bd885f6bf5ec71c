import type { SourceRun } from '../flow/external-source/external-source.public.js';

/** `strattera-orders: running, 3 pages, 150 records (12 new, 3 changed, 1 failed)`. */
export function progressLine({ sourceKey, state, pages, counts }: SourceRun): string {
  const { fetched, created, updated, failed } = counts;
  const outcomes = `${created} new, ${updated} changed, ${failed} failed`;
  return `${sourceKey}: ${state}, ${pages} pages, ${fetched} records (${outcomes})`;
}

/** The run for machines, with the names of `GET /api/runs/:id`. Instants are ISO 8601. */
export function runData(run: SourceRun): object {
  const { id, sourceKey, options, state, counts, pages, requests, waits, waitedMs } = run;
  return {
    ...{ id, source: sourceKey, mode: options.mode, dryRun: options.dryRun ?? false, state, counts },
    ...{ pages, requests, waits, waitedMs, error: run.error, warnings: run.warnings, drift: run.drift },
    ...{ changes: run.changes, startedAt: run.startedAt, finishedAt: run.finishedAt },
  };
}

/** The final report for a person (A10). */
export function runReport(title: string, run: SourceRun): string {
  const { counts, state, error } = run;
  const skipped = Object.entries(counts.skipped).map(([reason, count]) => `  skipped: ${reason}  ${count}`);
  const lines = [
    `${title}: ${state}${durationOf(run)}`,
    ...[`  pages      ${run.pages}`, `  fetched    ${counts.fetched}`],
    ...[`  created    ${counts.created}`, `  updated    ${counts.updated}`],
    ...[`  unchanged  ${counts.unchanged}`, ...skipped, `  failed     ${counts.failed}`],
    ...(counts.duplicates === 0 ? [] : [`  duplicates ${counts.duplicates}`]),
    ...(counts.missing === 0 ? [] : [`  missing    ${counts.missing}`]),
    ...(run.waits === 0 ? [] : [`  waited     ${seconds(run.waitedMs)} in ${run.waits} pauses`]),
    ...run.warnings.map((warning) => `  warning: ${warning}`),
    ...(run.drift.length === 0 ? [] : [`  unknown keys: ${run.drift.join(', ')}`]),
    ...(error === null ? [] : [`  error: ${error.kind}: ${error.message}`]),
  ];
  return lines.join('\n');
}

function durationOf({ startedAt, finishedAt }: SourceRun): string {
  return finishedAt === null ? '' : ` in ${seconds(finishedAt.getTime() - startedAt.getTime())}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
