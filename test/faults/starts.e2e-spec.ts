import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MIGRATIONS } from '../../migrations/index.js';
import { startTestApp } from '../support/app/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres/test-database.js';
import { FaultClient } from './fault-client.js';
import { Onlooker } from './onlooker.js';
import { ServerProcess } from './server-process.js';
import { until } from './until.js';

/** Everything that a migration makes, by name. */
const OBJECTS = `
  SELECT kind || ' ' || name AS object FROM (
    SELECT relkind::text, relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT 'function', proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT 'trigger', tgrelid::regclass || ' ' || tgname FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'constraint', conrelid::regclass || ' ' || conname FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace
  ) AS made (kind, name) ORDER BY object`;

describe('starts that are disturbed', () => {
  let migrated: TestDatabase;
  let empty: TestDatabase;
  let onlooker: Onlooker;
  let servers: ServerProcess[] = [];

  beforeEach(async () => {
    [migrated, empty] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    onlooker = await Onlooker.open(empty.url);
    await onlooker.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  });
  afterEach(async () => {
    await Promise.all(servers.map((server) => server.kill()));
    servers = [];
    await onlooker.close();
    await Promise.all([migrated.drop(), empty.drop()]);
  });

  const spawn = (): ServerProcess => {
    const server = ServerProcess.spawn(empty.url);
    servers.push(server);
    return server;
  };

  const expectWholeSchema = async (): Promise<void> => {
    const reference = await Onlooker.open(migrated.url);
    try {
      expect(await onlooker.query(OBJECTS)).toEqual(await reference.query(OBJECTS));
    } finally {
      await reference.close();
    }
    expect(await onlooker.count('schema_migration')).toBe(MIGRATIONS.length);
  };

  it('M2 two processes start on an empty database at once: each migration runs once, and both serve', async () => {
    const [one, two] = [spawn(), spawn()];
    await Promise.all([one.listening(), two.listening()]);

    await expectWholeSchema();
    const phone = await FaultClient.signIn(one.url);
    expect((await phone.at(two.url).initial()).status).toBe(200);
    expect(await onlooker.count('users')).toBe(1);
    expect(await onlooker.count('sync_generation')).toBe(1);
  });

  it('M1 killed in the middle of a migration: no half of it is left, and the next start does it whole', async () => {
    // Parks the migrator right after one of the tables of a migration was made.
    await onlooker.query(`
      CREATE SCHEMA parking;
      CREATE FUNCTION parking.wait() RETURNS event_trigger LANGUAGE plpgsql AS $fn$
      BEGIN
        IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE object_identity = 'public.order_items')
        THEN PERFORM pg_advisory_xact_lock_shared(42); END IF;
      END $fn$;
      CREATE EVENT TRIGGER parking ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION parking.wait();
      SELECT pg_advisory_lock(42)`);
    const victim = spawn();
    await until(
      'the migrator is parked',
      async () =>
        (await onlooker.count(
          `pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event = 'advisory'`,
        )) > 0,
    );

    await victim.kill();
    await onlooker.query('DROP EVENT TRIGGER parking; SELECT pg_advisory_unlock(42)');
    await until(
      'the dead transaction is over',
      async () =>
        (await onlooker.count(
          `pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL`,
        )) === 0,
    );

    expect(await onlooker.query(`SELECT to_regclass('orders') AS orders`)).toEqual([{ orders: null }]);
    await spawn().listening();
    await onlooker.query('DROP SCHEMA parking CASCADE');
    await expectWholeSchema();
  });

  it('M3 a process on a schema that a newer version has added to goes on serving', async () => {
    await onlooker.close();
    onlooker = await Onlooker.open(migrated.url);
    await onlooker.query(`
      INSERT INTO schema_migration (timestamp, name) VALUES (9999999999999, 'OfTheNextVersion9999999999999');
      ALTER TABLE contacts ADD COLUMN of_the_next_version text NOT NULL DEFAULT 'x';
      CREATE TABLE of_the_next_version (id text)`);
    const app = await startTestApp({ databaseUrl: migrated.url });
    try {
      const phone = await FaultClient.signIn(app.url);
      const created = { id: 'n-1', _status: 'created', _changed: '', name: 'Older version' };
      const changes = { contacts: { created: [created], updated: [], deleted: [] } };

      const push = await phone.push({ changes });

      expect(push.body.results.map(({ status }) => status)).toEqual(['applied']);
      const [row] = (await phone.initial()).body.changes.contacts!.updated;
      expect(row).toMatchObject({ id: 'n-1', name: 'Older version' });
      expect(row).not.toHaveProperty('ofTheNextVersion');
      expect((await phone.get('/health/ready')).status).toBe(200);
    } finally {
      await app.close();
    }
  });

  it('B12 refuses a PostgreSQL that may forget, names the setting, and starts when it is told not to look', async () => {
    const name = new URL(empty.url).pathname.slice(1);
    await onlooker.query(`ALTER DATABASE ${name} SET synchronous_commit = off`);
    const strict = ServerProcess.spawn(empty.url, { DATABASE_DURABILITY: 'required' });
    servers.push(strict);

    expect(await strict.exited).toEqual({ code: 1, signal: null });
    expect(strict.log).toContain('synchronous_commit');
    expect(await onlooker.query(`SELECT to_regclass('schema_migration') AS found`)).toEqual([
      { found: null },
    ]);
    await spawn().listening();
  });
});
