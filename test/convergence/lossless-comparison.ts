import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import type { LosslessPuller } from './lossless-puller.js';
import { CHECKED_TABLES, type CheckedTable, type HeldRow, selectRows } from './lossless-tables.js';

/** How what a puller holds differs from the server, row by row. */
export interface Difference {
  /** Rows that it lacks, or holds in an older state. */
  readonly lost: readonly string[];
  /** Rows that it holds and the server does not have. */
  readonly phantom: readonly string[];
}

/** The server's rows, read with plain SQL. */
export async function readServerRows(
  client: pg.Client,
): Promise<ReadonlyMap<string, ReadonlyMap<string, HeldRow>>> {
  const tables = new Map<string, Map<string, HeldRow>>();
  for (const checked of CHECKED_TABLES) {
    const { rows } = await client.query<HeldRow>(selectRows(checked));
    tables.set(checked.table, new Map(rows.map((row) => [row.id, row])));
  }
  return tables;
}

/** Compares everything that one puller holds. Rows are named `table/id`. */
export function compare(
  puller: LosslessPuller,
  server: ReadonlyMap<string, ReadonlyMap<string, HeldRow>>,
): Difference {
  const lost: string[] = [];
  const phantom: string[] = [];
  for (const checked of CHECKED_TABLES) {
    const held = puller.heldRows(checked.table);
    const stored = server.get(checked.table) ?? new Map<string, HeldRow>();
    for (const [id, row] of stored) {
      const own = held.get(id);
      if (own === undefined || !isSame(checked, own, row)) {
        lost.push(`${checked.table}/${id}`);
      }
    }
    for (const id of held.keys()) {
      if (!stored.has(id)) {
        phantom.push(`${checked.table}/${id}`);
      }
    }
  }
  return { lost, phantom };
}

function isSame({ columns }: CheckedTable, held: HeldRow, stored: HeldRow): boolean {
  return Object.keys(columns).every((name) => isDeepStrictEqual(held[name], stored[name]));
}
