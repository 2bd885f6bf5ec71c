import { SeededRandom } from '../core/seeded-random.js';
import { ControlError } from '../core/vendor.js';
import type { VirtualClock } from '../core/virtual-clock.js';
import { insertCases } from './altegio.cases.js';
import type { AltegioCases } from './altegio.cases.js';
import { generateClient, generateClients } from './altegio.clients.js';
import { generateRecord, generateRecords, lengthOf } from './altegio.generation.js';
import { applyClientPatch, applyRecordPatch } from './altegio.patches.js';
import type { AltegioClientPatch, AltegioRecordPatch } from './altegio.patches.js';
import type { AltegioRecord, AltegioWebhookStatus } from './altegio.payloads.js';
import { toRecordPayload } from './altegio.rows.js';
import type { AltegioTables, RecordRow, RowContext } from './altegio.rows.js';
import { LocationTime } from './location-time.js';

export interface AltegioWorldSize {
  readonly seed: number;
  readonly companyId: number;
  /** IANA name of the location's zone. */
  readonly timeZone: string;
  /** Besides the named cases. */
  readonly records: number;
}

/** Told of every change that the vendor would post a webhook for. */
export type ChangeListener = (status: AltegioWebhookStatus, record: AltegioRecord) => void;

/**
 * The school behind the API: what a test sees and changes "upstream", past the HTTP interface. Answers are payloads as
 * the API shows them with the first knobs. Changes are stamped with the virtual clock, which no method here moves.
 * Unknown ids throw a ControlError.
 */
export class AltegioWorld {
  readonly time: LocationTime;
  private tables!: AltegioTables;
  private random!: SeededRandom;
  private namedCases!: AltegioCases;
  private readonly listeners: ChangeListener[] = [];

  constructor(
    private readonly size: AltegioWorldSize,
    private readonly clock: VirtualClock,
  ) {
    this.time = new LocationTime(size.timeZone);
    this.reset();
  }

  get companyId(): number {
    return this.size.companyId;
  }

  /** The ids of the records that show one edge case each. */
  get cases(): AltegioCases {
    return this.namedCases;
  }

  get recordCount(): number {
    return this.tables.records.size;
  }

  /** The world of the seed again. Reset the clock first: a world is made relative to it. */
  reset(): void {
    const { seed, records: count } = this.size;
    const nowMs = this.clock.nowMs();
    this.random = new SeededRandom(seed);
    const clients = generateClients(this.random, Math.ceil(count / 8));
    const records = generateRecords(this.random, { count, nowMs, time: this.time, clients });
    this.tables = { records: new Map(), clients: new Map(clients.map((row) => [row.id, row])) };
    this.namedCases = insertCases(this.tables, nowMs, this.time);
    for (const row of records) {
      this.tables.records.set(row.id, row);
    }
  }

  /** Calls `listener` from now on, after every change that is not `removeRecord`. */
  onChange(listener: ChangeListener): void {
    this.listeners.push(listener);
  }

  /** All records, deleted ones included, newest id first. */
  listRecords(): AltegioRecord[] {
    return this.listRows().map((row) => this.toPayload(row));
  }

  /** The stored rows, newest id first; read-only to the caller. */
  listRows(): Readonly<RecordRow>[] {
    return [...this.tables.records.values()].reverse();
  }

  toPayload(row: Readonly<RecordRow>): AltegioRecord {
    return toRecordPayload(row, this.context);
  }

  findRecord(id: number): AltegioRecord | null {
    const row = this.tables.records.get(id);
    return row === undefined ? null : this.toPayload(row);
  }

  getRecord(id: number): AltegioRecord {
    return this.toPayload(this.rowOf(id));
  }

  hasClient(id: number): boolean {
    return this.tables.clients.has(id);
  }

  /** Changes a record, as a person at the reception does. */
  patchRecord(id: number, patch: AltegioRecordPatch): AltegioRecord {
    const row = this.rowOf(id);
    applyRecordPatch(row, patch, this.time);
    this.stamp(row, patch);
    return this.announce('update', row);
  }

  /** Sets `deleted`; the row is still listed with `with_deleted=1`. */
  deleteRecord(id: number): AltegioRecord {
    const row = this.rowOf(id);
    row.isDeleted = true;
    this.stamp(row);
    return this.announce('delete', row);
  }

  /** Takes the deletion back (E12). */
  restoreRecord(id: number): AltegioRecord {
    return this.patchRecord(id, { deleted: false });
  }

  /** A new record with a client of this world unless `patch` says otherwise. Takes the next id. */
  insertRecord(patch: AltegioRecordPatch = {}): AltegioRecord {
    const nowMs = Math.floor(this.clock.nowMs() / 1_000) * 1_000;
    const id = Math.max(590_000_000, ...this.tables.records.keys()) + 1;
    const clients = [...this.tables.clients.values()];
    const drawn = generateRecord(this.random, { count: 1, nowMs, time: this.time, clients }, id);
    const row: RecordRow = { ...drawn, isDeleted: false, createdMs: nowMs, changedMs: nowMs };
    row.seanceLength = patch.service_ids === undefined ? row.seanceLength : lengthOf(patch.service_ids);
    applyRecordPatch(row, patch, this.time);
    this.tables.records.set(id, row);
    return this.announce('create', row);
  }

  /** The row is gone, without a deletion that anybody could see. */
  removeRecord(id: number): void {
    this.rowOf(id);
    this.tables.records.delete(id);
  }

  /** A new client; with a name in any spelling unless `patch` has one. Answers the id. */
  insertClient(patch: AltegioClientPatch = {}): number {
    const id = Math.max(160_000_000, ...this.tables.clients.keys()) + 1;
    const row = generateClient(this.random, id);
    applyClientPatch(row, patch);
    this.tables.clients.set(id, row);
    return id;
  }

  /** Shows in all records of the client; their `last_change_date` stays, as a client is not part of a record. */
  patchClient(id: number, patch: AltegioClientPatch): void {
    const row = this.tables.clients.get(id);
    if (row === undefined) {
      throw new ControlError(`There is no client ${id}.`);
    }
    applyClientPatch(row, patch);
  }

  private get context(): RowContext {
    return { companyId: this.size.companyId, time: this.time, tables: this.tables };
  }

  private rowOf(id: number): RecordRow {
    const row = this.tables.records.get(id);
    if (row === undefined) {
      throw new ControlError(`There is no record ${id}.`);
    }
    return row;
  }

  private stamp(row: RecordRow, patch: AltegioRecordPatch = {}): void {
    if (patch.last_change_date === undefined) {
      row.changedMs = Math.floor(this.clock.nowMs() / 1_000) * 1_000;
    }
  }

  private announce(status: AltegioWebhookStatus, row: RecordRow): AltegioRecord {
    const record = this.toPayload(row);
    for (const listener of this.listeners) {
      listener(status, record);
    }
    return record;
  }
}
