import { createHash } from 'node:crypto';
import { parseJson } from '../core/request-body.js';
import type { VendorAnswer, VendorRequest } from '../core/vendor.js';
import { denied, invalid, missing, one, refusal } from './altegio.answers.js';
import type { AltegioKnobs } from './altegio.knobs.js';
import type { AltegioRecordPatch } from './altegio.patches.js';
import { ALTEGIO_ATTENDANCES } from './altegio.payloads.js';
import type { AltegioRecord } from './altegio.payloads.js';
import { renderRecord } from './altegio.rendering.js';
import type { AltegioWorld } from './altegio.world.js';

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown, world: AltegioWorld) => boolean;

interface KeptAnswer {
  readonly fingerprint: string;
  readonly answer: VendorAnswer;
}

/** A number, or its digits in a string. */
const isWhole = (value: unknown): boolean => /^\d{1,12}$/u.test(String(value));
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A PUT is a full update: without any of these it is refused with 422 (UPSTREAM-APIS §1.2). */
const REQUIRED: Readonly<Record<string, Check>> = {
  staff_id: isWhole,
  services: (value) =>
    Array.isArray(value) && value.every((service) => isObject(service) && isWhole(service.id)),
  client: (value, world) => isObject(value) && (value.id === undefined || world.hasClient(Number(value.id))),
  datetime: (value, world) => wallOf(value, world) !== null,
  seance_length: isWhole,
};
const OPTIONAL: Readonly<Record<string, Check>> = {
  attendance: (value) => ALTEGIO_ATTENDANCES.some((attendance) => attendance === value),
  comment: (value) => typeof value === 'string',
};

/**
 * Writes to a record, behind the `writeBack` knob so that the outgoing-change queue can be tried (DESIGN §6). The vendor
 * knows no idempotency keys; behind the knob `idempotencyKeys` the same key and body gets the first answer again and
 * changes nothing, and the same key with another body is refused with 422. Only successful writes are remembered.
 */
export class AltegioWriteBack {
  private kept = new Map<string, KeptAnswer>();

  constructor(
    private readonly world: AltegioWorld,
    private readonly knobs: AltegioKnobs,
  ) {}

  reset(): void {
    this.kept.clear();
  }

  /** The answer to a PUT or DELETE of one record. */
  answer(id: number, request: VendorRequest): VendorAnswer {
    const record = this.world.findRecord(id);
    if (!this.knobs.writeBack) {
      return denied();
    }
    if (record === null) {
      return missing();
    }
    if (request.method === 'DELETE') {
      return this.delete(record);
    }
    return this.writeOnce(record, request);
  }

  private delete(record: AltegioRecord): VendorAnswer {
    if (record.deleted === true) {
      return missing();
    }
    this.world.deleteRecord(record.id);
    return { status: 204, content: { kind: 'none' } };
  }

  private writeOnce(record: AltegioRecord, request: VendorRequest): VendorAnswer {
    const key = this.knobs.idempotencyKeys ? request.headers['idempotency-key'] : undefined;
    if (typeof key !== 'string' || key === '') {
      return this.write(record, parseJson(request.body));
    }
    const fingerprint = createHash('sha256').update(`${record.id}\n`).update(request.body).digest('hex');
    const kept = this.kept.get(key);
    if (kept !== undefined) {
      return kept.fingerprint === fingerprint
        ? { ...kept.answer, headers: { 'Idempotent-Replayed': 'true' } }
        : refusal(422, 'Idempotency-Key was used for another request');
    }
    const answer = this.write(record, parseJson(request.body));
    if (answer.status === 201) {
      this.kept.set(key, { fingerprint, answer });
    }
    return answer;
  }

  private write(record: AltegioRecord, input: unknown): VendorAnswer {
    if (record.deleted === true) {
      return missing();
    }
    if (!isObject(input)) {
      return invalid({ body: ['The body must be a JSON object.'] });
    }
    const errors = this.listErrors(record, input);
    if (Object.keys(errors).length > 0) {
      return refusal(422, 'Validation failed.', errors);
    }
    const written = this.world.patchRecord(record.id, this.patchOf(record, input));
    return one(201, renderRecord(written, this.knobs, this.world.time));
  }

  private listErrors(record: AltegioRecord, input: Fields): Record<string, readonly string[]> {
    const isBreak = record.client === null;
    const missed = Object.entries(REQUIRED).filter(
      ([name, check]) => !(name === 'client' && isBreak) && !check(input[name], this.world),
    );
    const wrong = Object.entries(OPTIONAL).filter(
      ([name, check]) => input[name] !== undefined && !check(input[name], this.world),
    );
    return Object.fromEntries(
      [...missed, ...wrong].map(([name]) => [name, [`The ${name} is missing or wrong.`]]),
    );
  }

  /** The start is taken from the wall clock, as the vendor itself sends wrong offsets; an equal one moves nothing. */
  private patchOf(record: AltegioRecord, input: Fields): AltegioRecordPatch {
    const wall = wallOf(input.datetime, this.world);
    const client = isObject(input.client) ? input.client.id : undefined;
    return {
      staff_id: Number(input.staff_id),
      service_ids: (input.services as readonly { readonly id: unknown }[]).map(({ id }) => Number(id)),
      seance_length: Number(input.seance_length),
      ...(wall === null || wall === record.date ? {} : { date: wall }),
      ...(client === undefined ? {} : { client_id: Number(client) }),
      ...(input.attendance === undefined
        ? {}
        : { attendance: input.attendance as AltegioRecord['attendance'] }),
      ...(input.comment === undefined ? {} : { comment: input.comment as string }),
    };
  }
}

function wallOf(datetime: unknown, { time }: Pick<AltegioWorld, 'time'>): string | null {
  const wall = typeof datetime === 'string' ? datetime.slice(0, 19).replace('T', ' ') : '';
  return time.instantOf(wall) === null ? null : wall;
}
