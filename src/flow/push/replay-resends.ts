import type { SyncedEntities } from '../synced-entity/synced-entity.public.js';
import type { ChangeResult } from './change.js';

/**
 * The records of a repeated push. Its device may have pulled what is stored while its own edit still hid it, also
 * what the first answer held: so it gets them once more, and an extra row harms nobody (§5).
 */
export function resendsOfReplay(
  entities: SyncedEntities,
  replays: readonly ChangeResult[],
): { entity: number; id: string }[] {
  const accepted = replays.filter(({ status }) => status !== 'rejected');
  const records = accepted.map(({ table, id }) => ({ entity: entities.get(table).number, id }));
  return [...new Map(records.map((record) => [`${record.entity}:${record.id}`, record])).values()];
}
