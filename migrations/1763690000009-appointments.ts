import type { MigrationInterface, QueryRunner } from 'typeorm';
import { trackTable } from './track-table.js';

/** Lessons of the school's location, what the integrity check found in them, and the vendor's calls (A5, A9, A13). */
export class Appointments1763690000009 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(APPOINTMENTS);
    await queryRunner.query(REMOVED);
    await queryRunner.query(CHECKS);
    await queryRunner.query(EVENTS);
    await trackTable(queryRunner, 'appointments', 7, {
      externalId: 'external_id',
      leadId: 'lead_id',
      leadName: 'lead_name',
      teacherId: 'teacher_id',
      teacherName: 'teacher_name',
      serviceId: 'service_id',
      serviceName: 'service_name',
      startDateTime: 'start_date_time',
      endDateTime: 'end_date_time',
      attendance: 'attendance',
      comment: 'comment',
      isTrial: 'is_trial',
      isDeleted: 'is_deleted',
      sourceChangedAt: 'source_changed_at',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
    });
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE altegio_event, appointment_check, appointments, appointment_removed;
      DROP FUNCTION appointment_stays_removed();
    `);
  }
}

/** Times and ids have no CHECK: rows of earlier systems come in as they are, and the validation says what is wrong. */
const APPOINTMENTS = `
  CREATE TABLE appointments (
    id                text           PRIMARY KEY COLLATE "C" DEFAULT gen_random_uuid()::text
                                     CHECK (length(id) BETWEEN 1 AND 36),
    -- the vendor's id of the record: one row each (A5)
    external_id       text           UNIQUE,
    lead_id           text           NOT NULL,
    lead_name         text,
    teacher_id        text           NOT NULL,
    teacher_name      text,
    service_id        text           NOT NULL,
    service_name      text,
    start_date_time   timestamptz(3) NOT NULL,
    end_date_time     timestamptz(3) NOT NULL,
    -- 0 pending, 1 arrived, -1 no-show, 2 confirmed
    attendance        integer        NOT NULL DEFAULT 0 CHECK (attendance IN (-1, 0, 1, 2)),
    comment           text,
    is_trial          boolean        NOT NULL DEFAULT false,
    is_deleted        boolean        NOT NULL DEFAULT false,
    -- the vendor's stamp of its last change
    source_changed_at timestamptz(3),
    created_at        timestamptz(3) NOT NULL DEFAULT now(),
    updated_at        timestamptz(3) NOT NULL DEFAULT now(),
    overrides         jsonb          NOT NULL DEFAULT '{}',
    upstream          jsonb,
    missing_since     timestamptz(3),
    scope             text[]         GENERATED ALWAYS AS (ARRAY['staff']) STORED
  ) WITH (fillfactor = 90);
  CREATE INDEX appointments_start ON appointments (start_date_time DESC, id);
  CREATE INDEX appointments_teacher ON appointments (teacher_id, start_date_time DESC);

  -- Serves the search for logical duplicates: the same lead, at the same time, with the same teacher (A9).
  CREATE INDEX appointments_logical_key ON appointments (lead_id, start_date_time, teacher_id)
    WHERE NOT is_deleted;
`;

/**
 * A person removed the row as a duplicate (A8). The vendor still has it, so the next import would bring it back: it
 * stays away while it still doubles the row that was kept, and that one lives.
 */
const REMOVED = `
  CREATE TABLE appointment_removed (
    external_id text           PRIMARY KEY,
    kept_id     text           NOT NULL COLLATE "C",
    removed_at  timestamptz(3) NOT NULL DEFAULT now(),
    removed_by  text
  );

  CREATE FUNCTION appointment_stays_removed() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (
      SELECT FROM appointment_removed AS removed JOIN appointments AS kept ON kept.id = removed.kept_id
      WHERE removed.external_id = NEW.external_id AND NOT kept.is_deleted AND kept.lead_id = NEW.lead_id
        AND kept.start_date_time = NEW.start_date_time AND kept.teacher_id = NEW.teacher_id
    ) THEN
      RETURN NULL;
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER appointment_stays_removed BEFORE INSERT ON appointments
    FOR EACH ROW EXECUTE FUNCTION appointment_stays_removed();
`;

/** The last integrity check (A11): one row, so that every process shows the same. */
const CHECKS = `
  CREATE TABLE appointment_check (
    only_one   boolean        PRIMARY KEY DEFAULT true CHECK (only_one),
    checked_at timestamptz(3) NOT NULL,
    -- rule -> number of appointments, rules without any left out
    findings   jsonb          NOT NULL
  );
`;

/**
 * The vendor's calls, until the record has been read again. They keep no data of the record: order and content of
 * what was sent are not trusted (A13).
 */
const EVENTS = `
  CREATE TABLE altegio_event (
    id          bigint         GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    record_id   text           NOT NULL,
    status      text           NOT NULL CHECK (status IN ('create', 'update', 'delete')),
    -- of the whole body: the same call again is the same event
    digest      text           NOT NULL UNIQUE,
    state       text           NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'working', 'done', 'failed')),
    attempts    integer        NOT NULL DEFAULT 0,
    run_after   timestamptz(3) NOT NULL DEFAULT now(),
    -- a worker that dies loses its claim then
    claimed_until timestamptz(3),
    outcome     text,
    received_at timestamptz(3) NOT NULL DEFAULT now(),
    settled_at  timestamptz(3)
  );

  -- Serves the claim: what is due, oldest first.
  CREATE INDEX altegio_event_due ON altegio_event (run_after, id) WHERE state IN ('waiting', 'working');

  -- Two reads of one record at a time could be stored in the wrong order.
  CREATE UNIQUE INDEX altegio_event_working ON altegio_event (record_id) WHERE state = 'working';
`;
