/** A value in the shape of the wire: decimals as strings (never floats), instants as `Date`. */
export type FieldValue = string | number | boolean | Date | null;

/** One record of an external source in our shape, ready to be stored. */
export interface IncomingRecord {
  /** The source's own id, as text. It is the key of the row: one row per external id. */
  readonly externalId: string;
  /** By wire name; only fields that the table declares `source` or `both`. A field that is left out stays as it is. */
  readonly fields: Readonly<Record<string, FieldValue>>;
  /** For a new row only: first values of fields that afterwards belong to people (W6). */
  readonly initialFields?: Readonly<Record<string, FieldValue>>;
  /**
   * The record is only for a row that is stored already; where there is none it is skipped, and counted under this
   * short stable word: `no-account`.
   */
  readonly skippedUnlessStored?: string;
  /** Rows that live and die with this one, by table: an order's items. A table that is left out stays as it is. */
  readonly children?: Readonly<Record<string, readonly IncomingChild[]>>;
}

export interface IncomingChild {
  /** Unique in its parent; stored in `line_key`. */
  readonly key: string;
  readonly fields: Readonly<Record<string, FieldValue>>;
}
