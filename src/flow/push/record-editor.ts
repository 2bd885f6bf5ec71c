import type { Principal } from '../../kernel/principal.js';

/** One change that a person makes over REST. Field names as on the wire; instants as ISO text or epoch ms. */
export interface RecordEdit {
  readonly table: string;
  readonly operation: 'create' | 'update' | 'delete';
  /** For a create it may be left out: then we make one. */
  readonly id?: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** The `If-Match` header: the edit is refused with `STALE_RECORD` when the record has another ETag. */
  readonly ifMatch?: string;
}

/**
 * Edits records for the REST controllers of every module: the same validation, scope, field ownership,
 * overrides, change log and outgoing queue as a push from a phone (S5).
 */
export abstract class RecordEditor {
  /**
   * Applies one edit and answers the record's id. Throws `VALIDATION` (with the fields), `NOT_FOUND`
   * (also for rows outside the caller's scope), `FORBIDDEN`, `STALE_RECORD`, `CONFLICT`.
   */
  abstract apply(edit: RecordEdit, principal: Principal): Promise<{ readonly id: string }>;

  /**
   * Lets the upstream value of an overridden field show again (O7). `NOT_FOUND` when there is no such
   * record or the field is not overridden.
   */
  abstract releaseOverride(table: string, id: string, field: string, principal: Principal): Promise<void>;

  /** The strong ETag of a record that the caller may see, quotes included; null when there is none. */
  abstract etag(table: string, id: string, principal: Principal): Promise<string | null>;
}
