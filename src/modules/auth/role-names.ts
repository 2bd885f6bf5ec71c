import { ROLE_NUMBERS, type Role } from '../../kernel/principal.js';

/** From the least to the most. */
export const ROLES = ['subscriber', 'agent', 'admin'] as const satisfies readonly Role[];

/** A role as a request may write it: by name, by number, or in a query string by the number's digit. */
export type RoleText = Role | 0 | 1 | 2 | '0' | '1' | '2';

/** All of them, for validators. */
export const ROLE_TEXTS: readonly RoleText[] = [...ROLES, 0, 1, 2, '0', '1', '2'];

/** The name of a role as stored. The table's CHECK knows the same numbers; anything else is a mistake of ours. */
export function roleNamed(stored: number): Role {
  const role = ROLES.find((name) => ROLE_NUMBERS[name] === stored);
  if (role === undefined) {
    throw new Error(`No role has the number ${stored}`);
  }
  return role;
}

/** The number under which a role is stored. */
export function roleNumber(text: RoleText): number {
  return text === 'subscriber' || text === 'agent' || text === 'admin' ? ROLE_NUMBERS[text] : Number(text);
}
