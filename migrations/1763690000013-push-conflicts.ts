import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was settled when two people changed the same field, for a person to look at later (D2, ADR 21). */
export class PushConflicts1763690000013 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE push_conflict (
        id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        -- whose push it was; no foreign keys: what happened stays known when the device or the account is gone
        device_id uuid,
        user_id   text        NOT NULL COLLATE "C",
        entity    text        NOT NULL,
        record_id text        NOT NULL COLLATE "C",
        field     text        NOT NULL,
        -- what was pushed, and what somebody else had stored; personal values are hidden before they come here
        yours     jsonb       NOT NULL,
        theirs    jsonb       NOT NULL,
        kept      text        NOT NULL CHECK (kept IN ('yours', 'theirs')),
        at        timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX push_conflict_record ON push_conflict (entity, record_id, id);
      CREATE INDEX push_conflict_device ON push_conflict (device_id, id);
      CREATE INDEX push_conflict_at ON push_conflict (at);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE push_conflict`);
  }
}
