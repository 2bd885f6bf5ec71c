import { Injectable } from '@nestjs/common';
import type { Sql } from '../../../database/sql.js';
import { newId } from '../../../kernel/ids.js';
import { AccessTokens } from './access-tokens.js';
import { RefreshTokens } from './refresh-tokens.js';
import { LIFETIMES, type LoginOrigin, type SessionPurpose } from './session.js';
import { SessionsRepository } from './sessions.repository.js';

/** What a login, a refresh and a password change answer. */
export interface IssuedTokens {
  readonly accessToken: string;
  /** Null when the password must be changed first: such a session cannot be prolonged. */
  readonly refreshToken: string | null;
  /** Seconds that the access token is good for. */
  readonly expiresIn: number;
  readonly mustChangePassword: boolean;
}

/** A session that was just opened, and its tokens. */
export interface OpenedSession {
  readonly sessionId: string;
  readonly tokens: IssuedTokens;
}

/** Opens sessions and makes their tokens. Whether somebody may have one is decided before. */
@Injectable()
export class SessionIssuer {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly refreshTokens: RefreshTokens,
    private readonly accessTokens: AccessTokens,
  ) {}

  /** An account has at most one session for changing its password: a new one ends the one before. */
  async open(tx: Sql, userId: string, purpose: SessionPurpose, origin: LoginOrigin): Promise<OpenedSession> {
    const sessionId = newId();
    if (purpose === 'password-change') {
      await this.sessions.revokeAllOf(tx, userId, 'superseded', { purpose });
    }
    await this.sessions.create(tx, { id: sessionId, userId, purpose }, origin);
    if (purpose === 'full') {
      return { sessionId, tokens: await this.prolong(tx, userId, sessionId) };
    }
    const expiresIn = LIFETIMES.passwordChangeSession;
    const accessToken = this.accessTokens.issue({ userId, sessionId });
    return { sessionId, tokens: { accessToken, refreshToken: null, expiresIn, mustChangePassword: true } };
  }

  /** Fresh tokens for a full session that goes on. */
  async prolong(tx: Sql, userId: string, sessionId: string): Promise<IssuedTokens> {
    return this.withRefreshToken(userId, sessionId, await this.refreshTokens.issue(tx, sessionId));
  }

  /** A fresh access token beside a refresh token that was made already. */
  withRefreshToken(userId: string, sessionId: string, refreshToken: string): IssuedTokens {
    return {
      accessToken: this.accessTokens.issue({ userId, sessionId }),
      refreshToken,
      expiresIn: LIFETIMES.accessToken,
      mustChangePassword: false,
    };
  }
}
