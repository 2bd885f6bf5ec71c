import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Runs of external sources, their schedules, places, budgets, and the quarantine (DESIGN §4). */
export class ExternalSource1763690000006 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(RUNS);
    await queryRunner.query(SOURCES);
    await queryRunner.query(QUARANTINE);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `DROP TABLE quarantine, source_hold, source_schedule, source_budget, source_position, source_run_page, source_run`,
    );
  }
}

const RUNS = `
  CREATE TABLE source_run (
    id            uuid           PRIMARY KEY DEFAULT gen_random_uuid(),
    source_key    text           NOT NULL,
    mode          text           NOT NULL CHECK (mode IN ('full', 'new-only', 'range')),
    -- everything that was asked for: mode, from, to, pageSize, maxPages, dryRun, confirmMissing
    options       jsonb          NOT NULL,
    dry_run       boolean        NOT NULL DEFAULT false,
    trigger       text           NOT NULL CHECK (trigger IN ('start', 'schedule', 'manual', 'cli')),
    triggered_by  text,
    -- which of the source's schedules started it, and for which of its slots
    schedule      text,
    slot          timestamptz(3) CHECK (slot IS NULL OR schedule IS NOT NULL),
    state         text           NOT NULL DEFAULT 'running' CHECK (state IN (
                    'running', 'waiting-for-rate-limit', 'succeeded', 'completed-with-errors', 'failed', 'cancelled')),
    counts        jsonb          NOT NULL DEFAULT '{}',
    pages         integer        NOT NULL DEFAULT 0,
    requests      integer        NOT NULL DEFAULT 0,
    waits         integer        NOT NULL DEFAULT 0,
    waited_ms     bigint         NOT NULL DEFAULT 0,
    -- by entity
    cursor_before jsonb          NOT NULL DEFAULT '{}',
    cursor_after  jsonb          NOT NULL DEFAULT '{}',
    -- entities that this run has finished: a takeover goes on with the next
    done_entities text[]         NOT NULL DEFAULT '{}',
    error         jsonb,
    warnings      text[]         NOT NULL DEFAULT '{}',
    drift         text[]         NOT NULL DEFAULT '{}',
    -- what a dry run would have done
    changes       jsonb,
    started_at    timestamptz(3) NOT NULL DEFAULT now(),
    finished_at   timestamptz(3),
    worker        text,
    -- grows with every takeover; a page of an older one is refused (FAULTS T2)
    fence         integer        NOT NULL DEFAULT 1
  );
  -- One firing per slot, whatever the clocks do (FAULTS D1, D2). Two schedules of a source may have the same instant:
  -- each gets its run, one after the other.
  CREATE UNIQUE INDEX source_run_slot ON source_run (source_key, schedule, slot) WHERE slot IS NOT NULL;
  -- One run at a time, also if an advisory lock were lost (E16).
  CREATE UNIQUE INDEX source_run_live ON source_run (source_key)
    WHERE state IN ('running', 'waiting-for-rate-limit');
  -- Serves the list of a source's runs and its status.
  CREATE INDEX source_run_recent ON source_run (source_key, started_at DESC);

  -- The external ids of each stored page of a live run: one small row a page, gone when the run has ended.
  CREATE TABLE source_run_page (
    run_id       uuid    NOT NULL REFERENCES source_run ON DELETE CASCADE,
    entity       text    NOT NULL,
    page         integer NOT NULL,
    external_ids text[]  NOT NULL,
    PRIMARY KEY (run_id, entity, page)
  );
`;

const SOURCES = `
  -- Where a source's history was left, and which rows its last complete listing did not have: a row is marked
  -- as missing when two listings agree (FAULTS E10).
  CREATE TABLE source_position (
    source_key         text NOT NULL,
    entity             text NOT NULL,
    cursor             text,
    missing_candidates text[],
    PRIMARY KEY (source_key, entity)
  );

  -- The pace of a source, shared by all processes.
  CREATE TABLE source_budget (
    source_key   text        PRIMARY KEY,
    -- when the next request may be sent
    next_at      timestamptz NOT NULL,
    -- the vendor asked for silence until then
    paused_until timestamptz
  );

  CREATE TABLE source_schedule (
    source_key  text           NOT NULL,
    name        text           NOT NULL,
    cron        text           NOT NULL,
    time_zone   text           NOT NULL,
    next_run_at timestamptz(3) NOT NULL,
    PRIMARY KEY (source_key, name)
  );

  -- What keeps all schedules of a source from firing.
  CREATE TABLE source_hold (
    source_key text           PRIMARY KEY,
    is_paused  boolean        NOT NULL DEFAULT false,
    -- a source that refuses our credentials is left alone until then (FAULTS E1)
    rest_until timestamptz(3)
  );
`;

const QUARANTINE = `
  -- Records and pushed changes that could not be stored, for a person to correct, retry or ignore.
  CREATE TABLE quarantine (
    id           uuid           PRIMARY KEY DEFAULT gen_random_uuid(),
    kind         text           NOT NULL CHECK (kind IN ('record', 'push')),
    source_key   text,
    entity       text           NOT NULL,
    external_id  text,
    record_id    text           COLLATE "C",
    -- secrets removed; a text that jsonb cannot hold is kept as {"$json": "…"}
    payload      jsonb          NOT NULL,
    reason       text           NOT NULL,
    code         text           NOT NULL,
    attempts     integer        NOT NULL DEFAULT 1,
    state        text           NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'resolved', 'ignored')),
    run_id       uuid,
    device_id    uuid,
    user_id      text           COLLATE "C",
    -- tells that the same bad record came again; null: every entry stands for itself
    dedupe_key   text,
    created_at   timestamptz(3) NOT NULL DEFAULT now(),
    last_seen_at timestamptz(3) NOT NULL DEFAULT now(),
    resolved_at  timestamptz(3),
    resolved_by  text
  );
  CREATE UNIQUE INDEX quarantine_unresolved ON quarantine (kind, source_key, entity, dedupe_key)
    WHERE state <> 'resolved' AND dedupe_key IS NOT NULL;
  -- Serves the list, newest first.
  CREATE INDEX quarantine_recent ON quarantine (state, last_seen_at DESC, id);
`;
