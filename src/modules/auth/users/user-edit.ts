import { AppError } from '../../../kernel/app-error.js';
import { ROLE_NUMBERS } from '../../../kernel/principal.js';
import { normalLogin } from '../login-name.js';
import { roleNumber, type RoleText } from '../role-names.js';

/** What an admin may edit of a row. */
export interface UserFields {
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly status: boolean;
  /** As stored: see `ROLE_NUMBERS`. */
  readonly role: number;
}

/** The fields of a `PATCH`; those left out stay. */
export interface UserEdit {
  readonly name?: string;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly status?: boolean;
  readonly role?: RoleText;
}

/**
 * The row after an edit. Throws `VALIDATION` when somebody would work here without an e-mail address to
 * sign in with. Such an address is kept in its normal form; a subscriber's stays as it was given (X6).
 */
export function editedFields(user: UserFields, edit: UserEdit): UserFields {
  const role = edit.role === undefined ? user.role : roleNumber(edit.role);
  const given = edit.email === undefined ? user.email : edit.email;
  const isStaff = role !== ROLE_NUMBERS.subscriber;
  if (isStaff && (given === null || given === '')) {
    throw new AppError('VALIDATION', 'An admin or agent signs in with an e-mail address.', {
      errors: [{ field: 'email', message: 'email is required for this role' }],
    });
  }
  return {
    name: edit.name ?? user.name,
    email: isStaff && given !== null ? normalLogin(given) : given,
    phone: edit.phone === undefined ? user.phone : edit.phone,
    status: edit.status ?? user.status,
    role,
  };
}

/** Can this account administer? There must always be one. */
export function isActiveAdmin(user: Pick<UserFields, 'role' | 'status'>): boolean {
  return user.status && user.role === ROLE_NUMBERS.admin;
}
