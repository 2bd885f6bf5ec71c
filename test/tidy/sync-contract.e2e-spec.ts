import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { trackedColumns } from '../../src/flow/pull/pull.public.js';
import { contractTable, SYNC_CONTRACT_VERSION } from '../../src/flow/pull/sync-contract.js';
import { columnOf, SyncedEntities } from '../../src/flow/synced-entity/synced-entity.public.js';
import { startTestApp, type TestApp } from '../support/app/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres/test-database.js';

/** Change it together with SYNC_CONTRACT_VERSION: clients build their local schema from the contract. */
const CONTRACT = { version: 1, hash: 'dd4c6ed75ad51d6f' };

describe('the wire contract (S7, SYNC-PROTOCOL §2)', () => {
  let database: TestDatabase;
  let app: TestApp;
  let sql: pg.Client;
  let entities: SyncedEntities;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startTestApp({ databaseUrl: database.url });
    entities = app.app.get(SyncedEntities, { strict: false });
    sql = new pg.Client({ connectionString: database.url });
    await sql.connect();
  });

  afterAll(async () => {
    await sql.end();
    await app.close();
    await database.drop();
  });

  it('does not change without a new version', () => {
    const tables = entities.list().map(contractTable);
    const hash = createHash('sha256').update(JSON.stringify(tables)).digest('hex').slice(0, 16);
    expect({ version: SYNC_CONTRACT_VERSION, hash }).toEqual(CONTRACT);
  });

  it('is watched by the change log column by column', async () => {
    for (const entity of entities.list()) {
      const { rows } = await sql.query<{ source: string }>(
        'SELECT prosrc AS source FROM pg_proc WHERE proname = $1',
        [`sync_log_update_${entity.table}`],
      );
      const watched = [
        ...(rows[0]?.source ?? '').matchAll(/o\."?(\w+)"? IS DISTINCT FROM n\.\S+ THEN '(\w+)'/g),
      ];
      const columns = Object.fromEntries(watched.map(([, column, field]) => [field, column])) as Record<
        string,
        string
      >;
      expect([entity.table, columns]).toEqual([entity.table, trackedColumns(entity)]);
      expect(rows[0]?.source).toContain(`SELECT ${entity.number},`);
    }
  });

  it('has the columns, closed sets and nullability that the tables have', async () => {
    for (const entity of entities.list()) {
      const { rows } = await sql.query<{
        name: string;
        nullable: boolean;
        has_default: boolean;
        type: string;
      }>(
        `SELECT column_name AS name, is_nullable = 'YES' AS nullable, data_type AS type,
                column_default IS NOT NULL OR is_generated = 'ALWAYS' AS has_default
         FROM information_schema.columns WHERE table_name = $1`,
        [entity.table],
      );
      const columns = new Map(rows.map((row) => [row.name, row]));
      for (const [name, field] of Object.entries(entity.fields)) {
        const column = columns.get(columnOf(name, field));
        expect([entity.table, name, column?.nullable]).toEqual([entity.table, name, field.isOptional]);
        if (!field.isOptional && (field.hasDefault ?? false)) {
          expect([entity.table, name, column?.has_default]).toEqual([entity.table, name, true]);
        }
      }
      expect(columns.has('scope')).toBe(true);
    }
  });

  it('has no secret among the columns of users', () => {
    const names = Object.keys(entities.get('users').fields).join(' ').toLowerCase();
    expect(names).not.toMatch(/password|hash|token|secret|code_?hash/);
  });
});
