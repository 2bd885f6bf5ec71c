import type { Sql } from '../../database/sql.js';
import { numberArray, textArray } from '../../database/text-array.js';
import type { SyncedEntity } from '../synced-entity/synced-entity.public.js';
import { changesByRecord, type Outcome } from './outcome.js';
import type { Change } from './change.js';
import { LedgerWriter } from './ledger-entry.js';

/**
 * A line a record: empty where the ledger has none, else a colon and its text, which is of one line and may be empty.
 * OFFSET 0: looked up one by one, never all that the device ever sent, whatever the planner believes of a table that
 * grows.
 */
export const LEDGER_SQL = `
  SELECT string_agg(coalesce(':' || l.sent, ''), E'\n' ORDER BY wanted.place) AS texts
  FROM unnest($2::smallint[], $3::text[]) WITH ORDINALITY AS wanted (entity, id, place)
  LEFT JOIN LATERAL (SELECT sent FROM push_ledger
    WHERE device_id = $1::uuid AND entity = wanted.entity AND entity_id = wanted.id OFFSET 0) AS l ON true`;

/** What the ledger has of some records of a device. Read under the lock of the device, or a push could miss another's. */
export class LedgerEntries {
  private constructor(private readonly texts: ReadonlyMap<SyncedEntity, ReadonlyMap<string, string>>) {}

  static async load(
    tx: Sql,
    deviceId: string,
    records: readonly { readonly entity: SyncedEntity; readonly id: string }[],
  ): Promise<LedgerEntries> {
    const [found] = await tx.query<{ texts: string | null }>(LEDGER_SQL, [
      deviceId,
      numberArray(records.map(({ entity }) => entity.number)),
      textArray(records.map(({ id }) => id)),
    ]);
    const lines = (found?.texts ?? '').split('\n');
    const texts = new Map<SyncedEntity, Map<string, string>>();
    records.forEach(({ entity, id }, index) => {
      const line = lines[index] ?? '';
      if (line !== '') {
        const known = texts.get(entity) ?? new Map<string, string>();
        texts.set(entity, known.set(id, line.slice(1)));
      }
    });
    return new LedgerEntries(texts);
  }

  of(entity: SyncedEntity, id: string): string | null {
    return this.texts.get(entity)?.get(id) ?? null;
  }
}

/** The ledger's texts of a push: those of single changes can be made before they are needed. */
export class LedgerTexts {
  private readonly prepared = new Map<Change, string>();

  private readonly writer: LedgerWriter;

  /** `before`: what the ledger has of the records. `pulledAt`: the cursor that the device named. */
  constructor(
    private readonly before: LedgerEntries | null,
    pulledAt: number | null,
  ) {
    this.writer = new LedgerWriter(pulledAt);
  }

  prepare(changes: readonly Change[]): void {
    for (const change of changes) {
      if (isRemembered(change) && !this.prepared.has(change)) {
        this.prepared.set(change, this.make(change, [change]));
      }
    }
  }

  /** The ledger has the record already. */
  isKnown(entity: SyncedEntity, id: string): boolean {
    return this.before?.of(entity, id) != null;
  }

  /** The text of a record after these changes to it. */
  textOf(edits: readonly [Change, ...Change[]]): string {
    const [first] = edits;
    return (edits.length === 1 ? this.prepared.get(first) : undefined) ?? this.make(first, edits);
  }

  private make({ entity, id }: Change, edits: readonly Change[]): string {
    return this.writer.textOf(edits, this.before?.of(entity, id) ?? null);
  }
}

/** Remembers what the device last sent of each record that was accepted. Nothing without a device. */
export async function saveLedger(
  tx: Sql,
  deviceId: string | null,
  outcomes: readonly Outcome[],
  texts: LedgerTexts,
): Promise<void> {
  if (deviceId === null) {
    return;
  }
  const remembered = outcomes
    .filter(({ change, status }) => isRemembered(change) && status !== 'rejected' && status !== 'queued')
    .map(({ change }) => change)
    .sort((a, b) => a.sent.index - b.sent.index);
  const records = [...changesByRecord(remembered).values()];
  const isKnown = ([{ entity, id }]: readonly [Change, ...Change[]]): boolean => texts.isKnown(entity, id);
  await storeTexts(tx, deviceId, records.filter(isKnown), texts, REPLACED);
  await storeTexts(
    tx,
    deviceId,
    records.filter((edits) => !isKnown(edits)),
    texts,
    ADDED,
  );
}

const REPLACED = {
  name: 'push-ledger-replace',
  onConflict: 'ON CONFLICT (device_id, entity, entity_id) DO UPDATE SET sent = excluded.sent, at = now()',
};
/** Nobody else adds to the ledger of a device while it is locked; to look for a conflict costs half as much again. */
const ADDED = { name: 'push-ledger-add', onConflict: '' };

async function storeTexts(
  tx: Sql,
  deviceId: string,
  records: readonly [Change, ...Change[]][],
  texts: LedgerTexts,
  { name, onConflict }: typeof ADDED,
): Promise<void> {
  if (records.length > 0) {
    await tx.query(
      `INSERT INTO push_ledger (device_id, entity, entity_id, sent)
       SELECT $1, x.entity, x.id, x.sent FROM unnest($2::smallint[], $3::text[], $4::text[]) AS x (entity, id, sent)
       ${onConflict}`,
      [
        deviceId,
        numberArray(records.map(([edit]) => edit.entity.number)),
        textArray(records.map(([edit]) => edit.id)),
        textArray(records.map((edits) => texts.textOf(edits))),
      ],
      name,
    );
  }
}

/** A change with an id of its own is known by that. */
function isRemembered({ operation, sent }: Change): boolean {
  return operation !== 'DELETE' && sent.changeId === null;
}
