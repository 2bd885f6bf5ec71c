import type { FieldConflict, PushAnswer, PushResult, WireValue } from '@sync-hub/sync-client';
import type { OutboxEntry, OutboxOutcome } from './outbox-entry.js';

/** A call of `/api/sync/outgoing` in the form of a list. */
export interface PushBody {
  readonly deviceId: string;
  readonly lastPulledAt: number | null;
  readonly changes: readonly {
    readonly changeId: string;
    readonly entityType: string;
    readonly entityId: string;
    readonly operation: string;
    readonly payload: Readonly<Record<string, unknown>>;
  }[];
}

/** The server takes 1000 changes or 2 MiB a call. */
const CHANGES_MAX = 500;
const CHARACTERS_MAX = 500_000;

/**
 * The first of the waiting entries that may go in one call: a call names one tick for all of its changes, so those behind
 * an entry that was made on another one wait for the next.
 */
export function firstBatch(waiting: readonly OutboxEntry[]): OutboxEntry[] {
  const batch: OutboxEntry[] = [];
  let characters = 0;
  for (const entry of waiting) {
    characters += JSON.stringify(entry.fields).length;
    const isFull = batch.length >= CHANGES_MAX || characters > CHARACTERS_MAX;
    if (batch.length > 0 && (isFull || entry.seenTick !== batch[0]?.seenTick)) {
      break;
    }
    batch.push(entry);
  }
  return batch;
}

export function pushBody(batch: readonly OutboxEntry[], deviceId: string): PushBody {
  return {
    deviceId,
    lastPulledAt: batch[0]?.seenTick ?? null,
    changes: batch.map((entry) => ({
      changeId: entry.changeId,
      entityType: entry.table,
      entityId: entry.recordId,
      operation: entry.operation,
      payload: payloadOf(entry),
    })),
  };
}

/** With the time of the edit: fields of which the newest value is kept (a deal's stage) are settled by it. */
function payloadOf({ operation, fields, madeAt }: OutboxEntry): Readonly<Record<string, unknown>> {
  return operation === 'DELETE' ? {} : { ...fields, updatedAt: madeAt };
}

/** What the server said of each of the entries; those that it did not mention still wait. */
export function outcomesOf(
  batch: readonly OutboxEntry[],
  answer: Pick<PushAnswer, 'results'>,
  at: number,
): Map<string, OutboxOutcome> {
  const results = new Map(answer.results.map((result) => [result.changeId, result]));
  return new Map(
    batch.flatMap((entry) => {
      const result = results.get(entry.changeId);
      return result === undefined ? [] : [[entry.changeId, outcomeOf(entry, result, at)] as const];
    }),
  );
}

interface Explained {
  readonly message?: string | null;
  readonly errors?: OutboxOutcome['errors'];
}

function outcomeOf(entry: OutboxEntry, result: PushResult & Explained, at: number): OutboxOutcome {
  const { status, code, message = null, errors = [] } = result;
  const conflicts = result.conflicts.filter((conflict) => isNews(entry, conflict));
  return { status, code, message, errors, conflicts, at };
}

/**
 * The tick of an edit may be older than the reading that filled the form, never newer. What somebody changed between the
 * two was on the screen when the person edited it, and is no conflict; what was not kept is one in any case.
 */
function isNews({ before }: OutboxEntry, { field, theirs, kept }: FieldConflict): boolean {
  return kept === 'theirs' || !isSame(before[field] ?? null, theirs);
}

/** REST writes an instant as text, the wire as epoch milliseconds. */
function isSame(read: unknown, theirs: WireValue): boolean {
  return typeof read === 'string' && typeof theirs === 'number'
    ? Date.parse(read) === theirs || Number(read) === theirs
    : JSON.stringify(read) === JSON.stringify(theirs);
}
