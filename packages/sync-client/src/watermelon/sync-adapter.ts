import { pull, type PullOptions, type PullRequest, type PullResult } from './pull.js';
import { isEmptyPush, push, type PushOptions, type PushRequest } from './push.js';
import type { KeyValueStore } from './key-value-store.js';
import { randomId, UnconfirmedChanges } from './unconfirmed-changes.js';

export interface SyncAdapterOptions extends PullOptions, PushOptions {
  /** Give `database.localStorage`: without it, an app that is killed during a push repeats it under new ids. */
  readonly storage?: KeyValueStore;
}

/** What WatermelonDB's `synchronize()` asks for. */
export interface SyncAdapter {
  pullChanges(request: PullRequest): Promise<PullResult>;
  pushChanges(request: PushRequest): Promise<{ experimentalRejectedIds: Record<string, string[]> }>;
  conflictResolver(
    table: string,
    local: LocalRecord,
    remote: LocalRecord,
    resolved: LocalRecord,
  ): LocalRecord;
}

/** WatermelonDB's own, loosely typed. */
type LocalRecord = Readonly<Record<string, unknown>>;

/**
 * Lets an unmodified `synchronize({database, ...adapter, sendCreatedAsUpdated: true})` work against
 * sync-hub (S9). Make one for the lifetime of the database. What fails for a passing reason is repeated
 * a few times; then the error goes to the caller of `synchronize`, and nothing is marked as sent. An app with
 * a `conflictResolver` of its own calls ours in it.
 */
export function createSyncAdapter(options: SyncAdapterOptions): SyncAdapter {
  const bounded = { ...options, retry: { attemptsMax: 3, ...options.retry } };
  const unconfirmed = new UnconfirmedChanges(options.storage ?? null, randomId);
  return {
    pullChanges: (request) => pull(bounded, request),
    pushChanges: async (request) =>
      isEmptyPush(request) ? { experimentalRejectedIds: {} } : push(bounded, unconfirmed, request),
    conflictResolver: (table, local, _remote, resolved) => {
      if (local._status === 'synced' && typeof local.id === 'string') {
        unconfirmed.forget(table, local.id);
      }
      return keepUnsentRecord(local, resolved);
    },
  };
}

/**
 * A record that is still marked as created, and yet comes from the server, is one whose push arrived
 * and whose answer was lost. WatermelonDB notes no changed fields for it, so that by itself it would
 * drop what the user edited since.
 */
function keepUnsentRecord(local: LocalRecord, resolved: LocalRecord): LocalRecord {
  return local._status === 'created' ? local : resolved;
}
