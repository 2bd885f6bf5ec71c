import pg from 'pg';
import { createDataSource } from './data-source.js';

/** Any number that no other program of this cluster uses for its advisory locks. */
const MIGRATION_LOCK = 7_316_001;

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
      return applied.map((migration) => migration.name);
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await lock.end();
  }
}
