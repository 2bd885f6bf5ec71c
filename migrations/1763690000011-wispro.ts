import type { MigrationInterface, QueryRunner } from 'typeorm';

/** By which an import finds subscribers that are stored without their Wispro id (W4). */
export class Wispro1763690000011 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // String.raw: the backslashes are PostgreSQL's.
    await queryRunner.query(String.raw`
      -- The same as nationalIdKey of src/modules/wispro; a test compares the two. Spaces, dots and dashes are nothing,
      -- V, E and no letter are one, the digits must all be equal. Null for what is no document number.
      CREATE FUNCTION national_id_key(given text) RETURNS text
      LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE WHEN part[1] IN ('J', 'G', 'P') THEN part[1] ELSE '' END || part[2]
        FROM regexp_match(
          regexp_replace(upper(given), '[\s\u00a0\u2000-\u200a\u202f\u3000.\u2010-\u2015\u2212-]', '', 'g'),
          '^(?:[VEJGP]*([VEJGP]))?([0-9]{5,10})$') AS found (part)
      $$;

      -- A row without id_number has its number as its login.
      ALTER TABLE users ADD COLUMN national_id_key text
        GENERATED ALWAYS AS (national_id_key(coalesce(nullif(id_number, ''), code))) STORED;
      -- Not unique: what was there before the first import may hold a person twice.
      CREATE INDEX users_national_id ON users (national_id_key) WHERE national_id_key IS NOT NULL;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE users DROP COLUMN national_id_key;
      DROP FUNCTION national_id_key(text);
    `);
  }
}
