import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Sql } from '../../database/sql.js';
import type { KnownAbout } from './passwords/password-rules.js';

/** An account with all that decides whether its owner is who types. Never leaves this module. */
export interface Account extends KnownAbout {
  readonly userId: string;
  /** As stored: see `ROLE_NUMBERS`. */
  readonly role: number;
  readonly isActive: boolean;
  readonly passwordHash: string | null;
  readonly mustChange: boolean;
  readonly oneTimeCodeHash: Buffer | null;
  readonly isOneTimeCodeLive: boolean;
  readonly oneTimeCodeSession: string | null;
}

/** An account that somebody names in a login. */
export interface LoginAccount extends Account {
  /** A full session was opened from this address before: its guesses have a limit of their own. */
  readonly isKnownAddress: boolean;
}

const ACCOUNT = `
  SELECT u.id AS "userId", u.name, u.email, u.phone, u.code, u.id_number AS "idNumber", u.role,
         u.status AS "isActive", c.password_hash AS "passwordHash", coalesce(c.must_change, false) AS "mustChange",
         c.one_time_code_hash AS "oneTimeCodeHash",
         coalesce(c.one_time_code_expires_at > now(), false) AS "isOneTimeCodeLive",
         c.one_time_code_session AS "oneTimeCodeSession"
  FROM users u LEFT JOIN user_credentials c ON c.user_id = u.id`;

/** Reads and writes who may sign in with what. */
@Injectable()
export class CredentialsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Whose login this is: a code, or an e-mail address. Of an address people who work here come first; one
   * that several subscribers share is nobody's login, they have their codes. `login` is in its normal
   * form. Null when there is no such account.
   */
  async findByLogin(login: string, addressKey: string): Promise<LoginAccount | null> {
    const rows = await this.database.query<LoginAccount & { readonly rank: number }>(
      `SELECT account.*,
              CASE WHEN lower(code) = lower($1) THEN 0 WHEN role > 0 THEN 1 ELSE 2 END AS rank,
              EXISTS (SELECT FROM auth_sessions s WHERE s.user_id = "userId" AND s.address_key = $2
                      AND s.purpose = 'full') AS "isKnownAddress"
       FROM (${ACCOUNT} WHERE u.code IN ($1, upper($1)) OR lower(u.email) = lower($1)) AS account
       ORDER BY rank LIMIT 2`,
      [login, addressKey],
      'auth-account-by-login',
    );
    const [first, second] = rows;
    const isAmbiguous = first !== undefined && second?.rank === first.rank;
    return first === undefined || isAmbiguous ? null : first;
  }

  /** By id; null when there is no such account. */
  async find(userId: string): Promise<Account | null> {
    const [account] = await this.database.query<Account>(`${ACCOUNT} WHERE u.id = $1`, [userId]);
    return account ?? null;
  }

  /**
   * Holds whatever would change how this user signs in until `tx` ends. Call it first: a login that
   * checked the old password never opens a session after the new one is stored.
   */
  async lock(tx: Sql, userId: string): Promise<void> {
    await tx.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [userId]);
  }

  /** Under {@link lock}: may the account still sign in, and with the hash that was checked? */
  async isStillAsChecked(tx: Sql, { userId, passwordHash }: Account): Promise<boolean> {
    const rows = await tx.query(
      `SELECT FROM users u LEFT JOIN user_credentials c ON c.user_id = u.id
       WHERE u.id = $1 AND u.status AND c.password_hash IS NOT DISTINCT FROM $2`,
      [userId, passwordHash],
    );
    return rows.length === 1;
  }

  /**
   * Stores a new hash, unless the password is no longer `expectedHash`: then somebody else changed it
   * meanwhile, and the answer is false. A pending one-time code ends with it.
   */
  async replacePassword(
    tx: Sql,
    userId: string,
    expectedHash: string | null,
    hash: string,
  ): Promise<boolean> {
    const rows = await tx.query(
      `INSERT INTO user_credentials AS c (user_id, password_hash, changed_at) VALUES ($1, $3, now())
       ON CONFLICT (user_id) DO UPDATE
       SET password_hash = excluded.password_hash, must_change = false, changed_at = now(),
           one_time_code_hash = NULL, one_time_code_expires_at = NULL, one_time_code_session = NULL
       WHERE c.password_hash IS NOT DISTINCT FROM $2
       RETURNING user_id`,
      [userId, expectedHash, hash],
    );
    return rows.length === 1;
  }

  /** Stores a hash that an admin chose, whatever was there before. */
  async setPassword(tx: Sql, userId: string, hash: string, mustChange: boolean): Promise<void> {
    await tx.query(
      `INSERT INTO user_credentials (user_id, password_hash, must_change, changed_at) VALUES ($1, $2, $3, now())
       ON CONFLICT (user_id) DO UPDATE
       SET password_hash = excluded.password_hash, must_change = excluded.must_change, changed_at = now(),
           one_time_code_hash = NULL, one_time_code_expires_at = NULL, one_time_code_session = NULL`,
      [userId, hash, mustChange],
    );
  }

  /** Replaces the account's one-time code, used or not. Answers when the new one expires. */
  async setOneTimeCode(tx: Sql, userId: string, codeHash: Buffer, hours: number): Promise<Date> {
    const [row] = await tx.query<{ expiresAt: Date }>(
      `INSERT INTO user_credentials (user_id, one_time_code_hash, one_time_code_expires_at)
       VALUES ($1, $2, now() + make_interval(hours => $3))
       ON CONFLICT (user_id) DO UPDATE
       SET one_time_code_hash = excluded.one_time_code_hash,
           one_time_code_expires_at = excluded.one_time_code_expires_at, one_time_code_session = NULL
       RETURNING one_time_code_expires_at AS "expiresAt"`,
      [userId, codeHash, hours],
    );
    if (row === undefined) {
      throw new Error('An upsert returned no row');
    }
    return row.expiresAt;
  }

  /** Binds a one-time code to the session that it opens. False when another login was quicker: it works once. */
  async useOneTimeCode(tx: Sql, account: Account, sessionId: string): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE user_credentials SET one_time_code_session = $3
       WHERE user_id = $1 AND one_time_code_hash = $2 AND one_time_code_session IS NULL
       RETURNING user_id`,
      [account.userId, account.oneTimeCodeHash, sessionId],
    );
    return rows.length === 1;
  }
}
