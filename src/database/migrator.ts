import pg from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource } from './data-source.js';
import { installJobTables } from './job-tables.js';

/** Any number that no other program of this cluster uses for its advisory locks. */
const MIGRATION_LOCK = 7_316_001;

/** The names of the migrations that this version has and the database does not, oldest first. Changes nothing. */
export async function listPendingMigrations(url: string): Promise<string[]> {
  const dataSource = createDataSource({ url, poolSize: 1 });
  await dataSource.initialize();
  try {
    const applied = await appliedMigrations(dataSource);
    const names = dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name);
    return names.filter((name) => !applied.has(name));
  } finally {
    await dataSource.destroy();
  }
}

async function appliedMigrations(dataSource: DataSource): Promise<ReadonlySet<string>> {
  const [found] = await dataSource.query<{ exists: boolean }[]>(
    `SELECT to_regclass('schema_migration') IS NOT NULL AS exists`,
  );
  const rows =
    found?.exists === true
      ? await dataSource.query<{ name: string }[]>('SELECT name FROM schema_migration')
      : [];
  return new Set(rows.map(({ name }) => name));
}

/**
 * Brings the schema up to date. Any number of processes may start at once: one migrates under a
 * session lock, the others wait for it and find nothing to do (FAULTS M1, M2). Each migration is one
 * transaction, so a killed process leaves no half of one.
 */
export async function runMigrations(url: string): Promise<string[]> {
  const lock = new pg.Client({ connectionString: url, application_name: 'sync-hub migrator' });
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const dataSource = createDataSource({ url, poolSize: 2 });
    await dataSource.initialize();
    try {
      const applied = await dataSource.runMigrations();
      await installJobTables(lock);
      return applied.map((migration) => migration.name);
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await lock.end();
  }
}
