import { z } from 'zod';

/** Ids are numbers in the vendor's text; one that became digits in a string is the same id (FAULTS E12). */
const id = z.union([z.int().nonnegative(), z.string().regex(/^\d{1,18}$/)]);
const text = z.string().nullish();
/** A boolean in lists of records, 0 or 1 elsewhere (A1). */
const flag = z.union([z.boolean(), z.literal(0), z.literal(1), z.literal('0'), z.literal('1')]);
const seconds = z.union([z.int(), z.string().regex(/^\d{1,9}$/)]);
/** -1 no-show, 0 waiting, 1 came, 2 confirmed (A8). A fifth one is drift: quarantine. */
const attendance = z.literal([-1, 0, 1, 2]);

const servicePayload = z.looseObject({ id, title: text });
const staffPayload = z.looseObject({ id, name: text });
const clientPayload = z.looseObject({ name: text });

/** One record of `GET /records`, of `GET /record` and of a webhook, as far as we read it (UPSTREAM-APIS §1.2). */
export const recordPayload = z.looseObject({
  id,
  services: z.array(servicePayload).nullish(),
  staff: staffPayload.nullish(),
  // Older text says that it may be an empty object, or an empty list where PHP wrote one.
  client: z.union([clientPayload, z.tuple([])]).nullish(),
  date: text,
  datetime: text,
  seance_length: seconds.nullish(),
  length: seconds.nullish(),
  visit_attendance: attendance.nullish(),
  attendance: attendance.nullish(),
  comment: text,
  deleted: flag.nullish(),
  last_change_date: text,
});

export type RecordPayload = z.infer<typeof recordPayload>;

/** Keys that the vendor documents and that mean nothing to us: no drift. */
const IGNORED_KEYS: ReadonlySet<string> = new Set([
  ...['company_id', 'staff_id', 'goods_transactions', 'clients_count', 'comer', 'create_date', 'online'],
  ...['prepaid', 'prepaid_confirmed', 'is_update_blocked', 'is_sale_bill_printed', 'confirmed'],
  ...['technical_break_duration', 'sms_before', 'sms_now', 'sms_now_text', 'email_now', 'notified'],
  ...['master_request', 'review_requested', 'paid_full', 'is_mobile', 'sms_remain_hours'],
  ...['email_remain_hours', 'visit_id', 'created_user_id', 'bookform_id', 'activity_id', 'record_labels'],
  ...['custom_fields', 'documents', 'consumables', 'finance_transactions', 'resource_instance_ids'],
  ...['composite', 'api_id', 'from_url', 'record_from', 'short_link', 'custom_color', 'custom_font_color'],
  ...['payment_status', 'acceptance_free', 'comer_person_info'],
]);

/** The keys of a record that neither we nor the vendor's documents know, each once. */
export function unknownRecordKeys(record: RecordPayload): string[] {
  return Object.keys(record)
    .filter((key) => !Object.hasOwn(recordPayload.shape, key) && !IGNORED_KEYS.has(key))
    .map((key) => (/^[\w.-]{1,60}$/.test(key) ? key : '(unprintable key)'))
    .filter((key, index, all) => all.indexOf(key) === index);
}

/** What every answer has around its data: "always success, data and meta" (UPSTREAM-APIS §1.4). */
export const envelope = z.looseObject({ success: z.boolean(), data: z.unknown(), meta: z.unknown() });

export const recordsData = z.array(z.unknown());

/** `meta` of a list. Single records have `[]` there. */
export const listMeta = z.looseObject({
  total_count: z
    .union([
      z.int().nonnegative(),
      z
        .string()
        .regex(/^\d{1,9}$/)
        .transform(Number),
    ])
    .nullish(),
});

export const loginData = z.looseObject({ user_token: z.string().min(1) });

/** What the vendor calls us with (A13). `data` is not read: the record is read anew. */
export const webhookPayload = z.looseObject({
  company_id: id,
  resource: z.string().max(60),
  resource_id: id,
  status: z.enum(['create', 'update', 'delete']),
});

export type WebhookPayload = z.infer<typeof webhookPayload>;
