import { AppError } from '../../kernel/app-error.js';
import type { Principal } from '../../kernel/principal.js';
import type { SyncedEntities } from '../synced-entity/synced-entity.public.js';
import { type SyncedEntity, visibleScope } from '../synced-entity/synced-entity.public.js';
import type { ReadTable } from './window-statement.js';

/** What one caller reads: its tables, and the tokens that limit the scoped ones. */
export interface PullView {
  readonly tables: readonly ReadTable[];
  readonly tokens: readonly string[];
  /** The caller's own row and the field of it that decides what it may see. */
  readonly self: { readonly entity: number; readonly id: string; readonly field: string };
}

/** The tables that a caller may see at all, in the order of the wire. */
export function visibleTables(entities: SyncedEntities, principal: Principal): SyncedEntity[] {
  return entities.list().filter((entity) => entity.access[principal.role] !== 'none');
}

/**
 * The caller's view of the named tables, or of all that it may see. A table that does not exist and one
 * that is not for the caller get the same answer.
 */
export function pullView(
  entities: SyncedEntities,
  principal: Principal,
  names: readonly string[] | null,
): PullView {
  const visible = visibleTables(entities, principal);
  const wanted = names === null ? visible : visible.filter((entity) => names.includes(entity.table));
  const unknown = (names ?? []).filter((name) => !visible.some((entity) => entity.table === name));
  if (unknown.length > 0 || wanted.length === 0) {
    throw new AppError('VALIDATION', 'Some of the tables do not exist or are not for you.', {
      errors: unknown.map((name) => ({
        field: 'tables',
        message: `There is no table ${JSON.stringify(name.slice(0, 60))}.`,
      })),
    });
  }
  const scopes = wanted.map((entity) => ({ entity, scope: visibleScope(entity, principal) }));
  return {
    tables: scopes.map(({ entity, scope }) => ({ entity, isScoped: scope !== null })),
    tokens: [...new Set(scopes.flatMap(({ scope }) => scope ?? []))],
    self: selfOf(entities, principal),
  };
}

function selfOf(entities: SyncedEntities, principal: Principal): PullView['self'] {
  const deciding = entities.list().find((entity) => entity.accessField !== undefined);
  return { entity: deciding?.number ?? 0, id: principal.userId, field: deciding?.accessField ?? '' };
}
