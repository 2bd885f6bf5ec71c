import { Injectable } from '@nestjs/common';
import type { Sql } from '../../../database/sql.js';
import { AppError } from '../../../kernel/app-error.js';
import type { Principal } from '../../../kernel/principal.js';
import type { LoginOrigin } from './session.js';
import { type IssuedTokens, SessionIssuer } from './session-issuer.js';
import { SessionStates } from './session-states.js';
import { SessionsRepository } from './sessions.repository.js';

/** Which sessions outlive a change of the account. */
@Injectable()
export class SessionTurnover {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly issuer: SessionIssuer,
    private readonly states: SessionStates,
  ) {}

  /** Ends the others of the user. A session for the change only has done its work: a full one takes its place. */
  async afterPasswordChange(tx: Sql, principal: Principal, origin: LoginOrigin): Promise<IssuedTokens> {
    const { userId, sessionId } = principal;
    const state = await this.sessions.findState(sessionId, tx);
    if (state?.isLive !== true) {
      throw new AppError('SESSION_REVOKED', 'The session has ended. Sign in again.');
    }
    if (state.purpose === 'full') {
      await this.sessions.revokeAllOf(tx, userId, 'password-changed', { exceptId: sessionId });
      return this.issuer.prolong(tx, userId, sessionId);
    }
    await this.sessions.revokeAllOf(tx, userId, 'password-changed');
    const opened = await this.issuer.open(tx, userId, 'full', origin);
    return opened.tokens;
  }

  /** After an admin's edit: a reset password ends all sessions, and so does a disabled account, also for later. */
  async afterEdit(
    tx: Sql,
    userId: string,
    edit: { readonly isReset: boolean; readonly isDisabled: boolean },
  ): Promise<void> {
    if (edit.isReset || edit.isDisabled) {
      await this.sessions.revokeAllOf(tx, userId, edit.isReset ? 'password-reset' : 'account-disabled');
    }
  }

  /** After the transaction: this process refuses the ended sessions at once. */
  forget(): void {
    this.states.forgetAll();
  }
}
