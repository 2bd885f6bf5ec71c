import { ApiProblem } from '../api-problem.js';
import { ChangeSet, type MergedTable } from '../change-set.js';
import type { PullAnswer, SchemaMigration } from '../protocol.js';
import { type RetryOptions, withRetry } from '../retry.js';
import type { SyncApiClient } from '../sync-api-client.js';

/** What WatermelonDB asks its `pullChanges` for. */
export interface PullRequest {
  /** Null or absent on the first sync. */
  readonly lastPulledAt?: number | null;
  readonly schemaVersion: number;
  readonly migration: SchemaMigration | null;
}

/** What WatermelonDB takes from its `pullChanges`. */
export interface PullResult {
  changes: Record<string, MergedTable>;
  timestamp: number;
  /** Only after a 410: rows that the answer does not hold are removed, unsent edits and new records stay. */
  experimentalStrategy?: 'replacement';
}

export interface PullOptions {
  readonly client: SyncApiClient;
  /** Default: all that the caller may see. */
  readonly tables?: readonly string[];
  /** `stream` is faster, and needs a fetch with response streams: Node and browsers, not stock React Native. */
  readonly firstPull?: 'pages' | 'stream';
  /** Rows a page; the server's default when absent. */
  readonly limit?: number;
  /** A pull stops at the next consistent place once it holds so many rows; the next sync goes on. */
  readonly rowsMax?: number;
  readonly retry?: RetryOptions;
}

const RESTARTS_MAX = 3;

/**
 * Reads what WatermelonDB must apply, always up to a consistency point: never half of a window, since
 * its cursor could not say so.
 */
export async function pull(options: PullOptions, request: PullRequest): Promise<PullResult> {
  if (request.lastPulledAt == null) {
    return readEverything(options, request);
  }
  try {
    return await readSince(options, request, request.lastPulledAt);
  } catch (error) {
    if (!isCursorGone(error)) {
      throw error;
    }
  }
  return { ...(await readEverything(options, request)), experimentalStrategy: 'replacement' };
}

/** The cursor is unknown, too old, or of another generation of the database: only a whole read helps. */
function isCursorGone(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 410;
}

/** Starts again when the tick expires while we page; a phone that slept for days in the middle does that. */
async function readEverything(options: PullOptions, request: PullRequest): Promise<PullResult> {
  const read = options.firstPull === 'stream' ? readStream : readPages;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read(options, request);
    } catch (error) {
      if (!isCursorGone(error) || attempt === RESTARTS_MAX) {
        throw error;
      }
    }
  }
}

async function readPages(options: PullOptions, request: PullRequest): Promise<PullResult> {
  const rows = new ChangeSet(options.tables);
  let page: string | null = null;
  for (;;) {
    const query = { ...queryOf(options, request), page };
    const answer: PullAnswer = await withRetry(() => options.client.initial(query), options.retry);
    rows.add(answer.changes);
    page = pageAfter(answer, page);
    if (page === null) {
      return pullResult(rows, answer.timestamp);
    }
  }
}

/** A broken stream is read again from its beginning: half a snapshot is of no use. */
function readStream(options: PullOptions, request: PullRequest): Promise<PullResult> {
  return withRetry(async () => {
    const stream = await options.client.initialStream(queryOf(options, request));
    const rows = new ChangeSet(options.tables ?? Object.keys(stream.counts));
    for await (const { table, row } of stream.rows) {
      rows.put(table, row);
    }
    return pullResult(rows, stream.timestamp);
  }, options.retry);
}

async function readSince(
  options: PullOptions,
  request: PullRequest,
  lastPulledAt: number,
): Promise<PullResult> {
  const rows = new ChangeSet(options.tables);
  const rowsMax = options.rowsMax ?? 50_000;
  let since = lastPulledAt;
  let page: string | null = null;
  for (;;) {
    // The rows of new tables and columns are asked for once, in the first window.
    const migration = since === lastPulledAt ? request.migration : null;
    const query = { ...queryOf(options, request), since, page, migration };
    const answer: PullAnswer = await withRetry(() => options.client.incremental(query), options.retry);
    rows.add(answer.changes);
    page = pageAfter(answer, page);
    if (page !== null) {
      continue;
    }
    if (!answer.hasMore || rows.size >= rowsMax) {
      return pullResult(rows, answer.timestamp);
    }
    if (answer.timestamp <= since) {
      throw new Error(`The server says there is more after ${since}, and leads nowhere.`);
    }
    since = answer.timestamp;
  }
}

/** The token of the page to read next, null when the answer is whole. The same token twice would never end. */
function pageAfter(answer: PullAnswer, page: string | null): string | null {
  const next = answer.next ?? null;
  if (next !== null && next === page) {
    throw new Error('The server gave the same page twice.');
  }
  return next;
}

function queryOf(
  { tables, limit }: PullOptions,
  { schemaVersion }: PullRequest,
): { tables?: readonly string[]; limit?: number; schemaVersion: number } {
  return { ...(tables && { tables }), ...(limit !== undefined && { limit }), schemaVersion };
}

function pullResult(rows: ChangeSet, timestamp: number): PullResult {
  return { changes: rows.toChanges(), timestamp };
}
