import pg from 'pg';

const SETTINGS = ['fsync', 'full_page_writes', 'synchronous_commit'] as const;

/**
 * Refuses a PostgreSQL that may forget what it has acknowledged (FAULTS B12): an answered push would be
 * lost with the next power cut, and no client would send it again. Throws an error that names the settings.
 */
export async function checkDurability(url: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'sync-hub start',
    connectionTimeoutMillis: 10_000,
    query_timeout: 10_000,
  });
  await client.connect();
  try {
    const found = await client.query<{ name: string }>(
      `SELECT name FROM pg_settings WHERE name = ANY($1) AND setting = 'off'`,
      [SETTINGS],
    );
    if (found.rows.length > 0) {
      const names = found.rows.map((row) => row.name).join(', ');
      throw new Error(
        `PostgreSQL may lose what it acknowledged: ${names} is off. Turn it on, or set DATABASE_DURABILITY=unchecked where data may be lost.`,
      );
    }
  } finally {
    await client.end();
  }
}
