import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { ensureTemplate } from './template-database.js';

export interface TestDatabase {
  /** postgres:// URL of a migrated, empty database that belongs to the caller alone. */
  readonly url: string;
  /** Removes it, cutting connections that a test forgot to close. Call it in `afterAll`. */
  readonly drop: () => Promise<void>;
}

/**
 * A database of one's own per test file, copied from a migrated template in milliseconds, so that files
 * run side by side and see nothing of each other. `TEST_DATABASE_ADMIN_URL` names the server;
 * scripts/test.mjs, or jest's global set-up, starts an embedded one when nobody has set it.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = testDatabaseAdminUrl();
  const name = `test_${randomBytes(8).toString('hex')}`;
  const template = await ensureTemplate(adminUrl);
  await runAsAdmin(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    url: urlOfDatabase(adminUrl, name),
    drop: () => runAsAdmin(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** The server that the tests use, as a superuser or as a role that may create databases. */
function testDatabaseAdminUrl(): string {
  const url = process.env.TEST_DATABASE_ADMIN_URL;
  if (url === undefined || url === '') {
    throw new Error(
      'TEST_DATABASE_ADMIN_URL is not set. Run `npm test -- <file>`, or start a server that stays up with ' +
        '`node scripts/dev-postgres.mjs` and export the line it prints.',
    );
  }
  return url.trim();
}

/** The same server and role, another database. */
function urlOfDatabase(adminUrl: string, name: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function runAsAdmin(adminUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
