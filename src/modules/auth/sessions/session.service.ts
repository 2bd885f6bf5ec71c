import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';
import { AppError } from '../../../kernel/app-error.js';
import type { Principal } from '../../../kernel/principal.js';
import { RefreshTokens } from './refresh-tokens.js';
import { type IssuedTokens, SessionIssuer } from './session-issuer.js';
import { SessionStates } from './session-states.js';
import { SessionsRepository } from './sessions.repository.js';

/** Prolongs and ends sessions. */
@Injectable()
export class SessionService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsRepository,
    private readonly states: SessionStates,
    private readonly refreshTokens: RefreshTokens,
    private readonly issuer: SessionIssuer,
  ) {}

  /**
   * New tokens for a refresh token. Throws `UNAUTHENTICATED` for one that is not ours or too old, and
   * `SESSION_REVOKED` when the session has ended, also because this token came for a second time.
   */
  async refresh(refreshToken: string): Promise<IssuedTokens> {
    const outcome = await this.refreshTokens.rotate(refreshToken);
    switch (outcome.kind) {
      case 'rotated':
        return this.issuer.withRefreshToken(outcome.userId, outcome.sessionId, outcome.refreshToken);
      case 'revoked':
        this.states.forget(outcome.sessionId);
        throw new AppError('SESSION_REVOKED', 'The session has ended. Sign in again.');
      case 'unknown':
        throw new AppError('UNAUTHENTICATED', 'Sign in again.');
    }
  }

  /** Ends the caller's session; its other devices stay signed in. */
  async logout({ sessionId }: Principal): Promise<void> {
    await this.sessions.revoke(this.database, sessionId, 'logout');
    this.states.forget(sessionId);
  }
}
