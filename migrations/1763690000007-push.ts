import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Devices, and what makes a push idempotent (SYNC-PROTOCOL §5, §7). */
export class Push1763690000007 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(TABLES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `DROP TABLE push_pending, push_ledger, push_change_result, push_result, sync_device`,
    );
  }
}

const TABLES = `
  CREATE TABLE sync_device (
    id           uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id      text        NOT NULL COLLATE "C" REFERENCES users ON DELETE CASCADE,
    name         text        NOT NULL,
    platform     text        NOT NULL,
    -- the cursor of its last pull: everything up to it has arrived
    since        bigint,
    last_seen_at timestamptz,
    created_at   timestamptz NOT NULL DEFAULT now(),
    revoked_at   timestamptz
  );
  CREATE INDEX sync_device_user ON sync_device (user_id);

  -- The results of every push that carried a pushId, null for a change that was simply applied: the same push again
  -- gets the same answer, its records read anew.
  CREATE TABLE push_result (
    device_id  uuid        NOT NULL REFERENCES sync_device ON DELETE CASCADE,
    push_id    text        NOT NULL CHECK (length(push_id) BETWEEN 1 AND 64),
    body_hash  text        NOT NULL,
    answer     text        NOT NULL,
    at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (device_id, push_id)
  );
  CREATE INDEX push_result_at ON push_result (at);

  -- The same for each change that carried a changeId, however a client splits its queue.
  CREATE TABLE push_change_result (
    -- no foreign key: checked a thousand times a push, for rows that retention forgets anyway
    device_id  uuid        NOT NULL,
    change_id  text        NOT NULL CHECK (length(change_id) BETWEEN 1 AND 64),
    body_hash  text        NOT NULL,
    result     text        NOT NULL,
    at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (device_id, change_id)
  );
  CREATE INDEX push_change_result_at ON push_change_result (at);

  -- What each device last sent of each record: a push without ids that comes again is known by it.
  CREATE TABLE push_ledger (
    device_id      uuid        NOT NULL,
    entity         smallint    NOT NULL,
    entity_id      text        NOT NULL COLLATE "C",
    -- what it sent, as text that only the application reads: see ledger-entry.ts
    sent           text        NOT NULL,
    at             timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (device_id, entity, entity_id)
  ) WITH (fillfactor = 70);

  -- Changes that could not be applied for a passing reason (a record locked for long): tried again, in order.
  CREATE TABLE push_pending (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    device_id      uuid        REFERENCES sync_device ON DELETE CASCADE,
    user_id        text        NOT NULL COLLATE "C" REFERENCES users ON DELETE CASCADE,
    entity         smallint    NOT NULL,
    entity_id      text        NOT NULL COLLATE "C",
    change         jsonb       NOT NULL,
    last_pulled_at bigint,
    attempt        integer     NOT NULL DEFAULT 0,
    run_after      timestamptz NOT NULL DEFAULT now(),
    last_error     text,
    created_at     timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX push_pending_due ON push_pending (run_after, id);
  CREATE INDEX push_pending_record ON push_pending (entity, entity_id, id);
`;
