import type { Sql } from '../../database/sql.js';
import type { SyncedEntity } from '../synced-entity/synced-entity.public.js';
import { changesByRecord, type Outcome } from './outcome.js';
import type { Change } from './change.js';
import { ledgerText } from './ledger-entry.js';

/** What the ledger has of some records of a device. Read under the lock of the device, or a push could miss another's. */
export class LedgerEntries {
  private constructor(private readonly texts: Readonly<Record<string, string>>) {}

  static async load(
    tx: Sql,
    deviceId: string,
    records: readonly { readonly entity: SyncedEntity; readonly id: string }[],
  ): Promise<LedgerEntries> {
    const [found] = await tx.query<{ texts: string | null }>(
      `SELECT json_object_agg(l.entity || ':' || l.entity_id, l.sent)::text AS texts
       FROM unnest($2::smallint[], $3::text[]) AS wanted (entity, id)
       JOIN push_ledger AS l ON l.device_id = $1::uuid AND l.entity = wanted.entity AND l.entity_id = wanted.id`,
      [deviceId, records.map(({ entity }) => entity.number), records.map(({ id }) => id)],
    );
    return new LedgerEntries(JSON.parse(found?.texts ?? '{}') as Record<string, string>);
  }

  of(entity: SyncedEntity, id: string): string | null {
    return this.texts[`${entity.number}:${id}`] ?? null;
  }
}

/** The ledger's texts of a push: those of single changes can be made before they are needed. */
export class LedgerTexts {
  private readonly prepared = new Map<Change, string>();

  /** `before`: what the ledger has of the records. `pulledAt`: the cursor that the device named. */
  constructor(
    private readonly before: LedgerEntries | null,
    private readonly pulledAt: number | null,
  ) {}

  prepare(changes: readonly Change[]): void {
    for (const change of changes) {
      if (isRemembered(change) && !this.prepared.has(change)) {
        this.prepared.set(change, this.make(change, [change]));
      }
    }
  }

  /** The text of a record after these changes to it. */
  textOf(edits: readonly [Change, ...Change[]]): string {
    const [first] = edits;
    return (edits.length === 1 ? this.prepared.get(first) : undefined) ?? this.make(first, edits);
  }

  private make({ entity, id }: Change, edits: readonly Change[]): string {
    return ledgerText(edits, this.before?.of(entity, id) ?? null, this.pulledAt);
  }
}

/** Remembers what the device last sent of each record that was accepted. */
export async function saveLedger(
  tx: Sql,
  deviceId: string,
  outcomes: readonly Outcome[],
  texts: LedgerTexts,
): Promise<void> {
  const remembered = outcomes
    .filter(({ change, status }) => isRemembered(change) && status !== 'rejected' && status !== 'queued')
    .map(({ change }) => change)
    .sort((a, b) => a.sent.index - b.sent.index);
  const records = [...changesByRecord(remembered).values()];
  if (records.length > 0) {
    await tx.query(
      `INSERT INTO push_ledger (device_id, entity, entity_id, sent)
       SELECT $1, x.entity, x.id, x.sent FROM unnest($2::smallint[], $3::text[], $4::text[]) AS x (entity, id, sent)
       ON CONFLICT (device_id, entity, entity_id) DO UPDATE SET sent = excluded.sent, at = now()`,
      [
        deviceId,
        records.map(([edit]) => edit.entity.number),
        records.map(([edit]) => edit.id),
        records.map((edits) => texts.textOf(edits)),
      ],
      'push-ledger-save',
    );
  }
}

/** A change with an id of its own is known by that. */
function isRemembered({ operation, sent }: Change): boolean {
  return operation !== 'DELETE' && sent.changeId === null;
}
