import { z } from 'zod';
import { type FieldValue, SourceError } from '../../flow/external-source/external-source.public.js';

/** What the vendor wants back of a record, whole, whenever anything of it changes (UPSTREAM-APIS §1.2). */
const replaceable = z.looseObject({
  staff_id: z.union([z.int(), z.string()]),
  services: z.array(
    z.looseObject({
      id: z.union([z.int(), z.string()]),
      cost: z.number().optional(),
      first_cost: z.number().optional(),
      discount: z.number().optional(),
    }),
  ),
  client: z.looseObject({
    id: z.union([z.int(), z.string()]).optional(),
    name: z.string().nullish(),
    phone: z.string().nullish(),
    email: z.string().nullish(),
  }),
  datetime: z.string(),
  seance_length: z.union([z.int(), z.string()]),
  comment: z.string().nullish(),
  attendance: z.int().nullish(),
});

/**
 * The record with our changes in it, as `PUT /record` wants it. Pure. Everything that a person did not edit here goes
 * back as the vendor has it now. Null when the vendor has no such record. Throws `source-schema` for a record that
 * cannot be sent back whole.
 */
export function replacementOf(
  present: unknown,
  fields: Readonly<Record<string, FieldValue>>,
): Record<string, unknown> | null {
  if (present === null) {
    return null;
  }
  const parsed = replaceable.safeParse(present);
  if (!parsed.success) {
    throw new SourceError('source-schema', 'The record lacks what the source wants back with a change');
  }
  const { staff_id, services, client, datetime, seance_length, comment, attendance } = parsed.data;
  return {
    staff_id,
    services: services.map(({ id, cost, first_cost, discount }) => ({ id, cost, first_cost, discount })),
    client: { id: client.id, name: client.name, phone: client.phone, email: client.email },
    datetime,
    seance_length,
    // Neither time nor teacher change, so a slot that is taken is taken by this very record.
    save_if_busy: true,
    send_sms: false,
    comment: 'comment' in fields ? (fields.comment ?? '') : (comment ?? ''),
    attendance: 'attendance' in fields ? fields.attendance : (attendance ?? 0),
  };
}
