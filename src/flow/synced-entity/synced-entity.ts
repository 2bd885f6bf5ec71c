import type { Role } from '../../kernel/principal.js';

/** What a field holds. On the wire a decimal is a string and an instant is epoch milliseconds (SYNC-PROTOCOL §2). */
export type FieldType = 'string' | 'integer' | 'decimal' | 'boolean' | 'instant';

/**
 * Who may write a field (DESIGN §3):
 * - `source`: only ingest; - `local`: only people; - `both`: ingest, until a person's edit overrides it;
 * - `server`: stamped by us (`createdAt`, `updatedAt`): what a client sends is ignored, never an error,
 *   because stock clients send their own stamps.
 */
export type FieldWriter = 'source' | 'local' | 'both' | 'server';

/** What is kept when another origin changed the same field since the client's tick (SYNC-PROTOCOL §5). */
export type ConflictPolicy = 'client-wins' | 'server-wins' | 'newest-wins';

export interface SyncedField {
  readonly type: FieldType;
  readonly writtenBy: FieldWriter;
  /** May be null on the wire. A field that is neither optional nor has a default must come with a create. */
  readonly isOptional: boolean;
  /** Clients should index it in their local store. */
  readonly isIndexed?: boolean;
  /** Default is `client-wins`. */
  readonly onConflict?: ConflictPolicy;
  /** Snake case of the field's name unless it says otherwise. */
  readonly column?: string;
  /** Has a default in the database, so a create may leave it out. */
  readonly hasDefault?: boolean;
  /** Characters, for strings. Default 2000. */
  readonly lengthMax?: number;
  /** The closed set of a string, as the table's CHECK has it. */
  readonly values?: readonly string[];
  /** Inclusive, for integers and decimals. */
  readonly min?: number;
  readonly max?: number;
  /** Digits after the point that the column keeps, for decimals. Default 2. */
  readonly scale?: number;
  /** The id of a record of this table: it must exist, or the change is `REFERENCE_MISSING`. */
  readonly references?: string;
  /** The generated column `scope` is made from it. */
  readonly decidesScope?: boolean;
}

/** Rows of the table that a role sees: none, all, or those whose `scope` shares a token with the caller's. */
export type TableAccess = 'none' | 'all' | 'scoped';

/**
 * What a module declares about one synced table: everything the pipeline (ingest, pull, push) needs to
 * know of it. The table has the columns `id text`, the fields', `scope text[]` (generated) and, when it
 * has `both` or `source` fields, `external_id`, `overrides jsonb`, `upstream jsonb`, `missing_since`.
 */
export interface SyncedEntity {
  /** The table, also on the wire and in the registry of the change log. Never rename it. */
  readonly table: string;
  /** The list form of a push names it so: `contact` for `contacts`. */
  readonly singular: string;
  /** `change_log.entity`. Never reuse a number. */
  readonly number: number;
  readonly fields: Readonly<Record<string, SyncedField>>;
  readonly access: Readonly<Record<Role, TableAccess>>;
  /** The field of a user's own row that decides what the user may see: its change starts every view anew. */
  readonly accessField?: string;
  /** Whether clients may create and delete rows; field by field, `writtenBy` says what they may edit. */
  readonly clientsMay: { readonly create: boolean; readonly update: boolean; readonly delete: boolean };
  /** Rows come from an external source: they have `external_id`, `upstream`, `overrides`, `missing_since`. */
  readonly isImported: boolean;
  /**
   * For rows that come inside an imported record and are things of their own (accounts of a client): one that the
   * record no longer brings stays and gets `missing_since`, a column that the table must have, and one that comes
   * inside another record moves there. Left out: such rows go with the comparison, as the lines of an order do.
   */
  readonly keepsVanished?: boolean;
}

/** Snake case of a field's name, unless the field names its column. */
export function columnOf(name: string, field: SyncedField): string {
  return field.column ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** May a person (over REST or a push) write this field? */
export function isClientWritable(entity: SyncedEntity, field: SyncedField): boolean {
  return entity.clientsMay.update && (field.writtenBy === 'local' || field.writtenBy === 'both');
}
