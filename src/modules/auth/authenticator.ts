import { Injectable } from '@nestjs/common';
import type { LivePrincipals } from '../../flow/access/access.public.js';
import { AppError } from '../../kernel/app-error.js';
import type { Principal } from '../../kernel/principal.js';
import { roleNamed } from './role-names.js';
import { AccessTokens } from './sessions/access-tokens.js';
import { SessionStates } from './sessions/session-states.js';
import type { SessionPurpose } from './sessions/session.js';

/** Who calls, and what the session opens. */
export interface Caller {
  readonly principal: Principal;
  readonly purpose: SessionPurpose;
}

/** Tells who calls from an access token and the present state of its session and account (FAULTS I1, I2). */
@Injectable()
export class Authenticator implements LivePrincipals {
  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly states: SessionStates,
  ) {}

  /** Throws `UNAUTHENTICATED` for no good token, `SESSION_REVOKED` for a session that has ended. */
  async authenticate(token: string | null): Promise<Caller> {
    const claims = token === null ? null : this.accessTokens.verify(token);
    if (claims === null) {
      throw new AppError('UNAUTHENTICATED', 'Sign in: a valid access token is needed here.');
    }
    const caller = await this.findCaller(claims.sessionId);
    if (caller?.principal.userId !== claims.userId) {
      throw new AppError('SESSION_REVOKED', 'The session has ended. Sign in again.');
    }
    return caller;
  }

  async find({ sessionId }: Principal): Promise<Principal | null> {
    const caller = await this.findCaller(sessionId);
    return caller?.purpose === 'full' ? caller.principal : null;
  }

  private async findCaller(sessionId: string): Promise<Caller | null> {
    const state = await this.states.find(sessionId);
    if (state?.isLive !== true) {
      return null;
    }
    const { userId, purpose } = state;
    return { principal: { userId, role: roleNamed(state.role), sessionId }, purpose };
  }
}
