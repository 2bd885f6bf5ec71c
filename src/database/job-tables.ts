import type { Client } from 'pg';
import PgBoss from 'pg-boss';

/**
 * Makes or updates the tables of pg-boss, in its own schema `pgboss`. Its changes come with its releases, so they are
 * no migrations of ours; they run under the same lock.
 */
export async function installJobTables(client: Client): Promise<void> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => client.query<object>(text, values) },
    migrate: true,
    schedule: false,
    supervise: false,
  });
  await boss.start();
  await boss.stop({ graceful: false, wait: false });
}
