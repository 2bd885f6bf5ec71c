import type { Principal } from '../../kernel/principal.js';
import type { SyncedEntity } from './synced-entity.js';

/** The scope token of rows that belong to one user. */
export function userToken(userId: string): string {
  return `user:${userId}`;
}

/** The scope token of CRM rows that are assigned to nobody. */
export const UNASSIGNED_TOKEN = 'unassigned';
/** The scope token of rows that everybody who works here may see. */
export const STAFF_TOKEN = 'staff';

/**
 * Which rows of a table a caller sees (SYNC-PROTOCOL §8): `null` = all of them, a list = those whose
 * `scope` shares a token with it, an empty list = none. Checked in the query, never after it.
 */
export type VisibleScope = readonly string[] | null;

/** The rows of `entity` that `principal` may see. */
export function visibleScope(entity: SyncedEntity, principal: Principal): VisibleScope {
  switch (entity.access[principal.role]) {
    case 'none':
      return [];
    case 'all':
      return null;
    case 'scoped':
      return principal.role === 'subscriber'
        ? [userToken(principal.userId)]
        : [userToken(principal.userId), UNASSIGNED_TOKEN, STAFF_TOKEN];
  }
}
