import type { Schema } from '../api/api-client.js';
import type { QuarantineFilter } from './quarantine-entry.js';

export type BatchAction = 'retry' | 'ignore';

/** Some entries, or all of a filter. */
export type Selection = { readonly ids: readonly string[] } | { readonly filter: QuarantineFilter };

/** What is to be done with many entries. */
export interface Batch {
  readonly action: BatchAction;
  readonly selection: Selection;
  /** How many they are, as far as the page knows. */
  readonly count: number;
}

export type BatchRequest = Schema<'QuarantineBatchRequest'>;
export type BatchAnswer = Schema<'QuarantineBatchResponse'>;

/** As many as the server takes at a call (BATCH_MAX). */
const IDS_MAX = 50;

/** How far a batch has come. */
export interface BatchProgress {
  readonly done: number;
  /** Stored, or ignored. */
  readonly settled: number;
  /** Still to be tried; null before the first answer. */
  readonly left: number | null;
  /** Why the first that stayed bad is bad. */
  readonly firstReason: string | null;
}

export const NO_PROGRESS: BatchProgress = { done: 0, settled: 0, left: null, firstReason: null };

/** Calls until nothing is left, and tells after each how far it has come. Ends early once the signal says so. */
export async function carryOut(
  selection: Selection,
  call: (request: BatchRequest) => Promise<BatchAnswer>,
  tell: (progress: BatchProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  let progress = NO_PROGRESS;
  let next: string | null = null;
  let ids = 'ids' in selection ? selection.ids : [];
  do {
    const request: BatchRequest =
      'ids' in selection
        ? { ids: ids.slice(0, IDS_MAX) }
        : { filter: selection.filter, ...(next === null ? {} : { after: next }) };
    const answer = await call(request);
    ids = ids.slice(IDS_MAX);
    next = answer.next;
    progress = {
      done: progress.done + answer.doneCount,
      settled: progress.settled + answer.settledCount,
      left: 'ids' in selection ? ids.length : answer.leftCount,
      firstReason: progress.firstReason ?? answer.problem,
    };
    tell(progress);
  } while ((next !== null || ids.length > 0) && !signal.aborted);
}
