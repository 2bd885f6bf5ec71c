/**
 * A stored PostgreSQL snapshot with a number (SYNC-PROTOCOL §1). The number is what the wire calls
 * `timestamp`: a safe integer, strictly increasing, that reads as epoch milliseconds.
 */
export interface Tick {
  readonly id: number;
  readonly gen: number;
  readonly snapshot: Snapshot;
}

/** `pg_snapshot`, with 64-bit transaction ids as decimal text. */
export interface Snapshot {
  readonly text: string;
  /** Ids at or above it had not begun: invisible. */
  readonly xmax: string;
  /** Ids below `xmax` that were still in progress: invisible. */
  readonly inProgress: readonly string[];
}

export interface TickRow {
  readonly id: string;
  readonly gen: number;
  readonly snapshot: string;
}

/** Reads `id, gen, snapshot::text` as PostgreSQL answers them. */
export function tickOf(row: TickRow): Tick {
  return { id: Number(row.id), gen: row.gen, snapshot: parseSnapshot(row.snapshot) };
}

/** Parses PostgreSQL's text form `xmin:xmax:xip,xip,…`. */
export function parseSnapshot(text: string): Snapshot {
  const [, xmax, inProgress] = text.split(':');
  if (xmax === undefined || inProgress === undefined) {
    throw new Error(`Not a pg_snapshot: ${text}`);
  }
  return { text, xmax, inProgress: inProgress === '' ? [] : inProgress.split(',') };
}
