import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where every committed change is written down, and the ticks that are the cursors (SYNC-PROTOCOL §1). */
export class ChangeLog1763690000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(TABLES);
    await queryRunner.query(AUTHOR_FUNCTIONS);
    await queryRunner.query(TAKE_TICK);
    await queryRunner.query(TRACK_TABLE);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP FUNCTION sync_track_table(regclass, smallint, text[], text[]);
      DROP FUNCTION sync_take_tick();
      DROP TABLE change_log, sync_tick, sync_generation;
      DROP FUNCTION sync_origin_device();
      DROP FUNCTION sync_actor();
    `);
  }
}

const TABLES = `
  -- One line of descent of the log. A restored or moved database starts a new one, and every cursor
  -- of the old one is answered with 410.
  CREATE TABLE sync_generation (
    gen               int         PRIMARY KEY,
    -- system identifier of the cluster and oid of the database: a dump restored elsewhere differs in one
    system_identifier text        NOT NULL,
    started_at        timestamptz NOT NULL DEFAULT now(),
    -- cursors at or below it were discarded by retention: 410 CURSOR_EXPIRED
    expired_before    bigint      NOT NULL DEFAULT 0,
    -- cursors at or below it may have been thinned away: floored to the tick before
    thinned_before    bigint      NOT NULL DEFAULT 0,
    -- the log up to here keeps only the last row of a record between two kept ticks
    compacted_before  bigint      NOT NULL DEFAULT 0,
    -- what shapes everybody's view at once; a change of it is a change of every scope
    view_settings     text        NOT NULL DEFAULT ''
  );

  CREATE TABLE sync_tick (
    id       bigint      PRIMARY KEY,
    gen      int         NOT NULL REFERENCES sync_generation,
    snapshot pg_snapshot NOT NULL,
    at       timestamptz NOT NULL
  );

  CREATE TABLE change_log (
    xid           xid8        NOT NULL DEFAULT pg_current_xact_id(),
    seq           bigint      GENERATED ALWAYS AS IDENTITY,
    entity        smallint    NOT NULL,
    entity_id     text        NOT NULL COLLATE "C",
    -- I insert, U update, D delete; R: send the row again to origin_device (to all when null), nothing was written
    op            "char"      NOT NULL CHECK (op IN ('I', 'U', 'D', 'R')),
    -- wire names of the fields that changed; null: all of them
    fields        text[],
    scope_old     text[],
    scope_new     text[],
    origin_device uuid,
    actor         text,
    at            timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (xid, seq)
  );

  -- Serves the history of a record, the conflict check of a push and "was it deleted?".
  CREATE INDEX change_log_record ON change_log (entity, entity_id, xid);
`;

const AUTHOR_FUNCTIONS = `
  CREATE FUNCTION sync_origin_device() RETURNS uuid LANGUAGE sql STABLE AS
    $$ SELECT nullif(current_setting('sync_hub.origin_device', true), '')::uuid $$;
  CREATE FUNCTION sync_actor() RETURNS text LANGUAGE sql STABLE AS
    $$ SELECT nullif(current_setting('sync_hub.actor', true), '') $$;
`;

const TAKE_TICK = `
  -- The newest tick when nothing in the log is invisible in it, else a new one. Volatile, so that in
  -- READ COMMITTED each statement below has a snapshot of its own, taken after the lock is held.
  -- Only on the primary: the in-progress list of a hot standby's snapshot is empty.
  CREATE FUNCTION sync_take_tick() RETURNS sync_tick LANGUAGE plpgsql VOLATILE AS $$
  DECLARE
    newest  sync_tick;
    present int;
  BEGIN
    PERFORM pg_advisory_xact_lock(7316002);
    SELECT max(gen) INTO present FROM sync_generation;
    SELECT * INTO newest FROM sync_tick ORDER BY id DESC LIMIT 1;
    IF newest.gen = present
      -- ORDER BY: without it a generic plan expects a third of the log to match and reads all of it in vain.
      AND (SELECT xid FROM change_log WHERE xid >= pg_snapshot_xmax(newest.snapshot) ORDER BY xid LIMIT 1) IS NULL
      AND NOT EXISTS (
        SELECT FROM pg_snapshot_xip(newest.snapshot) AS started (id)
        CROSS JOIN LATERAL (SELECT FROM change_log WHERE xid = started.id ORDER BY xid LIMIT 1) AS found
        -- who is still writing has nothing to show, however much there is of it
        WHERE pg_visible_in_snapshot(started.id, pg_current_snapshot()))
    THEN
      RETURN newest;
    END IF;
    INSERT INTO sync_tick (id, gen, snapshot, at)
    SELECT greatest(coalesce(newest.id, 0) + 1, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint),
           present, pg_current_snapshot(), clock_timestamp()
    RETURNING * INTO newest;
    RETURN newest;
  END $$;
