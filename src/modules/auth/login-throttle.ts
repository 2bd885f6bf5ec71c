import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { AppError } from '../../kernel/app-error.js';

/** A bucket that takes `burst` guesses at once and gets one back every `refillSeconds`. */
interface Limit {
  readonly burst: number;
  readonly refillSeconds: number;
}

/**
 * The numbers of FAULTS I7. In any hour an account takes 5 + 5 = 10 guesses and its owner waits at most
 * 12 min; in any minute an address takes 15 + 15 = 30. Right passwords are given back.
 */
const LIMITS = {
  account: { burst: 5, refillSeconds: 720 },
  address: { burst: 15, refillSeconds: 4 },
  /** All failed logins of the installation together: the breaker against sprays from many addresses. */
  total: { burst: 300, refillSeconds: 0.5 },
  /**
   * National ids are known to others, so a spray of first passwords guesses right: it is braked although
   * it does not fail. Subscribers behind one carrier's address share this one.
   */
  firstPassword: { burst: 10, refillSeconds: 180 },
} as const satisfies Record<string, Limit>;

/** One login attempt, as the limits see it. */
export interface Attempt {
  readonly addressKey: string;
  /** Null when nobody has this login: it is limited all the same, so that the limits do not tell. */
  readonly userId: string | null;
  /** In its normal form. */
  readonly login: string;
  /** The account has been signed in to from this address before. */
  readonly isKnownAddress: boolean;
}

/** What was taken for an attempt, to be given back when it turns out right. */
export interface Admission {
  readonly taken: readonly (readonly [key: string, limit: Limit])[];
  readonly accountKey: string;
  readonly addressKey: string;
}

/**
 * The brake on guessing, in PostgreSQL: one for all processes, and closed, not open, when its store is
 * away (FAULTS C1). A guess is paid for before it is checked, so that a thousand at once are no way round.
 *
 * An address from which the owner has signed in before has an account bucket of its own and is exempt from
 * the breaker: strangers who keep guessing shut themselves out, not the owner (FAULTS I7).
 */
@Injectable()
export class LoginThrottle {
  constructor(private readonly database: Database) {}

  /** Pays for one guess. Throws `THROTTLED` with the time to wait, the same for accounts that do not exist. */
  async admit(attempt: Attempt): Promise<Admission> {
    const accountKey = accountKeyOf(attempt);
    const wanted: [string, Limit][] = [
      [`address:${attempt.addressKey}`, LIMITS.address],
      [accountKey, LIMITS.account],
    ];
    if (!attempt.isKnownAddress) {
      // Last: guesses at an account that is shut already do not shut the others out.
      wanted.push(['total', LIMITS.total]);
    }
    for (const [key, limit] of wanted) {
      await this.take(key, limit);
    }
    return { taken: wanted, accountKey, addressKey: attempt.addressKey };
  }

  /** The password was right: the address and the breaker get their guess back, the account all of them. */
  async succeeded(admission: Admission): Promise<void> {
    await this.database.query('DELETE FROM login_throttle WHERE key = $1', [admission.accountKey]);
    for (const [key, limit] of admission.taken) {
      if (key !== admission.accountKey) {
        await this.giveBack(key, limit);
      }
    }
  }

  /** The first password was right: nothing is given back, and the address pays once more. */
  async succeededByFirstPassword(admission: Admission): Promise<void> {
    await this.take(`first:${admission.addressKey}`, LIMITS.firstPassword);
  }

  /** Pays for a guess at the present password by somebody who is signed in; give it back with {@link forgive}. */
  async admitChange(userId: string): Promise<void> {
    await this.take(`change:${userId}`, LIMITS.account);
  }

  async forgive(userId: string): Promise<void> {
    await this.database.query('DELETE FROM login_throttle WHERE key = $1', [`change:${userId}`]);
  }

  /**
   * A leaky bucket as one instant: when it is empty. A guess moves that instant, unless it would lie more
   * than `burst` refills ahead. An instant further ahead than that was left by a clock that went back.
   */
  private async take(key: string, { burst, refillSeconds }: Limit): Promise<void> {
    const rows = await this.database.query(
      `INSERT INTO login_throttle AS t (key, empty_at) VALUES ($1, now() + make_interval(secs => $2))
       ON CONFLICT (key) DO UPDATE
       SET empty_at = CASE WHEN t.empty_at > now() + make_interval(secs => $2 * $3 + 1) THEN now()
                           ELSE greatest(t.empty_at, now()) END + make_interval(secs => $2)
       WHERE t.empty_at <= now() + make_interval(secs => $2 * ($3 - 1))
          OR t.empty_at > now() + make_interval(secs => $2 * $3 + 1)
       RETURNING key`,
      [key, refillSeconds, burst],
      'auth-throttle-take',
    );
    if (rows.length === 0) {
      throw new AppError('THROTTLED', 'Too many attempts to sign in. Wait before trying again.', {
        retryAfterSeconds: await this.waitSeconds(key, { burst, refillSeconds }),
      });
    }
  }

  private async waitSeconds(key: string, { burst, refillSeconds }: Limit): Promise<number> {
    const [row] = await this.database.query<{ seconds: number }>(
      `SELECT ceil(extract(epoch FROM empty_at - now()) - $2::float8)::int AS seconds FROM login_throttle WHERE key = $1`,
      [key, refillSeconds * (burst - 1)],
    );
    return Math.max(1, row?.seconds ?? 1);
  }

  private async giveBack(key: string, { refillSeconds }: Limit): Promise<void> {
    await this.database.query(
      `UPDATE login_throttle SET empty_at = empty_at - make_interval(secs => $2) WHERE key = $1`,
      [key, refillSeconds],
    );
  }
}

/** Not the login itself: what people type there by mistake is now and then their password (FAULTS J3). */
function accountKeyOf(attempt: Attempt): string {
  const account =
    attempt.userId === null
      ? `login:${createHash('sha256').update(attempt.login).digest('base64url')}`
      : `account:${attempt.userId}`;
  return attempt.isKnownAddress ? `${account}@${attempt.addressKey}` : account;
}
