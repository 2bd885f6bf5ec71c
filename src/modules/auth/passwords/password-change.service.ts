import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';
import { AppError } from '../../../kernel/app-error.js';
import type { Principal } from '../../../kernel/principal.js';
import { CredentialsRepository } from '../credentials.repository.js';
import type { LoginOrigin } from '../sessions/session.js';
import type { IssuedTokens } from '../sessions/session-issuer.js';
import { SessionTurnover } from '../sessions/session-turnover.js';
import { OwnPassword, requireGoodPassword } from './own-password.js';
import { PasswordHashes } from './password-hashes.js';

/** What somebody sends to change the own password. */
export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/** Changes the password of whoever is signed in, and ends all their other sessions (DESIGN §7). */
@Injectable()
export class PasswordChangeService {
  constructor(
    private readonly database: Database,
    private readonly ownPassword: OwnPassword,
    private readonly hashes: PasswordHashes,
    private readonly credentials: CredentialsRepository,
    private readonly turnover: SessionTurnover,
  ) {}

  /**
   * Answers fresh tokens. Throws `BAD_CREDENTIALS` for a wrong current password, `VALIDATION` for a new
   * one that may not be used, and `CONFLICT` when another call changed it meanwhile.
   */
  async change(principal: Principal, change: PasswordChange, origin: LoginOrigin): Promise<IssuedTokens> {
    const account = await this.ownPassword.prove(principal, change.currentPassword);
    requireGoodPassword(change.newPassword, account, 'newPassword', change.currentPassword);
    const hash = await this.hashes.hash(change.newPassword);
    const tokens = await this.database.transaction(async (tx) => {
      await this.credentials.lock(tx, account.userId);
      if (!(await this.credentials.replacePassword(tx, account.userId, account.passwordHash, hash))) {
        throw new AppError('CONFLICT', 'The password was changed by another call.');
      }
      return this.turnover.afterPasswordChange(tx, principal, origin);
    });
    this.turnover.forget();
    return tokens;
  }
}
