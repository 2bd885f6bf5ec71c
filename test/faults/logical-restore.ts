import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

/** Tables that a freshly migrated database has filled by itself. */
const OWN = new Set(['schema_migration']);

/**
 * What dump and restore do, without their programs: every row of every table goes into a freshly migrated database
 * of another cluster, and the sequences go on from where they were. Nothing is added to the log by it.
 */
export async function restoreInto(targetUrl: string, sourceUrl: string): Promise<void> {
  const source = new pg.Client({ connectionString: sourceUrl });
  const target = new pg.Client({ connectionString: targetUrl });
  await Promise.all([source.connect(), target.connect()]);
  try {
    await target.query('SET session_replication_role = replica');
    const tables = await tablesOf(source);
    for (const { name, columns } of tables) {
      await copyTable(source, target, name, columns);
    }
    // Triggers that are ALWAYS on have logged the rows as they came in.
    const log = tables.find(({ name }) => name === 'change_log');
    await target.query('DELETE FROM change_log');
    await copyTable(source, target, 'change_log', log?.columns ?? '');
    await copySequences(target);
  } finally {
    await Promise.all([source.end(), target.end()]);
  }
}

interface StoredTable {
  readonly name: string;
  /** Without the generated ones. */
  readonly columns: string;
}

async function tablesOf(client: pg.Client): Promise<StoredTable[]> {
  const { rows } = await client.query<StoredTable>(`
    SELECT c.relname AS name, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns
    FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0
      AND NOT a.attisdropped AND a.attgenerated = ''
    GROUP BY c.relname ORDER BY c.relname`);
  return rows.filter(({ name }) => !OWN.has(name));
}

async function copyTable(source: pg.Client, target: pg.Client, name: string, columns: string): Promise<void> {
  await pipeline(
    source.query(copyTo(`COPY (SELECT ${columns} FROM ${name}) TO STDOUT`)),
    target.query(copyFrom(`COPY ${name} (${columns}) FROM STDIN`)),
  );
}

async function copySequences(target: pg.Client): Promise<void> {
  const { rows } = await target.query<{ name: string; column: string; sequence: string }>(`
    SELECT c.relname AS name, a.attname AS column, pg_get_serial_sequence(c.relname, a.attname) AS sequence
    FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND a.attidentity <> ''`);
  for (const { name, column, sequence } of rows) {
    await target.query(`SELECT setval('${sequence}', (SELECT coalesce(max(${column}), 0) + 1 FROM ${name}))`);
  }
}
