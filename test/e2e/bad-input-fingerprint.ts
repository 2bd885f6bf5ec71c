import type { Database } from '../../src/database/database.js';

/**
 * What counts attempts, and so changes with every refused one; where readers of the log have stood; and when a vendor was
 * last asked, which a debug report does in passing.
 */
const COUNTERS = ['login_throttle', 'sync_tick', 'source_budget'];
/** Columns that note that somebody was there. */
const TRACES = ['last_seen_at', 'since'];

/**
 * One hash for each table's whole content, so that what a refused request has stored shows. Asked between
 * groups of calls; nothing else may write meanwhile. Tables of `leftOut` may change.
 */
export async function fingerprint(
  sql: Database,
  leftOut: readonly string[] = [],
): Promise<Record<string, string>> {
  const tables = await sql.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> ALL ($1)
     ORDER BY 1`,
    [[...COUNTERS, ...leftOut]],
  );
  const parts = tables.map(
    ({ name }) =>
      `SELECT '${name}' AS name, count(*) || ':' || coalesce(md5(string_agg(row, '|' ORDER BY row)), '') AS hash
       FROM (SELECT (to_jsonb(t) - $1::text[])::text AS row FROM "${name}" AS t) AS rows`,
  );
  const rows = await sql.query<{ name: string; hash: string }>(parts.join(' UNION ALL '), [TRACES]);
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
}
