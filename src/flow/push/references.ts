import type { Sql } from '../../database/sql.js';
import type { Principal } from '../../kernel/principal.js';
import type { WireValue } from '../pull/pull.public.js';
import {
  type SyncedEntities,
  type SyncedEntity,
  visibleScope,
} from '../synced-entity/synced-entity.public.js';
import { type Rejection } from './change.js';
import { rejectionOf } from './read-change.js';
import type { RowWrite } from './row-statements.js';

/**
 * Which of these writes name a record that does not exist. A record of somebody else's scope counts as
 * not existing, or a push would tell what is there. The foreign key stays the judge of what happens later.
 */
export async function findMissingReferences(
  tx: Sql,
  entities: SyncedEntities,
  entity: SyncedEntity,
  writes: readonly RowWrite[],
  principal: Principal,
): Promise<Map<string, Rejection>> {
  const refused = new Map<string, Rejection>();
  for (const [name, field] of Object.entries(entity.fields)) {
    const wanted = field.references === undefined ? [] : idsIn(writes, name);
    if (field.references === undefined || wanted.length === 0) {
      continue;
    }
    const parent = entities.get(field.references);
    const known = await findKnown(tx, parent, wanted, principal);
    for (const { id, fields } of writes) {
      const value = fields[name];
      if (typeof value === 'string' && !known.has(value)) {
        refused.set(id, missing(name, parent));
      }
    }
  }
  return refused;
}

async function findKnown(
  tx: Sql,
  parent: SyncedEntity,
  ids: readonly string[],
  principal: Principal,
): Promise<Set<string>> {
  // People are named by everybody who works here, though not all of them are shown to everybody.
  const scope = parent.accessField === undefined ? visibleScope(parent, principal) : null;
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM ${parent.table} WHERE id = ANY ($1::text[]) AND ($2::text[] IS NULL OR scope && $2::text[])`,
    [ids, scope],
  );
  return new Set(rows.map((row) => row.id));
}

function idsIn(writes: readonly RowWrite[], name: string): string[] {
  const values: (WireValue | undefined)[] = writes.map(({ fields }) => fields[name]);
  return [...new Set(values.filter((value) => typeof value === 'string'))];
}

function missing(field: string, parent: SyncedEntity): Rejection {
  return rejectionOf('REFERENCE_MISSING', `The ${parent.singular} that it belongs to does not exist.`, [
    { field, message: `there is no such ${parent.singular}` },
  ]);
}
