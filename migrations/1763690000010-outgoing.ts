import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Edits on their way to the vendors that they came from (S6, DESIGN §6). */
export class Outgoing1763690000010 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(TABLES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE outgoing_rest, outgoing_change`);
  }
}

const TABLES = `
  CREATE TABLE outgoing_change (
    -- drawn under the lock of the edited row: the order of the record's edits
    id              bigint         GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_key      text           NOT NULL,
    entity          text           NOT NULL,
    record_id       text           NOT NULL COLLATE "C",
    external_id     text           NOT NULL,
    -- what the person set, by wire name; only fields that the vendor takes
    fields          jsonb          NOT NULL,
    -- what the vendor had in them, as far as was known; a field that is not here was not known
    base            jsonb          NOT NULL,
    -- the same for every attempt, so that the vendor can tell a repetition
    idempotency_key uuid           NOT NULL DEFAULT gen_random_uuid(),
    state           text           NOT NULL DEFAULT 'queued' CHECK (state IN
                                     ('queued', 'applying', 'applied', 'conflicted', 'rejected', 'discarded')),
    attempts        integer        NOT NULL DEFAULT 0,
    run_after       timestamptz    NOT NULL DEFAULT now(),
    -- who applies it, and until when that is believed: a worker that died is succeeded
    claim           uuid,
    claimed_until   timestamptz,
    -- fields that the vendor had changed too: [{field, yours, theirs, kept}]
    conflicts       jsonb          NOT NULL DEFAULT '[]',
    error_kind      text,
    error           text,
    created_by      text           COLLATE "C",
    -- equals the time of the overrides that the same edit made
    created_at      timestamptz    NOT NULL DEFAULT now(),
    ended_at        timestamptz(3),
    -- listings that are begun later show the delivery; those before may be older than it
    fresh_after     timestamptz,
    -- when to look whether the edit's overrides may go; null: nothing to let go
    release_at      timestamptz,
    CHECK ((state = 'applying') = (claim IS NOT NULL AND claimed_until IS NOT NULL))
  );
  -- Serves the claim.
  CREATE INDEX outgoing_change_due ON outgoing_change (source_key, id) WHERE state = 'queued';
  -- Tells whether another change of the same record is unfinished.
  CREATE INDEX outgoing_change_record ON outgoing_change (entity, record_id, id);
  CREATE INDEX outgoing_change_claimed ON outgoing_change (claimed_until) WHERE state = 'applying';
  CREATE INDEX outgoing_change_release ON outgoing_change (release_at) WHERE release_at IS NOT NULL;
  -- Serves the list, newest first, and the counts.
  CREATE INDEX outgoing_change_state ON outgoing_change (state, id DESC);

  -- A vendor in trouble is left alone for a while by all workers, instead of costing every change its attempts.
  CREATE TABLE outgoing_rest (
    source_key text        PRIMARY KEY,
    -- deliveries that failed in a row
    failures   integer     NOT NULL,
    rest_until timestamptz NOT NULL
  );
`;
