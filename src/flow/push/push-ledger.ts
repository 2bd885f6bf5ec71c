import type { Sql } from '../../database/sql.js';
import { changesByRecord, type Outcome } from './apply-changes.js';
import type { Change } from './change.js';
import { ledgerText } from './ledger-entry.js';
import type { LastSent } from './replayed-fields.js';

/** Remembers what the device last sent of each record that was accepted. */
export async function saveLedger(
  tx: Sql,
  deviceId: string,
  outcomes: readonly Outcome[],
  pulledAt: number | null,
): Promise<void> {
  const remembered = outcomes
    .filter(({ change, status }) => isRemembered(change) && status !== 'rejected' && status !== 'queued')
    .sort((a, b) => a.change.sent.index - b.change.sent.index);
  const before = new Map(remembered.map(({ change, lastSent }) => [change, lastSent]));
  const records = [...changesByRecord(remembered.map(({ change }) => change)).values()];
  if (records.length > 0) {
    await tx.query(
      `INSERT INTO push_ledger (device_id, entity, entity_id, sent)
       SELECT $1, x.entity, x.id, x.sent FROM unnest($2::smallint[], $3::text[], $4::text[]) AS x (entity, id, sent)
       ON CONFLICT (device_id, entity, entity_id) DO UPDATE SET sent = excluded.sent, at = now()`,
      [
        deviceId,
        records.map(([edit]) => edit?.entity.number),
        records.map(([edit]) => edit?.id),
        records.map((edits) => ledgerText(edits, earlierOf(edits, before), pulledAt)),
      ],
      'push-ledger-save',
    );
  }
}

/** A change with an id of its own is known by that. */
function isRemembered({ operation, sent }: Change): boolean {
  return operation !== 'DELETE' && sent.changeId === null;
}

/** By the change, not by its id: records of different tables may have the same. */
function earlierOf(edits: readonly Change[], before: ReadonlyMap<Change, LastSent | null>): LastSent | null {
  const [first] = edits;
  return first === undefined ? null : (before.get(first) ?? null);
}
