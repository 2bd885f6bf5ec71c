import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';
import type { Sql } from '../../../database/sql.js';
import { LIFETIMES, type LoginOrigin, type RevocationReason, type SessionPurpose } from './session.js';

/** A session and its user as the guard needs them. */
export interface SessionState {
  readonly userId: string;
  readonly role: number;
  readonly purpose: SessionPurpose;
  /** Not revoked, not expired, and the account is not disabled. */
  readonly isLive: boolean;
}

/** Every statement on `auth_sessions`. Time is PostgreSQL's, so that all processes agree on it (FAULTS D2). */
@Injectable()
export class SessionsRepository {
  constructor(private readonly database: Database) {}

  /** Null when there is no such session, or no longer. */
  async findState(sessionId: string, sql: Sql = this.database): Promise<SessionState | null> {
    const [state] = await sql.query<SessionState>(
      `SELECT s.user_id AS "userId", u.role, s.purpose,
              s.revoked_at IS NULL AND s.expires_at > now() AND u.status AS "isLive"
       FROM auth_sessions s JOIN users u ON u.id = s.user_id
       WHERE s.id = $1`,
      [sessionId],
      'auth-session-state',
    );
    return state ?? null;
  }

  async create(
    tx: Sql,
    session: { readonly id: string; readonly userId: string; readonly purpose: SessionPurpose },
    origin: LoginOrigin,
  ): Promise<void> {
    const lifetime = session.purpose === 'full' ? LIFETIMES.session : LIFETIMES.passwordChangeSession;
    await tx.query(
      `INSERT INTO auth_sessions (id, user_id, purpose, expires_at, address_key, device_label)
       VALUES ($1, $2, $3, now() + make_interval(secs => $4), $5, $6)`,
      [session.id, session.userId, session.purpose, lifetime, origin.addressKey, origin.deviceLabel],
    );
  }

  /** Ends one session. Ending it again changes nothing: the first reason stays. */
  async revoke(tx: Sql, sessionId: string, reason: RevocationReason): Promise<void> {
    await tx.query(
      `UPDATE auth_sessions SET revoked_at = now(), revoked_reason = $2 WHERE id = $1 AND revoked_at IS NULL`,
      [sessionId, reason],
    );
  }

  /** Ends the live sessions of a user: of one purpose or of both, all or all but one. */
  async revokeAllOf(
    tx: Sql,
    userId: string,
    reason: RevocationReason,
    narrow: { readonly exceptId?: string; readonly purpose?: SessionPurpose } = {},
  ): Promise<void> {
    await tx.query(
      `UPDATE auth_sessions SET revoked_at = now(), revoked_reason = $2
       WHERE user_id = $1 AND revoked_at IS NULL
         AND ($3::uuid IS NULL OR id <> $3) AND ($4::text IS NULL OR purpose = $4)`,
      [userId, reason, narrow.exceptId ?? null, narrow.purpose ?? null],
    );
  }
}
