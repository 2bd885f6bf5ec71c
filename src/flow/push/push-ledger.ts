import type { Sql } from '../../database/sql.js';
import { numberArray, textArray } from '../../database/text-array.js';
import type { SyncedEntity } from '../synced-entity/synced-entity.public.js';
import { changesByRecord, type Outcome } from './outcome.js';
import type { Change } from './change.js';
import { LedgerWriter } from './ledger-entry.js';

/**
 * A line a record: empty where the ledger has none, else where its entry lies (`ctid`), a colon and its text, which is of
 * one line and may be empty. OFFSET 0: looked up one by one, never all that the device ever sent, whatever the planner
 * believes of a table that grows.
 */
export const LEDGER_SQL = `
  SELECT string_agg(coalesce(l.ctid::text || ':' || l.sent, ''), E'\n' ORDER BY wanted.place) AS lines
  FROM unnest($2::smallint[], $3::text[]) WITH ORDINALITY AS wanted (entity, id, place)
  LEFT JOIN LATERAL (SELECT ctid, sent FROM push_ledger
    WHERE device_id = $1::uuid AND entity = wanted.entity AND entity_id = wanted.id OFFSET 0) AS l ON true`;

/** What the ledger has of some records of a device. Read under the lock of the device, or a push could miss another's. */
export class LedgerEntries {
  private constructor(private readonly lines: ReadonlyMap<SyncedEntity, ReadonlyMap<string, string>>) {}

  static async load(
    tx: Sql,
    deviceId: string,
    records: readonly { readonly entity: SyncedEntity; readonly id: string }[],
  ): Promise<LedgerEntries> {
    const [found] = await tx.query<{ lines: string | null }>(LEDGER_SQL, [
      deviceId,
      numberArray(records.map(({ entity }) => entity.number)),
      textArray(records.map(({ id }) => id)),
    ]);
    const all = (found?.lines ?? '').split('\n');
    const lines = new Map<SyncedEntity, Map<string, string>>();
    records.forEach(({ entity, id }, index) => {
      const line = all[index] ?? '';
      if (line !== '') {
        const known = lines.get(entity) ?? new Map<string, string>();
        lines.set(entity, known.set(id, line));
      }
    });
    return new LedgerEntries(lines);
  }

  /** The text of a record's entry. */
  of(entity: SyncedEntity, id: string): string | null {
    const line = this.lines.get(entity)?.get(id);
    return line === undefined ? null : line.slice(line.indexOf(':') + 1);
  }

  /** Where a record's entry lies: it stays there while the device is locked, unless retention deletes it. */
  placeOf(entity: SyncedEntity, id: string): string | null {
    const line = this.lines.get(entity)?.get(id);
    return line === undefined ? null : line.slice(0, line.indexOf(':'));
  }
}

/** What is to be stored of a push in the ledger: that of a push in which all goes well can be made before it has. */
export class LedgerTexts {
  private readonly writer: LedgerWriter;
  private expected: PreparedEntries | null = null;

  /** `before`: what the ledger has of the records. `pulledAt`: the cursor that the device named. */
  constructor(
    private readonly before: LedgerEntries | null,
    pulledAt: number | null,
  ) {
    this.writer = new LedgerWriter(pulledAt);
  }

  /** `changes`: all of the push, in the order in which they were sent. */
  prepare(changes: readonly Change[]): void {
    this.expected ??= this.make(changes.filter(isRemembered));
  }

  /** Of what was accepted, in the order in which it was sent. */
  entriesOf(changes: readonly Change[]): PreparedEntries {
    return this.expected !== null && isSameList(this.expected.changes, changes)
      ? this.expected
      : this.make(changes);
  }

