import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase } from './test-database.js';

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const result = await client.query<Record<string, unknown>>(sql);
    return result.rows;
  } finally {
    await client.end();
  }
}

describe('a test database', () => {
  it('is migrated, sorts by bytes and shares nothing with the next one', async () => {
    const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    try {
      await query(one.url, 'CREATE TABLE only_here ()');

      expect(await query(one.url, `SELECT to_regclass('schema_migration') IS NOT NULL AS migrated`)).toEqual([
        { migrated: true },
      ]);
      expect(await query(one.url, `SELECT 'a' > 'B' AS bytes`)).toEqual([{ bytes: true }]);
      expect(await query(two.url, `SELECT to_regclass('only_here') AS found`)).toEqual([{ found: null }]);
    } finally {
      await Promise.all([one.drop(), two.drop()]);
    }
  });

  it('is gone after drop, even with a connection left open', async () => {
    const database = await createTestDatabase();
    const forgotten = new pg.Client({ connectionString: database.url });
    const cut = new Promise((resolve) => forgotten.on('error', resolve));
    await forgotten.connect();

    await database.drop();

    await expect(cut).resolves.toBeInstanceOf(Error);
    await expect(query(database.url, 'SELECT 1')).rejects.toThrow(/does not exist/);
  });
});
