import { createHash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT } from '../../../config/config.module.js';
import type { Environment } from '../../../config/environment.js';
import { ROLE_NUMBERS } from '../../../kernel/principal.js';
import type { Account } from '../credentials.repository.js';
import { oneTimeCodeHash } from './one-time-code.js';
import { PasswordHashes } from './password-hashes.js';
import { normalPassword } from './password-rules.js';

/** How somebody proved to be the account's owner. All but `password` open nothing but the password change. */
export type PasswordProof = 'password' | 'one-time-code' | 'first-password';

/** Decides whether what was typed proves who types it. Costs one password hash, whatever the outcome. */
@Injectable()
export class PasswordProofs {
  constructor(
    private readonly hashes: PasswordHashes,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  /** For a login. Null: the account is unknown or disabled, or the secret is wrong; never which. */
  async ofLogin(account: Account | null, secret: string): Promise<PasswordProof | null> {
    const isPassword = await this.hashes.matches(account?.passwordHash ?? null, secret);
    if (account?.isActive !== true) {
      return null;
    }
    if (isPassword) {
      return 'password';
    }
    if (account.oneTimeCodeSession === null && isLiveCode(account, secret)) {
      return 'one-time-code';
    }
    return this.isFirstPassword(account, secret) ? 'first-password' : null;
  }

  /** For a change of the password: the code that opened this very session still counts. */
  async ofSession(account: Account, secret: string, sessionId: string): Promise<boolean> {
    const isPassword = await this.hashes.matches(account.passwordHash, secret);
    const isCode = account.oneTimeCodeSession === sessionId && isLiveCode(account, secret);
    return isPassword || isCode || this.isFirstPassword(account, secret);
  }

  /**
   * The national id of an imported subscriber who never had a password nor a one-time code (W6). Known to
   * many, hence the limits on it: the login throttle's, and that it opens nothing but the change.
   */
  private isFirstPassword(account: Account, secret: string): boolean {
    return (
      this.environment.INITIAL_PASSWORDS === 'on' &&
      account.role === ROLE_NUMBERS.subscriber &&
      account.passwordHash === null &&
      account.oneTimeCodeHash === null &&
      account.code !== null &&
      account.code !== '' &&
      timingSafeEqual(sha256(account.code), sha256(normalPassword(secret).trim()))
    );
  }
}

function isLiveCode(account: Account, secret: string): boolean {
  return (
    account.oneTimeCodeHash !== null &&
    account.isOneTimeCodeLive &&
    timingSafeEqual(account.oneTimeCodeHash, oneTimeCodeHash(secret))
  );
}

/** Equal lengths for the comparison, whatever was typed. */
function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