  private make(changes: readonly Change[]): PreparedEntries {
    const places: string[] = [];
    const replaced: LedgerEntry[] = [];
    const added: LedgerEntry[] = [];
    for (const edits of changesByRecord(changes).values()) {
      const [change] = edits;
      const { entity, id } = change;
      const text = this.writer.textOf(edits, this.before?.of(entity, id) ?? null);
      const place = this.before?.placeOf(entity, id) ?? null;
      if (place === null) {
        added.push({ change, text });
      } else {
        places.push(place);
        replaced.push({ change, text });
      }
    }
    return {
      changes,
      replaced,
      replacing: [textArray(places), textArray(replaced.map(({ text }) => text))],
      added,
      adding: parametersOf(added),
    };
  }
}

interface LedgerEntry {
  /** The first to its record. */
  readonly change: Change;
  /** The text of the record after all of them. */
  readonly text: string;
}

interface PreparedEntries {
  readonly changes: readonly Change[];
  readonly replaced: readonly LedgerEntry[];
  /** Where these lie, and their texts: parameters of {@link REPLACE_SQL}. */
  readonly replacing: readonly [Buffer, Buffer];
  readonly added: readonly LedgerEntry[];
  readonly adding: InsertParameters;
}

/** Entities, ids and texts. */
type InsertParameters = readonly [string, Buffer, Buffer];

function parametersOf(entries: readonly LedgerEntry[]): InsertParameters {
  return [
    numberArray(entries.map(({ change }) => change.entity.number)),
    textArray(entries.map(({ change }) => change.id)),
    textArray(entries.map(({ text }) => text)),
  ];
}

function isSameList(one: readonly Change[], other: readonly Change[]): boolean {
  return one.length === other.length && one.every((change, index) => change === other[index]);
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
  const entries = texts.entriesOf(remembered);
  if (!(await replaceEntries(tx, deviceId, entries))) {
    await insertEntries(tx, deviceId, parametersOf(entries.replaced), REPLACING);
  }
  if (entries.added.length > 0) {
    await insertEntries(tx, deviceId, entries.adding, ADDING);
  }
}

/**
 * Not as simple as it looks, for the planner must see no other way than to go to the places, whatever it believes of a
 * table that grows: the list of them counts as ten, and the cast keeps it from reading all that the device ever sent by the
 * key. What else has come to lie at a place is not of this device.
 */
export const REPLACE_SQL = `
  WITH replaced AS (
    UPDATE push_ledger AS l SET sent = x.sent, at = now() FROM unnest($2::text[], $3::text[]) AS x (place, sent)
    WHERE l.ctid = x.place::tid AND l.ctid = ANY (ARRAY(SELECT unnest($2::text[])::tid)) AND l.device_id::text = $1::text
    RETURNING 1)
  SELECT count(*)::int AS count FROM replaced`;

/** False when an entry no longer lies where it lay. */
async function replaceEntries(
  tx: Sql,
  deviceId: string,
  { replaced, replacing }: PreparedEntries,
): Promise<boolean> {
  if (replaced.length === 0) {
    return true;
  }
  const [stored] = await tx.query<{ count: number }>(REPLACE_SQL, [deviceId, ...replacing]);
  return stored?.count === replaced.length;
}

const REPLACING = {
  name: 'push-ledger-upsert',
  onConflict: 'ON CONFLICT (device_id, entity, entity_id) DO UPDATE SET sent = excluded.sent, at = now()',
};
/** Nobody else adds to the ledger of a device while it is locked; to look for a conflict costs half as much again. */
const ADDING = { name: 'push-ledger-add', onConflict: '' };

async function insertEntries(
  tx: Sql,
  deviceId: string,
  parameters: InsertParameters,
  { name, onConflict }: typeof ADDING,
): Promise<void> {
  await tx.query(
    `INSERT INTO push_ledger (device_id, entity, entity_id, sent)
     SELECT $1, x.entity, x.id, x.sent FROM unnest($2::smallint[], $3::text[], $4::text[]) AS x (entity, id, sent)
     ${onConflict}`,
    [deviceId, ...parameters],
    name,
  );
}

/** A change with an id of its own is known by that. */
function isRemembered({ operation, sent }: Change): boolean {
  return operation !== 'DELETE' && sent.changeId === null;
}
