import { ApiProblem } from '../api-problem.js';
import type { Push, PushAnswer, PushedChange, PushResult } from '../protocol.js';
import { type RetryOptions, withRetry } from '../retry.js';
import type { SyncApiClient } from '../sync-api-client.js';
import { localChanges, type WatermelonChanges } from './local-changes.js';
import { pushBatches } from './push-batches.js';
import type { UnconfirmedChanges } from './unconfirmed-changes.js';

/** What WatermelonDB hands to its `pushChanges`. */
export interface PushRequest {
  readonly changes: WatermelonChanges;
  readonly lastPulledAt: number;
}

export interface PushOptions {
  readonly client: SyncApiClient;
  readonly retry?: RetryOptions;
  /** Hears of every answer, e.g. to show conflicts and rejections (M2). */
  readonly onPushed?: (results: readonly PushResult[]) => void;
}

type RejectedIds = Record<string, string[]>;

/**
 * Sends all local changes. Returns only when every one of them was answered; those that the server did
 * not store are in the result and stay unsent. Throws otherwise: then WatermelonDB marks nothing as
 * sent, and the next sync sends the same again under the same ids (S3).
 */
export async function push(
  options: PushOptions,
  unconfirmed: UnconfirmedChanges,
  request: PushRequest,
): Promise<{ experimentalRejectedIds: RejectedIds }> {
  const changes = await unconfirmed.plan(localChanges(request.changes));
  const refused: PushedChange[] = [];
  for (const batch of await batchesOf(options, changes)) {
    const answer = await send(options, batch, request.lastPulledAt);
    options.onPushed?.(answer.results);
    refused.push(...notStored(batch, answer));
  }
  await unconfirmed.confirm(new Set(refused.map(({ changeId }) => changeId)));
  return { experimentalRejectedIds: idsByTable(refused) };
}

/** Whether a push has anything to say. */
export function isEmptyPush(request: PushRequest): boolean {
  return localChanges(request.changes).length === 0;
}

/** The order of tables only matters when one call is not enough, so only then it is asked for. */
async function batchesOf(options: PushOptions, changes: readonly PushedChange[]): Promise<PushedChange[][]> {
  const batches = pushBatches(changes, []);
  if (batches.length <= 1) {
    return batches;
  }
  const contract = await withRetry(() => options.client.schema(), options.retry);
  return pushBatches(
    changes,
    contract.tables.map((table) => table.name),
  );
}

async function send(
  { client, retry }: PushOptions,
  batch: readonly PushedChange[],
  lastPulledAt: number,
): Promise<PushAnswer> {
  const attempt = (changes: Push['changes']): Promise<PushAnswer> =>
    withRetry(() => client.outgoing({ lastPulledAt, changes }), retry);
  try {
    return await attempt(batch);
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== 'IDEMPOTENCY_MISMATCH') {
      throw error;
    }
  }
  // Another content came under one of these ids: the server's own ledger then tells what is repeated.
  return attempt(
    batch.map(({ entityType, entityId, operation, payload = {} }) => ({
      entityType,
      entityId,
      operation,
      payload,
    })),
  );
}

/** A change counts as stored only when the answer says so. */
function notStored(batch: readonly PushedChange[], answer: PushAnswer): PushedChange[] {
  const refused = new Set<string>();
  const stored = new Set<string>();
  for (const { table, id, status } of answer.results) {
    (status === 'rejected' ? refused : stored).add(`${table}/${id}`);
  }
  return batch.filter(({ changeId, entityType, entityId }, index) => {
    const result = answer.results[index];
    const key = `${entityType}/${entityId}`;
    return result?.changeId === changeId
      ? result.status === 'rejected'
      : refused.has(key) || !stored.has(key);
  });
}

function idsByTable(changes: readonly PushedChange[]): RejectedIds {
  const rejected: RejectedIds = {};
  for (const { entityType, entityId } of changes) {
    const ids = (rejected[entityType] ??= []);
    if (!ids.includes(entityId)) {
      ids.push(entityId);
    }
  }
  return rejected;
}
