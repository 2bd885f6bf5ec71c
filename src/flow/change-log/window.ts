import type { Tick } from './tick.js';

/**
 * The rows of the log that became visible between two ticks, as a FROM item: `a < row ≤ b`. Its cost does
 * not grow with the age of an open writer (rule 11): it reads the ids from `xmax(a)` on, and the few that
 * were in progress in `a`, instead of everything since the oldest of them.
 *
 * The second half is spelled so that a generic plan can only go by the primary key: a range whose ends are not
 * known counts as a few rows, where an equality counts as the rows of an average transaction, which after an
 * import is the whole log; OFFSET 0 keeps the condition, and the index that would serve it, out.
 *
 * Takes four parameters from {@link windowValues}, beginning at `$first`. `columns` are of alias `l`.
 */
export function windowSql(columns: string, first: number, condition = 'true', limit = ''): string {
  const [xmaxA, inProgressA, xmaxB, snapshotB] = [first, first + 1, first + 2, first + 3].map((n) => `$${n}`);
  return `
    (SELECT ${columns} FROM change_log AS l
     WHERE l.xid >= ${xmaxA}::xid8 AND l.xid < ${xmaxB}::xid8
       AND pg_visible_in_snapshot(l.xid, ${snapshotB}::pg_snapshot) AND ${condition}
     ${limit})
    UNION ALL
    (SELECT ${columns}
     FROM unnest(${inProgressA}::xid8[]) AS started (xid)
     CROSS JOIN LATERAL (SELECT * FROM change_log WHERE xid BETWEEN started.xid AND started.xid OFFSET 0) AS l
     WHERE pg_visible_in_snapshot(started.xid, ${snapshotB}::pg_snapshot) AND ${condition}
     ${limit})`;
}

/** The values of the four parameters of {@link windowSql}. */
export function windowValues(after: Tick, upTo: Tick): unknown[] {
  return [after.snapshot.xmax, after.snapshot.inProgress, upTo.snapshot.xmax, upTo.snapshot.text];
}
