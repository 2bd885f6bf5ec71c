import type { Pulled } from '../support/flow/flow-context.js';
import type { ChangeReader, ReadChanges } from './lossless-reader.js';

/** Where the ticks are read: the pipeline in this process, or the routes of a running server. */
export interface TickSource {
  readonly initial: (request: { readonly limit: number; readonly page: string | null }) => Promise<Pulled>;
  readonly incremental: (request: {
    readonly since: number;
    readonly limit: number;
    readonly page: string | null;
  }) => Promise<Pulled>;
}

interface Cursor {
  readonly phase: 'initial' | 'incremental';
  readonly since: number;
  readonly page: string | null;
}

/** Reads as a client of /api/sync does (SYNC-PROTOCOL §3, §4): pages of `initial`, then window after window. */
export class TickReader implements ChangeReader {
  constructor(private readonly source: TickSource) {}

  async read(text: string | null, limit: number): Promise<ReadChanges> {
    const cursor = text === null ? null : (JSON.parse(text) as Cursor);
    if (cursor === null || cursor.phase === 'initial') {
      const pulled = await this.source.initial({ limit, page: cursor?.page ?? null });
      return changesOf(pulled, {
        phase: pulled.next === null ? 'incremental' : 'initial',
        since: pulled.timestamp,
        page: pulled.next,
      });
    }
    const pulled = await this.source.incremental({ since: cursor.since, limit, page: cursor.page });
    if (pulled.timestamp < cursor.since) {
      throw new Error(`The timestamp went back from ${cursor.since} to ${pulled.timestamp}`);
    }
    return changesOf(pulled, {
      phase: 'incremental',
      since: pulled.next === null ? pulled.timestamp : cursor.since,
      page: pulled.next,
    });
  }
}

function changesOf(pulled: Pulled, cursor: Cursor): ReadChanges {
  const tables = Object.entries(pulled.changes);
  return {
    updated: tables.flatMap(([table, { updated }]) => updated.map((row) => ({ table, row }))),
    deleted: tables.flatMap(([table, { deleted }]) => deleted.map((id) => ({ table, id }))),
    cursor: JSON.stringify(cursor),
    hasMore: pulled.hasMore,
  };
}
