import type { SourceConnector } from '../source-connector.js';
import type { RunOptions, SourceRun } from '../source-run.js';

/** A run that has killed so many workers is not tried again (FAULTS C7). */
export const WORKERS_MAX = 3;

/** The facts that decide what becomes of a run whose worker is gone. */
export interface OrphanedRun {
  readonly run: Pick<SourceRun, 'options' | 'cursorAfter' | 'fence'>;
  readonly doneEntities: readonly string[];
}

/** True while a run waits for its first worker. */
export function isQueued({ run }: { readonly run: Pick<SourceRun, 'fence'> }): boolean {
  return run.fence === 0;
}

/** True when a successor need not begin at the beginning: an entity is done, or the present one has a cursor. */
export function isResumable(
  connector: Pick<SourceConnector, 'entities'>,
  {
    run,
    doneEntities,
  }: Pick<OrphanedRun, 'doneEntities'> & { readonly run: Pick<SourceRun, 'options' | 'cursorAfter'> },
): boolean {
  if (run.options.dryRun === true) {
    return false;
  }
  const present = connector.entities.find((entity) => !doneEntities.includes(entity));
  return doneEntities.length > 0 || (present !== undefined && typeof run.cursorAfter[present] === 'string');
}

/** Go on with the run, or end it as lost; and may its work be tried once more from the beginning? */
export function decideRecovery(
  connector: Pick<SourceConnector, 'entities'>,
  orphan: OrphanedRun,
  wanted: RunOptions,
): { readonly goOn: boolean; readonly mayStartAnew: boolean } {
  const mayStartAnew = orphan.run.fence < WORKERS_MAX;
  const goOn = mayStartAnew && isResumable(connector, orphan) && isSame(orphan.run.options, wanted);
  return { goOn, mayStartAnew };
}

/** True for a run that does, or has done well, what a run that lost its worker was to do. */
export function isSuccessor(
  run: Pick<SourceRun, 'options' | 'state' | 'startedAt'>,
  lost: Pick<SourceRun, 'options' | 'error' | 'finishedAt'>,
): boolean {
  return (
    lost.error?.kind === 'worker-lost' &&
    lost.finishedAt !== null &&
    run.startedAt >= lost.finishedAt &&
    run.state !== 'failed' &&
    isSame(run.options, lost.options)
  );
}

function isSame(a: RunOptions, b: RunOptions): boolean {
  const text = (options: RunOptions): string => JSON.stringify(Object.entries(options).sort());
  return text(a) === text(b);
}
