import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { runMigrations } from '../../../src/database/migrator.js';

/** Held while the template is made, so that parallel test files make it once. */
const TEMPLATE_LOCK = 7_316_002;
const MIGRATIONS_FOLDER = path.resolve(import.meta.dirname, '../../../migrations');

/**
 * Answers the name of a migrated template, made on first use. The name carries a hash of `migrations/`:
 * an edited migration gets a new template, and a developer's server never serves a stale schema.
 * A half-made template is never seen: it gets its name after the last migration.
 */
export async function ensureTemplate(adminUrl: string): Promise<string> {
  const name = `sync_hub_template_${await hashOfMigrations()}`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    if (!(await databaseExists(admin, name))) {
      await admin.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
      if (!(await databaseExists(admin, name))) {
        await buildTemplate(admin, adminUrl, name);
      }
    }
  } finally {
    await admin.end(); // releases the lock too
  }
  return name;
}

async function buildTemplate(admin: pg.Client, adminUrl: string, name: string): Promise<void> {
  const draft = `${name}_draft`;
  await admin.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
  await admin.query(`CREATE DATABASE ${draft} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'`);
  const url = new URL(adminUrl);
  url.pathname = `/${draft}`;
  await runMigrations(url.href);
  await admin.query(`ALTER DATABASE ${draft} RENAME TO ${name}`);
}

async function databaseExists(admin: pg.Client, name: string): Promise<boolean> {
  const found = await admin.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  return found.rowCount === 1;
}

async function hashOfMigrations(): Promise<string> {
  const hash = createHash('sha256');
  const files = (await readdir(MIGRATIONS_FOLDER)).filter((file) => file.endsWith('.ts')).sort();
  for (const file of files) {
    hash.update(file).update(await readFile(path.join(MIGRATIONS_FOLDER, file)));
  }
  return hash.digest('hex').slice(0, 12);
}
