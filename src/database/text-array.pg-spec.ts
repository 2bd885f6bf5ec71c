import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres/test-database.js';
import { textArray } from './text-array.js';

describe('textArray', () => {
  let database: TestDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });

  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const stored = async (values: readonly (string | null)[]): Promise<unknown> =>
    (await client.query<{ stored: unknown }>('SELECT $1::text[] AS stored', [textArray(values)])).rows[0]
      ?.stored;

  it.each([
    ['nothing', []],
    ['one empty text', ['']],
    [
      'what the text format has to escape',
      ['a"b', 'a\\b', '{a,b}', 'NULL', ' edge ', "O'Hara", 'line\nbreak'],
    ],
    ['null beside the word null', ['null', null, 'x', null]],
    ['characters of two, three and four bytes', ['Анна', '美咲', '🙂 e\u0301', '']],
  ])('brings %s to PostgreSQL as it is', async (_name, values: (string | null)[]) => {
    expect(await stored(values)).toEqual(values);
  });

  it('has bounds like an array that was sent as text', async () => {
    const { rows } = await client.query(
      'SELECT array_lower($1::text[], 1) AS lower, cardinality($1::text[]) AS count, $2::text[] = $3::text[] AS empty',
      [textArray(['a', 'b']), textArray([]), []],
    );
    expect(rows).toEqual([{ lower: 1, count: 2, empty: true }]);
  });
});
