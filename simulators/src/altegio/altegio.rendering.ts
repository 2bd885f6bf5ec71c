import type { AltegioKnobs } from './altegio.knobs.js';
import type { AltegioRecord } from './altegio.payloads.js';
import type { LocationTime } from './location-time.js';

/** The record as the knobs want it on the wire. Pure. */
export function renderRecord(record: AltegioRecord, knobs: AltegioKnobs, time: LocationTime): object {
  const startMs = time.instantOf(record.date) ?? 0;
  return {
    ...record,
    ...(knobs.wrongSummerOffset ? { datetime: time.isoAt(startMs, true) } : {}),
    ...(knobs.deletedAs === 'number' ? { deleted: record.deleted === true ? 1 : 0 } : {}),
    ...(knobs.customFieldsAs === 'object' ? { custom_fields: {} } : {}),
    ...(knobs.idsAs === 'string' ? idsAsText(record) : {}),
  };
}

function idsAsText(record: AltegioRecord): object {
  return { id: String(record.id), visit_id: String(record.visit_id), staff_id: String(record.staff_id) };
}
