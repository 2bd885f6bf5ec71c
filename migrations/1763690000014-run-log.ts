import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people want to know of a run beside its counts: what happened when, how far it is, and what a dry run found. */
export class RunLog1763690000014 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE source_run
        -- records that the run will have read at its end, as far as the source says so
        ADD COLUMN total_count integer,
        -- while it waits for a rate limit
        ADD COLUMN waits_until timestamptz(3);

      -- The newest lines of a run's log. A table of its own: its lines are written now and then, the run's row with every
      -- page.
      CREATE TABLE source_run_log (
        run_id  uuid           NOT NULL REFERENCES source_run ON DELETE CASCADE,
        line    bigint         GENERATED ALWAYS AS IDENTITY,
        at      timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
        level   text           NOT NULL CHECK (level IN ('info', 'warning', 'error')),
        -- a short stable word, and what its sentence is made of
        event   text           NOT NULL,
        details jsonb          NOT NULL,
        PRIMARY KEY (run_id, line)
      );

      -- The first records that a dry run would create or update, field by field.
      CREATE TABLE source_run_change (
        run_id      uuid    NOT NULL REFERENCES source_run ON DELETE CASCADE,
        place       bigint  GENERATED ALWAYS AS IDENTITY,
        entity      text    NOT NULL,
        external_id text    NOT NULL,
        operation   text    NOT NULL CHECK (operation IN ('create', 'update')),
        -- {shown: [{line, field, type, before, after}], omittedCount}, personal values hidden
        fields      jsonb   NOT NULL,
        PRIMARY KEY (run_id, place)
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE source_run_change, source_run_log`);
    await queryRunner.query(`ALTER TABLE source_run DROP COLUMN total_count, DROP COLUMN waits_until`);
  }
}
