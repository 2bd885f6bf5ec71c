import { Injectable } from '@nestjs/common';
import { AppError } from '../../../kernel/app-error.js';
import type { Principal } from '../../../kernel/principal.js';
import { type Account, CredentialsRepository } from '../credentials.repository.js';
import { LoginThrottle } from '../login-throttle.js';
import { PasswordProofs } from './password-proof.js';
import { type KnownAbout, normalPassword, passwordProblem } from './password-rules.js';

/** Makes sure that somebody who is signed in knows the present password. */
@Injectable()
export class OwnPassword {
  constructor(
    private readonly credentials: CredentialsRepository,
    private readonly throttle: LoginThrottle,
    private readonly proofs: PasswordProofs,
  ) {}

  /** The caller's account. Throws `BAD_CREDENTIALS`, and `THROTTLED` after too many guesses. */
  async prove(principal: Principal, currentPassword: string): Promise<Account> {
    await this.throttle.admitChange(principal.userId);
    const account = await this.credentials.find(principal.userId);
    if (account === null || !(await this.proofs.ofSession(account, currentPassword, principal.sessionId))) {
      throw new AppError('BAD_CREDENTIALS', 'The current password is not right.');
    }
    await this.throttle.forgive(principal.userId);
    return account;
  }
}

/** Throws `VALIDATION`, naming `field`, when a password may not be this account's next one. */
export function requireGoodPassword(
  password: string,
  known: KnownAbout,
  field: string,
  present?: string,
): void {
  const isSame = present !== undefined && normalPassword(password) === normalPassword(present);
  const problem = isSame ? 'must differ from the current password' : passwordProblem(password, known);
  if (problem !== null) {
    throw new AppError('VALIDATION', 'This password cannot be used.', {
      errors: [{ field, message: `${field} ${problem}` }],
    });
  }
}
