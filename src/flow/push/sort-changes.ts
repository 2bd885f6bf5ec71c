import type { Sql } from '../../database/sql.js';
import type { Principal } from '../../kernel/principal.js';
import { isStorableText } from '../../kernel/text.js';
import type { SyncedEntities } from '../synced-entity/synced-entity.public.js';
import type { Change, ChangeResult, KeptResult, SentChange } from './change.js';
import { LedgerEntries } from './push-ledger.js';
import type { SentPush } from './read-body.js';
import { readChange } from './read-change.js';
import type { RepeatedChange } from './repeated-results.js';
import { rejectedResult } from './results.js';

/** The changes of a push, told apart. */
export interface SortedChanges {
  /** Well-formed and not seen before. */
  readonly changes: Change[];
  readonly repeated: RepeatedChange[];
  /** Of those that cannot be stored, by their place in the push. */
  readonly results: Map<number, ChangeResult>;
}

/** Tells new changes from repeated ones (`known`, by changeId), and those that cannot be stored from both. */
export function sortChanges(
  push: SentPush,
  entities: SyncedEntities,
  principal: Principal,
  known: ReadonlyMap<string, KeptResult | null>,
): SortedChanges {
  const sorted: SortedChanges = { changes: [], repeated: [], results: new Map() };
  for (const sent of push.changes) {
    const kept = sent.changeId === null ? undefined : known.get(sent.changeId);
    if (kept !== undefined) {
      sorted.repeated.push({ sent, kept });
      continue;
    }
    const read = readChange(sent, entities, principal);
    if ('change' in read) {
      sorted.changes.push(read.change);
    } else {
      sorted.results.set(sent.index, rejectedResult(sent, tableOf(sent, entities), read.rejection));
    }
  }
  return sorted;
}

/**
 * What the ledger has of all that the push names; null without a device. Before it is read, so that it can be read
 * while PostgreSQL looks.
 */
export async function loadLedger(
  tx: Sql,
  push: SentPush,
  entities: SyncedEntities,
): Promise<LedgerEntries | null> {
  const records = push.changes.flatMap(({ tableName, id, changeId }) => {
    const entity = changeId === null && isStorableText(id) ? entities.find(tableName) : null;
    return entity === null ? [] : [{ entity, id }];
  });
  return push.deviceId === null ? null : LedgerEntries.load(tx, push.deviceId, records);
}

function tableOf(sent: SentChange, entities: SyncedEntities): string {
  return entities.find(sent.tableName)?.table ?? sent.tableName.slice(0, 60);
}