`;

const TRACK_TABLE = `
  -- Makes a table a synced one: statement-level triggers with transition tables write its changes into
  -- the log, whoever makes them. Call it again after columns were added. The FULL JOIN is deliberate:
  -- it can only be hashed or merged, while the plan of the first, one-row statement, kept for the
  -- session, would be a nested loop that takes minutes for an import's thousands of rows.
  CREATE FUNCTION sync_track_table(target regclass, entity_number smallint, column_names text[], field_names text[])
  RETURNS void LANGUAGE plpgsql AS $body$
  DECLARE
    name     text := (SELECT relname FROM pg_class WHERE oid = target);
    changed  text;
    insertion constant text :=
      'INSERT INTO change_log (entity, entity_id, op, fields, scope_old, scope_new, origin_device, actor) ';
  BEGIN
    SELECT string_agg(format('CASE WHEN o.%1$I IS DISTINCT FROM n.%1$I THEN %2$L END', c, f), ', ')
      INTO changed FROM unnest(column_names, field_names) AS pair (c, f);

    EXECUTE format($make$
      CREATE OR REPLACE FUNCTION %I() RETURNS trigger LANGUAGE plpgsql AS $fn$
      BEGIN
        %s SELECT %s, n.id, 'I', NULL, NULL, n.scope, sync_origin_device(), sync_actor() FROM new_rows n;
        RETURN NULL;
      END $fn$ $make$, 'sync_log_insert_' || name, insertion, entity_number);

    EXECUTE format($make$
      CREATE OR REPLACE FUNCTION %I() RETURNS trigger LANGUAGE plpgsql AS $fn$
      BEGIN
        %s
        SELECT %s, coalesce(n.id, o.id),
               CASE WHEN o.id IS NULL THEN 'I' WHEN n.id IS NULL THEN 'D' ELSE 'U' END::"char",
               d.fields, o.scope, n.scope, sync_origin_device(), sync_actor()
        FROM old_rows o
        FULL JOIN new_rows n ON n.id = o.id
        CROSS JOIN LATERAL (SELECT array_remove(ARRAY[%s], NULL) AS fields OFFSET 0) AS d
        WHERE d.fields <> '{}' OR o.id IS NULL OR n.id IS NULL;
        RETURN NULL;
      END $fn$ $make$, 'sync_log_update_' || name, insertion, entity_number, changed);

    EXECUTE format($make$
      CREATE OR REPLACE FUNCTION %I() RETURNS trigger LANGUAGE plpgsql AS $fn$
      BEGIN
        %s SELECT %s, o.id, 'D', NULL, o.scope, NULL, sync_origin_device(), sync_actor() FROM old_rows o;
        RETURN NULL;
      END $fn$ $make$, 'sync_log_delete_' || name, insertion, entity_number);

    -- BEFORE, while the rows can still be read.
    EXECUTE format($make$
      CREATE OR REPLACE FUNCTION %I() RETURNS trigger LANGUAGE plpgsql AS $fn$
      BEGIN
        %s SELECT %s, o.id, 'D', NULL, o.scope, NULL, sync_origin_device(), sync_actor() FROM %s o;
        RETURN NULL;
      END $fn$ $make$, 'sync_log_truncate_' || name, insertion, entity_number, target);

    EXECUTE format('CREATE OR REPLACE TRIGGER sync_log_insert AFTER INSERT ON %s
      REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION %I()', target, 'sync_log_insert_' || name);
    EXECUTE format('CREATE OR REPLACE TRIGGER sync_log_update AFTER UPDATE ON %s
      REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION %I()',
      target, 'sync_log_update_' || name);
    EXECUTE format('CREATE OR REPLACE TRIGGER sync_log_delete AFTER DELETE ON %s
      REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION %I()', target, 'sync_log_delete_' || name);
    EXECUTE format('CREATE OR REPLACE TRIGGER sync_log_truncate BEFORE TRUNCATE ON %s
      FOR EACH STATEMENT EXECUTE FUNCTION %I()', target, 'sync_log_truncate_' || name);

    -- ALWAYS: also while a replication role or a restore has switched ordinary triggers off.
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER sync_log_insert, ENABLE ALWAYS TRIGGER sync_log_update,
      ENABLE ALWAYS TRIGGER sync_log_delete, ENABLE ALWAYS TRIGGER sync_log_truncate', target);
  END $body$;
`;
