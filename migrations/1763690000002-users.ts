import type { MigrationInterface, QueryRunner } from 'typeorm';
import { trackTable } from './track-table.js';

/** Everybody who signs in: admins, agents and imported subscribers. Secrets live elsewhere (auth tables). */
export class Users1763690000002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE users (
        id            text           PRIMARY KEY COLLATE "C" DEFAULT gen_random_uuid()::text
                                     CHECK (length(id) BETWEEN 1 AND 36),
        name          text           NOT NULL,
        email         text,
        phone         text,
        address       text,
        zone          text,
        -- a subscriber's login: the national id without its prefix
        code          text           UNIQUE,
        id_number     text,
        id_wispro     text           UNIQUE,
        plan_id       text,
        status        boolean        NOT NULL DEFAULT true,
        -- 0 subscriber, 1 agent, 2 admin (W6)
        role          smallint       NOT NULL DEFAULT 0 CHECK (role IN (0, 1, 2)),
        created_at    timestamptz(3) NOT NULL DEFAULT now(),
        updated_at    timestamptz(3) NOT NULL DEFAULT now(),
        external_id   text           UNIQUE,
        overrides     jsonb          NOT NULL DEFAULT '{}',
        upstream      jsonb,
        missing_since timestamptz(3),
        -- who may see the row (SYNC-PROTOCOL §8): itself, and the staff when it is a subscriber
        scope         text[]         GENERATED ALWAYS AS (
          CASE WHEN role = 0 THEN ARRAY['user:' || id, 'staff'] ELSE ARRAY['user:' || id] END) STORED
      ) WITH (fillfactor = 90);
      -- Subscribers may share an e-mail address (E16); people who sign in with one may not.
      CREATE UNIQUE INDEX users_staff_email ON users (lower(email)) WHERE role > 0;
      CREATE INDEX users_email ON users (lower(email));
    `);
    await trackTable(queryRunner, 'users', 1, {
      name: 'name',
      email: 'email',
      phone: 'phone',
      address: 'address',
      zone: 'zone',
      code: 'code',
      idNumber: 'id_number',
      idWispro: 'id_wispro',
      planId: 'plan_id',
      status: 'status',
      role: 'role',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
    });
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE users`);
  }
}
