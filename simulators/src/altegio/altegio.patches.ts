import { ControlError } from '../core/vendor.js';
import { ALTEGIO_ATTENDANCES } from './altegio.payloads.js';
import type { AltegioAttendance } from './altegio.payloads.js';
import type { ClientRow, RecordRow } from './altegio.rows.js';
import type { LocationTime } from './location-time.js';

/** New values of a record, in the vendor's own words where it has them. */
export interface AltegioRecordPatch {
  /** The location's wall clock, `2025-08-13 18:00:00`; an hour that exists twice is the first one. */
  readonly date?: string;
  /** The same as an instant, for the second one; `date` goes before. */
  readonly datetime?: string;
  /** `datetime` shows the offset of winter. */
  readonly wrong_offset?: boolean;
  readonly seance_length?: number | null;
  readonly attendance?: AltegioAttendance;
  readonly comment?: string;
  readonly deleted?: boolean;
  readonly staff_id?: number;
  readonly service_ids?: readonly number[];
  readonly client_id?: number | null;
  readonly activity_id?: number;
  readonly confirmed?: 0 | 1;
  readonly create_date?: string;
  /** Follows the clock unless it is given. */
  readonly last_change_date?: string;
}

/** New values of a client; they show in all of the client's records. */
export interface AltegioClientPatch {
  readonly name?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly comment?: string;
}

/** Writes a patch into a row, or throws a ControlError and changes nothing. */
export function applyRecordPatch(row: RecordRow, patch: AltegioRecordPatch, time: LocationTime): void {
  const { create_date: created, last_change_date: changed, attendance } = patch;
  if (attendance !== undefined && !ALTEGIO_ATTENDANCES.includes(attendance)) {
    throw new ControlError(`${String(attendance)} is not an attendance.`);
  }
  const values: Unsettled<RecordRow> = {
    startMs: startOf(patch, time),
    createdMs: created === undefined ? undefined : instantMs(created),
    changedMs: changed === undefined ? undefined : instantMs(changed),
    attendance,
    hasWinterOffset: patch.wrong_offset,
    seanceLength: patch.seance_length,
    comment: patch.comment,
    isDeleted: patch.deleted,
    staffId: patch.staff_id,
    serviceIds: patch.service_ids,
    clientId: patch.client_id,
    activityId: patch.activity_id,
    confirmed: patch.confirmed,
  };
  Object.assign(row, Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)));
}

type Unsettled<T> = { readonly [Field in keyof T]?: T[Field] | undefined };

export function applyClientPatch(row: ClientRow, patch: AltegioClientPatch): void {
  Object.assign(row, patch);
}

function startOf({ date, datetime }: AltegioRecordPatch, time: LocationTime): number | undefined {
  if (date === undefined) {
    return datetime === undefined ? undefined : instantMs(datetime);
  }
  const ms = time.instantOf(date);
  if (ms === null) {
    throw new ControlError(`${date} is not a wall clock like 2025-08-13 18:00:00.`);
  }
  return ms;
}

function instantMs(iso: string): number {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) {
    throw new ControlError(`${iso} is not an instant.`);
  }
  return ms;
}
