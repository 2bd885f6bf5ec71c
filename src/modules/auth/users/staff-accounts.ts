import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';
import { ROLE_NUMBERS, type Role } from '../../../kernel/principal.js';
import { CredentialsRepository } from '../credentials.repository.js';
import { normalLogin } from '../login-name.js';
import { PasswordHashes } from '../passwords/password-hashes.js';

/** Somebody who is to work here. The password's rules were checked before. */
export interface NewStaffAccount {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly role: Exclude<Role, 'subscriber'>;
  readonly phone?: string | null;
  readonly mustChangePassword?: boolean;
}

/** Makes accounts for admins and agents: over REST, by `users:create-admin`, and the first one at start. */
@Injectable()
export class StaffAccounts {
  constructor(
    private readonly database: Database,
    private readonly hashes: PasswordHashes,
    private readonly credentials: CredentialsRepository,
  ) {}

  /**
   * The new account's id; null when somebody who works here already has the e-mail address, and nothing is
   * changed. Of several calls at once, in any processes, one creates it. `actor` is who asks, for the log.
   */
  async createUnlessThere(account: NewStaffAccount, actor: string | null = null): Promise<string | null> {
    const email = normalLogin(account.email);
    if (await this.exists(email)) {
      return null;
    }
    const hash = await this.hashes.hash(account.password);
    return this.database.transaction(
      async (tx) => {
        const [row] = await tx.query<{ id: string }>(
          `INSERT INTO users (name, email, phone, role) VALUES ($1, $2, $3, $4)
           ON CONFLICT (lower(email)) WHERE role > 0 DO NOTHING RETURNING id`,
          [account.name, email, account.phone ?? null, ROLE_NUMBERS[account.role]],
        );
        if (row === undefined) {
          return null;
        }
        await this.credentials.setPassword(tx, row.id, hash, account.mustChangePassword ?? false);
        return row.id;
      },
      { actor },
    );
  }

  private async exists(email: string): Promise<boolean> {
    const rows = await this.database.query('SELECT FROM users WHERE lower(email) = lower($1) AND role > 0', [
      email,
    ]);
    return rows.length > 0;
  }
}
