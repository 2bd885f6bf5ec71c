import type { z } from 'zod';
import type { FieldValue, MappedPayload } from '../../flow/external-source/external-source.public.js';
import { isStorableText } from '../../kernel/text.js';
import { recordPayload, type RecordPayload, unknownRecordKeys } from './altegio.payloads.js';
import { leadOf, parseInstant, recordStart } from './altegio.values.js';

/** What the settings decide about a record. */
export interface RecordRules {
  /** Services of individual lessons, by the vendor's id (A3). A trial is kept when its id is here too. */
  readonly serviceIds: ReadonlySet<string>;
  readonly trialServiceIds: ReadonlySet<string>;
  /** The location's IANA zone. */
  readonly zone: string;
}

/** Why a record is not for us; counted by these words. */
export type SkipReason = 'other-service' | 'no-crm-id' | 'teacher-not-found';

/** A week: a lesson that is longer is a mistake of the vendor's data. */
const LENGTH_SECONDS_MAX = 604_800;

/** A reason to quarantine the record, in a sentence that names the field and shows no value. */
class Refusal extends Error {}

/**
 * One record of the vendor in our shape. Pure. Skipped when none of its services is an individual lesson (A3), when
 * its client carries no CRM id (A4), and when nobody gives it; rejected when its times make no sense.
 */
export function mapRecord(payload: unknown, rules: RecordRules): MappedPayload {
  const parsed = recordPayload.safeParse(payload);
  if (!parsed.success) {
    return { kind: 'rejected', externalId: idOf(payload), reason: describe(parsed.error) };
  }
  try {
    return map(parsed.data, rules);
  } catch (error) {
    if (error instanceof Refusal) {
      return { kind: 'rejected', externalId: idOf(payload), reason: error.message };
    }
    throw error;
  }
}

/** True for a record whose `datetime` has an offset that its location does not have then (A6). Pure, never throws. */
export function hasOtherOffset(payload: unknown, zone: string): boolean {
  const parsed = recordPayload.pick({ date: true, datetime: true }).safeParse(payload);
  return (
    parsed.success && (recordStart(parsed.data.date, parsed.data.datetime, zone)?.hasOtherOffset ?? false)
  );
}

function map(record: RecordPayload, rules: RecordRules): MappedPayload {
  const externalId = canonicalId(record.id);
  const skipped = (reason: SkipReason): MappedPayload => ({ kind: 'skipped', externalId, reason });
  const services = record.services ?? [];
  const lesson = services.find((service) => rules.serviceIds.has(canonicalId(service.id)));
  if (lesson === undefined) {
    return skipped('other-service');
  }
  const lead = leadOf(nameOfClient(record));
  if (lead === null) {
    return skipped('no-crm-id');
  }
  if (record.staff == null) {
    return skipped('teacher-not-found');
  }
  const fields = {
    ...lead,
    teacherId: canonicalId(record.staff.id),
    teacherName: blankToNull(record.staff.name),
    serviceId: canonicalId(lesson.id),
    serviceName: blankToNull(lesson.title),
    ...times(record, rules.zone),
    attendance: record.visit_attendance ?? record.attendance ?? 0,
    comment: record.comment === '' ? null : (record.comment ?? null),
    isTrial: services.some((service) => rules.trialServiceIds.has(canonicalId(service.id))),
    isDeleted: Number(record.deleted ?? 0) === 1,
    sourceChangedAt: parseInstant(record.last_change_date),
  };
  return {
    kind: 'record',
    record: { externalId, fields: storable(fields) },
    unknownKeys: unknownRecordKeys(record),
  };
}

function nameOfClient({ client }: RecordPayload): string | null {
  return client == null || Array.isArray(client) ? null : ((client as { name?: string | null }).name ?? null);
}

function times(record: RecordPayload, zone: string): { startDateTime: Date; endDateTime: Date } {
  const start = recordStart(record.date, record.datetime, zone);
  if (start === null) {
    throw new Refusal('date: not a time of the form YYYY-MM-DD HH:MM:SS that the location has');
  }
  const seconds = Number(record.seance_length ?? record.length ?? 0);
  if (seconds < 0 || seconds > LENGTH_SECONDS_MAX) {
    throw new Refusal('seance_length: not between 0 and a week');
  }
  return { startDateTime: start.at, endDateTime: new Date(start.at.getTime() + seconds * 1000) };
}

function blankToNull(text: string | null | undefined): string | null {
  const trimmed = (text ?? '').trim();
  return trimmed === '' ? null : trimmed;
}

/** Refuses what PostgreSQL cannot hold, before it costs the whole page (X6, FAULTS H1, H2). */
function storable<Fields extends Record<string, FieldValue>>(fields: Fields): Fields {
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string' && !isStorableText(value)) {
      throw new Refusal(`${name}: contains a NUL character or half of a surrogate pair`);
    }
  }
  return fields;
}

/** `"0015"` and `15` are one record. */
export function canonicalId(id: string | number): string {
  return BigInt(id).toString();
}

/** The id of a payload that failed, when it has one worth showing. */
function idOf(payload: unknown): string | null {
  const id: unknown = typeof payload === 'object' && payload !== null ? Reflect.get(payload, 'id') : null;
  const isId =
    typeof id === 'number'
      ? Number.isSafeInteger(id) && id >= 0
      : typeof id === 'string' && /^\d{1,18}$/.test(id);
  return isId ? canonicalId(id as string | number) : null;
}

function describe(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'record'}: ${issue.message}`)
    .join('; ');
}
