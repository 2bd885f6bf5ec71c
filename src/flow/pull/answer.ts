import type { ReadTable } from './window-statement.js';

/** The JSON texts of one table's part of an answer, as PostgreSQL built them: rows joined by commas. */
export interface TablePart {
  readonly updated: string | null;
  /** A JSON array. */
  readonly deleted: string | null;
}

export interface AnswerHead {
  readonly timestamp: number;
  readonly generation: number;
  readonly hasMore: boolean;
  readonly next: string | null;
}

/**
 * The body of a pull. It is put together as text: PostgreSQL has built the rows' JSON, and parsing it
 * only to write it again would cost more than everything else here.
 */
export function answerText(
  tables: readonly ReadTable[],
  parts: ReadonlyMap<string, TablePart>,
  head: AnswerHead,
): string {
  const changes = tables.map(({ entity }) => {
    const part = parts.get(entity.table);
    return `"${entity.table}":{"created":[],"updated":[${part?.updated ?? ''}],"deleted":${part?.deleted ?? '[]'}}`;
  });
  const next = head.next === null ? 'null' : `"${head.next}"`;
  return `{"changes":{${changes.join(',')}},"timestamp":${head.timestamp},"generation":${head.generation},"hasMore":${head.hasMore ? 'true' : 'false'},"next":${next}}`;
}
