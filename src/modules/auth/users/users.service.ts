import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';
import { sqlState } from '../../../database/database-errors.js';
import type { Sql } from '../../../database/sql.js';
import { AppError } from '../../../kernel/app-error.js';
import type { Principal } from '../../../kernel/principal.js';
import { CredentialsRepository } from '../credentials.repository.js';
import { newOneTimeCode, oneTimeCodeHash } from '../passwords/one-time-code.js';
import { requireGoodPassword } from '../passwords/own-password.js';
import { PasswordHashes } from '../passwords/password-hashes.js';
import { SessionTurnover } from '../sessions/session-turnover.js';
import type { EditUserRequest } from './dto/edit-user.request.js';
import { userEtag } from './dto/user.response.js';
import { editedFields, isActiveAdmin, type UserFields } from './user-edit.js';
import type { UserEntity } from './user.entity.js';
import { type EditedUser, UsersRepository } from './users.repository.js';

const ONE_TIME_CODE_HOURS = 24;
const UNIQUE_VIOLATION = '23505';

/** Edits accounts for admins. Who may call is the guard's matter, but for whose own row it is. */
@Injectable()
export class UsersService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly credentials: CredentialsRepository,
    private readonly hashes: PasswordHashes,
    private readonly turnover: SessionTurnover,
  ) {}

  /** Any row for an admin, the own one for everybody else. Throws the same `NOT_FOUND` for all others (FAULTS I4). */
  async get(id: string, principal: Principal): Promise<UserEntity> {
    const mayRead = principal.role === 'admin' || principal.userId === id;
    const user = mayRead ? await this.users.find(id) : null;
    return user ?? notFound();
  }

  /**
   * Edits a row and ends sessions that it no longer allows. Throws `NOT_FOUND`, `STALE_RECORD` when
   * `ifMatch` is another ETag, `VALIDATION`, and `CONFLICT` for a taken e-mail address and for the last
   * admin who could still sign in.
   */
  async edit(
    id: string,
    edit: EditUserRequest,
    ifMatch: string | undefined,
    principal: Principal,
  ): Promise<UserEntity> {
    const before = (await this.users.find(id)) ?? notFound();
    const hash = await this.hashOfReset(before, edit, principal);
    await this.database
      .transaction(async (tx) => this.applyEdit(tx, { id, edit, ifMatch, hash }, principal), {
        actor: principal.userId,
      })
      .catch((error: unknown) => {
        throw sqlState(error) === UNIQUE_VIOLATION ? emailTaken() : error;
      });
    this.turnover.forget();
    return (await this.users.find(id)) ?? notFound();
  }

  /**
   * Lets what the source says of a field show again (O7). Throws `NOT_FOUND` when there is no such row or its field is
   * not overridden, and what an edit to the source's value would throw.
   */
  async releaseOverride(id: string, field: string, principal: Principal): Promise<UserEntity> {
    await this.database
      .transaction(
        async (tx) => {
          const user = await this.users.releaseOverride(tx, id, field);
          if (user === null) {
            throw new AppError(
              'NOT_FOUND',
              'There is no such account, or this field of it is not overridden.',
            );
          }
          editedFields(user, {});
        },
        { actor: principal.userId },
      )
      .catch((error: unknown) => {
        throw sqlState(error) === UNIQUE_VIOLATION ? emailTaken() : error;
      });
    return (await this.users.find(id)) ?? notFound();
  }

  /** A code that signs the account's owner in once, to choose a password. Ends an earlier code. */
  async issueOneTimeCode(
    id: string,
    principal: Principal,
  ): Promise<{ readonly code: string; readonly expiresAt: Date }> {
    const code = newOneTimeCode();
    return this.database.transaction(
      async (tx) => {
        const user = (await this.users.findForUpdate(tx, id)) ?? notFound();
        if (!user.status) {
          throw new AppError('CONFLICT', 'The account is disabled.');
        }
        const expiresAt = await this.credentials.setOneTimeCode(
          tx,
          id,
          oneTimeCodeHash(code),
          ONE_TIME_CODE_HOURS,
        );
        return { code, expiresAt };
      },
      { actor: principal.userId },
    );
  }

  /** Before the transaction: a hash takes longer than a row should be locked. Null when none was asked for. */
  private async hashOfReset(
    user: UserEntity,
    edit: EditUserRequest,
    principal: Principal,
  ): Promise<string | null> {
    if (edit.password === undefined) {
      return null;
    }
    if (user.id === principal.userId) {
      throw new AppError('VALIDATION', 'Your own password is changed at /api/auth/change-password.', {
        errors: [{ field: 'password', message: 'password of the own account needs the current one' }],
      });
    }
    const { code, idNumber } = user;
    requireGoodPassword(edit.password, { ...editedFields(user, edit), code, idNumber }, 'password');
    return this.hashes.hash(edit.password);
  }

  private async applyEdit(tx: Sql, wanted: WantedEdit, principal: Principal): Promise<void> {
    const { id, edit, ifMatch, hash } = wanted;
    // Before the row's own lock, and in the order of ids, so that two edits at once do not wait for each other.
    const touchesAccess = edit.role !== undefined || edit.status !== undefined;
    const admins = touchesAccess ? await this.users.lockActiveAdmins(tx) : null;
    const user = (await this.users.findForUpdate(tx, id)) ?? notFound();
    requireMatch(user, ifMatch);
    const next = editedFields(user, edit);
    requireAnAdminLeft(user, next, admins);
    await this.users.update(tx, user, next, principal.userId);
    if (hash !== null) {
      await this.credentials.setPassword(tx, id, hash, edit.mustChangePassword ?? false);
    }
    await this.turnover.afterEdit(tx, id, { isReset: hash !== null, isDisabled: !next.status });
  }
}

interface WantedEdit {
  readonly id: string;
  readonly edit: EditUserRequest;
  readonly ifMatch: string | undefined;
  readonly hash: string | null;
}

function requireMatch(user: EditedUser, ifMatch: string | undefined): void {
  if (
    ifMatch !== undefined &&
    ifMatch.trim() !== '*' &&
    !ifMatch.split(',').some((tag) => tag.trim() === userEtag(user))
  ) {
    throw new AppError('STALE_RECORD', 'The account changed since it was read. Read it again.');
  }
}

function requireAnAdminLeft(user: EditedUser, next: UserFields, admins: readonly string[] | null): void {
  const endsAdmin = isActiveAdmin(user) && !isActiveAdmin(next);
  if (endsAdmin && (admins ?? []).every((id) => id === user.id)) {
    throw new AppError('CONFLICT', 'This is the last admin who can sign in.');
  }
}

function notFound(): never {
  throw new AppError('NOT_FOUND', 'There is no such account.');
}

/** For a creation and for an edit. */
export function emailTaken(): AppError {
  return new AppError('CONFLICT', 'Somebody who works here has this e-mail address already.', {
    errors: [{ field: 'email', message: 'email is taken' }],
  });
}
