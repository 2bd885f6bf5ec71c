import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { AppError } from '../../kernel/app-error.js';
import { isStorableText } from '../../kernel/text.js';
import { type Account, CredentialsRepository, type LoginAccount } from './credentials.repository.js';
import { LOGIN_LENGTH_MAX, normalLogin } from './login-name.js';
import { type Attempt, LoginThrottle } from './login-throttle.js';
import { type PasswordProof, PasswordProofs } from './passwords/password-proof.js';
import type { LoginOrigin } from './sessions/session.js';
import { type IssuedTokens, SessionIssuer } from './sessions/session-issuer.js';

/** Signs people in (DESIGN §7). */
@Injectable()
export class LoginService {
  constructor(
    private readonly database: Database,
    private readonly credentials: CredentialsRepository,
    private readonly throttle: LoginThrottle,
    private readonly proofs: PasswordProofs,
    private readonly issuer: SessionIssuer,
  ) {}

  /**
   * Throws `BAD_CREDENTIALS`, the same and after the same work for a wrong password, a disabled account
   * and one that does not exist (FAULTS I9), and `THROTTLED` (I7).
   */
  async login(login: string, password: string, origin: LoginOrigin): Promise<IssuedTokens> {
    const name = normalLogin(login);
    const account = await this.findAccount(name, origin);
    const admission = await this.throttle.admit(attemptOf(account, name, origin));
    const proof = await this.proofs.ofLogin(account, password);
    if (account === null || proof === null) {
      throw badCredentials();
    }
    await (proof === 'first-password'
      ? this.throttle.succeededByFirstPassword(admission)
      : this.throttle.succeeded(admission));
    return this.openSession(account, proof, origin);
  }

  private async findAccount(login: string, origin: LoginOrigin): Promise<LoginAccount | null> {
    const isPossible = login.length <= LOGIN_LENGTH_MAX && isStorableText(login);
    return isPossible ? this.credentials.findByLogin(login, origin.addressKey) : null;
  }

  private async openSession(
    account: Account,
    proof: PasswordProof,
    origin: LoginOrigin,
  ): Promise<IssuedTokens> {
    const purpose = proof === 'password' && !account.mustChange ? 'full' : 'password-change';
    return this.database.transaction(async (tx) => {
      await this.credentials.lock(tx, account.userId);
      if (!(await this.credentials.isStillAsChecked(tx, account))) {
        throw badCredentials();
      }
      const { sessionId, tokens } = await this.issuer.open(tx, account.userId, purpose, origin);
      if (proof === 'one-time-code' && !(await this.credentials.useOneTimeCode(tx, account, sessionId))) {
        throw badCredentials();
      }
      return tokens;
    });
  }
}

function attemptOf(account: LoginAccount | null, login: string, { addressKey }: LoginOrigin): Attempt {
  return {
    addressKey,
    login,
    userId: account?.userId ?? null,
    isKnownAddress: account?.isKnownAddress ?? false,
  };
}

function badCredentials(): AppError {
  return new AppError('BAD_CREDENTIALS', 'Login and password do not match.');
}
