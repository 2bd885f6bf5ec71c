import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/postgres/test-database.js';
import { NATIONAL_IDS } from '../../../test/support/wispro/national-ids.js';

describe('the national id of a stored user', () => {
  let database: TestDatabase;
  let sql: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    sql = new pg.Client({ connectionString: database.url });
    await sql.connect();
  });
  afterAll(async () => {
    await sql.end();
    await database.drop();
  });

  it('W4 has the same key in PostgreSQL as in the program, in every spelling', async () => {
    const { rows } = await sql.query<{ text: string; key: string | null }>(
      'SELECT text, national_id_key(text) AS key FROM unnest($1::text[]) WITH ORDINALITY AS given (text, place) ORDER BY place',
      [NATIONAL_IDS.map(([text]) => text)],
    );

    expect(rows.map(({ text, key }) => [text, key])).toEqual(NATIONAL_IDS);
  });

  it.each([
    ['V-12.345.678', 'AB-1', '12345678'],
    [null, '12345678', '12345678'],
    ['', '12345679', '12345679'],
    ['pasaporte', '12345677', null],
    [null, null, null],
  ])('W4 with id_number %j and code %j is %j', async (idNumber, code, key) => {
    const { rows } = await sql.query(
      `INSERT INTO users (name, id_number, code) VALUES ('Ana', $1, $2) RETURNING national_id_key AS key`,
      [idNumber, code],
    );
    await sql.query('DELETE FROM users');

    expect(rows).toEqual([{ key }]);
  });

  it('W4 is found by an index', async () => {
    await sql.query(
      `INSERT INTO users (name, id_number) SELECT 'N', 'V-' || (10000000 + n) FROM generate_series(1, 2000) AS n`,
    );
    await sql.query('ANALYZE users');
    const { rows } = await sql.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT FROM users WHERE national_id_key = '10000077'`,
    );

    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('users_national_id');
  });
});
