import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Passwords, sessions and the brakes on guessing (DESIGN §7). None of these tables is synced. */
export class Auth1763690000005 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- No row, or a null hash: the account has no password of its own. An imported subscriber may then
      -- sign in with its national id, so that an import computes no hash (W6, W10).
      CREATE TABLE user_credentials (
        user_id                  text        PRIMARY KEY COLLATE "C" REFERENCES users ON DELETE CASCADE,
        password_hash            text,
        must_change              boolean     NOT NULL DEFAULT false,
        changed_at               timestamptz,
        -- SHA-256 of 60 random bits that live for a day: a slow hash would add nothing
        one_time_code_hash       bytea,
        one_time_code_expires_at timestamptz,
        -- the session that the code opened; set once, so a code works once
        one_time_code_session    uuid
      );

      CREATE TABLE auth_sessions (
        id             uuid        PRIMARY KEY,
        user_id        text        NOT NULL COLLATE "C" REFERENCES users ON DELETE CASCADE,
        -- 'password-change' opens /api/auth/change-password and no data
        purpose        text        NOT NULL CHECK (purpose IN ('full', 'password-change')),
        created_at     timestamptz NOT NULL DEFAULT now(),
        expires_at     timestamptz NOT NULL,
        revoked_at     timestamptz,
        revoked_reason text        CHECK (revoked_reason IN ('logout', 'password-changed', 'password-reset',
                                          'account-disabled', 'refresh-reused', 'superseded')),
        -- IPv4 address or IPv6 /64 of the login: guesses from elsewhere do not lock it out
        address_key    text        NOT NULL,
        device_label   text,
        CHECK ((revoked_at IS NULL) = (revoked_reason IS NULL))
      );
      -- Serves "revoke all of a user" and "has this user signed in from here before?".
      CREATE INDEX auth_sessions_user ON auth_sessions (user_id, address_key);
      CREATE INDEX auth_sessions_expiry ON auth_sessions (expires_at);
      CREATE INDEX auth_sessions_revoked ON auth_sessions (revoked_at) WHERE revoked_at IS NOT NULL;

      -- The family of a token is its session. Used ones are kept for a week, to notice a second use.
      CREATE TABLE refresh_tokens (
        hash       bytea       PRIMARY KEY,
        session_id uuid        NOT NULL REFERENCES auth_sessions ON DELETE CASCADE,
        expires_at timestamptz NOT NULL,
        used_at    timestamptz
      );
      CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);
      CREATE INDEX refresh_tokens_expiry ON refresh_tokens (expires_at);
      CREATE INDEX refresh_tokens_used ON refresh_tokens (used_at) WHERE used_at IS NOT NULL;

      -- One leaky bucket per key, as the instant at which it is empty again. Shared by all processes.
      CREATE TABLE login_throttle (
        key      text        PRIMARY KEY COLLATE "C",
        empty_at timestamptz NOT NULL
      );
      CREATE INDEX login_throttle_empty ON login_throttle (empty_at);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE login_throttle, refresh_tokens, auth_sessions, user_credentials`);
  }
}
