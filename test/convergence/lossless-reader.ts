import type { HeldRow } from './lossless-tables.js';

/** What one request of a puller brought, whatever its cursor is made of. */
export interface ReadChanges {
  readonly updated: readonly { readonly table: string; readonly row: HeldRow }[];
  readonly deleted: readonly { readonly table: string; readonly id: string }[];
  /** To be handed to the next read once the changes are stored. */
  readonly cursor: string;
  readonly hasMore: boolean;
}

/**
 * A strategy of reading changes: the product's ticks, or the naive one that the check must convict. It keeps
 * no state: everything that it must remember is in the cursor.
 */
export interface ChangeReader {
  /** With null everything, or its first page. `limit`: rows an answer at most, where the strategy has one. */
  readonly read: (cursor: string | null, limit: number) => Promise<ReadChanges>;
}
