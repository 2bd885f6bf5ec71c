import { type Principal, ROLE_NUMBERS, type Role } from '../../kernel/principal.js';

/** The author of a change that is applied later than it was sent: its present role counts. */
export function authorOf(userId: string, roleNumber: number): Principal {
  const roles = Object.keys(ROLE_NUMBERS) as Role[];
  const role = roles.find((name) => ROLE_NUMBERS[name] === roleNumber) ?? 'subscriber';
  return { userId, role, sessionId: 'later' };
}
