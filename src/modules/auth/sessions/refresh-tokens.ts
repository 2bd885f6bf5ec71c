import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';
import type { Sql } from '../../../database/sql.js';
import { LIFETIMES } from './session.js';
import { SessionsRepository } from './sessions.repository.js';

/** What became of a refresh token that somebody showed. */
export type RotationOutcome =
  | {
      readonly kind: 'rotated';
      readonly refreshToken: string;
      readonly sessionId: string;
      readonly userId: string;
    }
  /** Not ours, or expired. */
  | { readonly kind: 'unknown' }
  /** Its session had ended, or ends now because the token came a second time. */
  | { readonly kind: 'revoked'; readonly sessionId: string };

interface ShownToken {
  readonly sessionId: string;
  readonly userId: string;
  readonly isUsed: boolean;
  readonly isExpired: boolean;
  readonly isSessionLive: boolean;
}

/**
 * Rotating refresh tokens: 256 random bits each, stored as their SHA-256, good for one use. A second use
 * ends the session, whoever came first (FAULTS I3). There is no grace for a repeated call: within it a
 * thief would go unnoticed, and an answer lost on the way costs its owner no more than signing in again.
 */
@Injectable()
export class RefreshTokens {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsRepository,
  ) {}

  /** A first token for a session that `tx` made or found live. */
  async issue(tx: Sql, sessionId: string): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    await tx.query(
      `INSERT INTO refresh_tokens (hash, session_id, expires_at)
       SELECT $1, id, least(expires_at, now() + make_interval(secs => $3)) FROM auth_sessions WHERE id = $2`,
      [hashOf(token), sessionId, LIFETIMES.refreshToken],
    );
    return token;
  }

  /** Exchanges a token for its successor, in one transaction: of two at once, one rotates and one revokes. */
  async rotate(token: string): Promise<RotationOutcome> {
    return this.database.transaction(async (tx) => {
      const shown = await findForUpdate(tx, token);
      if (shown === null) {
        return { kind: 'unknown' };
      }
      const { sessionId, userId } = shown;
      if (shown.isUsed) {
        await this.sessions.revoke(tx, sessionId, 'refresh-reused');
        return { kind: 'revoked', sessionId };
      }
      if (!shown.isSessionLive) {
        return { kind: 'revoked', sessionId };
      }
      if (shown.isExpired) {
        return { kind: 'unknown' };
      }
      await tx.query('UPDATE refresh_tokens SET used_at = now() WHERE hash = $1', [hashOf(token)]);
      return { kind: 'rotated', refreshToken: await this.issue(tx, sessionId), sessionId, userId };
    });
  }
}

/** The session is locked first, as a logout and a password change do: never a new token for an ended one. */
async function findForUpdate(tx: Sql, token: string): Promise<ShownToken | null> {
  await tx.query(
    `SELECT FROM auth_sessions s WHERE s.id = (SELECT session_id FROM refresh_tokens WHERE hash = $1) FOR UPDATE`,
    [hashOf(token)],
  );
  const [shown] = await tx.query<ShownToken>(
    `SELECT s.id AS "sessionId", s.user_id AS "userId", t.used_at IS NOT NULL AS "isUsed",
            t.expires_at <= now() AS "isExpired",
            s.revoked_at IS NULL AND s.expires_at > now() AND u.status AS "isSessionLive"
     FROM refresh_tokens t JOIN auth_sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id
     WHERE t.hash = $1`,
    [hashOf(token)],
  );
  return shown ?? null;
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
