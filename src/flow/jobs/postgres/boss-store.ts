import { Logger } from '@nestjs/common';
import PgBoss from 'pg-boss';
import { type Database, sqlOf } from '../../../database/database.js';
import type { Sql } from '../../../database/sql.js';

const DAY_S = 86_400;
/** Any number that no other program of this cluster uses for its advisory locks. */
const CREATE_LOCK = 7_316_012;

/**
 * pg-boss on our own pool: it brings no connections of its own. Its tables are made by the migrator, under the
 * migrations lock; here it only checks that they are of its version.
 */
export class BossStore {
  private constructor(
    readonly boss: PgBoss,
    readonly database: Database,
  ) {}

  /** `isSupervisor`: this process clears finished jobs away now and then. Throws when the schema is not pg-boss's own. */
  static async open(database: Database, isSupervisor: boolean): Promise<BossStore> {
    const logger = new Logger('Jobs');
    const boss = new PgBoss({
      db: bossDb(database),
      migrate: false,
      schedule: false,
      supervise: isSupervisor,
      maintenanceIntervalSeconds: 300,
      archiveCompletedAfterSeconds: DAY_S,
      archiveFailedAfterSeconds: 14 * DAY_S,
      deleteAfterDays: 7,
      retentionDays: 30,
    });
    boss.on('error', (error) => {
      logger.warn(`The queue was not looked after: ${error.message}`);
    });
    await boss.start();
    return new BossStore(boss, database);
  }

  /**
   * Makes a queue when it is new. pg-boss makes a table for each, and two processes that do so at once lock each other
   * out: one does, the others wait for it.
   */
  async createQueue(name: string): Promise<void> {
    if ((await this.boss.getQueue(name)) !== null) {
      return;
    }
    await this.database.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [CREATE_LOCK]);
      await tx.query(`SELECT pgboss.create_queue($1, '{"policy": "standard"}')`, [name]);
    });
  }

  /** Several statements of pg-boss and of ours as one. */
  async transaction<T>(work: (tx: Sql, db: PgBoss.ConnectionOptions) => Promise<T>): Promise<T> {
    return this.database.transaction((tx) =>
      work(tx, { db: { executeSql: async (text, values) => ({ rows: await tx.query(text, values) }) } }),
    );
  }

  async close(): Promise<void> {
    await this.boss.stop({ graceful: false, wait: false });
  }
}

/** Scripts without values carry their own BEGIN and COMMIT: one that fails must not leave its transaction open. */
function bossDb(database: Database): PgBoss.Db {
  return {
    executeSql: (text: string, values: unknown[] | undefined) =>
      database.withConnection(async (client) => {
        if (values !== undefined) {
          return { rows: await sqlOf(client).query(text, values) };
        }
        try {
          const result = await client.query<object>(text);
          return { rows: result.rows };
        } catch (error) {
          await client.query('ROLLBACK').catch(() => undefined);
          throw error;
        }
      }),
  };
}
