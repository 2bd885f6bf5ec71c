/** No-show, waiting, came, confirmed. UPSTREAM-APIS §1.2. */
export const ALTEGIO_ATTENDANCES = [-1, 0, 1, 2] as const;

export type AltegioAttendance = (typeof ALTEGIO_ATTENDANCES)[number];

/** One element of `GET /records/:company` and the `data` of a webhook, with the fields in the vendor's order. */
export interface AltegioRecord {
  readonly id: number;
  readonly company_id: number;
  readonly staff_id: number;
  /** May be empty, hold several, and hold the same one twice. */
  readonly services: readonly AltegioService[];
  readonly goods_transactions: readonly unknown[];
  readonly staff: AltegioStaff;
  /** Null for breaks and blocked time. */
  readonly client: AltegioClient | null;
  readonly comer: null;
  readonly clients_count: number;
  /** `YYYY-MM-DD HH:MM:SS`, the location's wall clock. */
  readonly date: string;
  /** The same wall clock with an offset, which is sometimes that of winter in summer (UPSTREAM-APIS §1.7). */
  readonly datetime: string;
  /** Offset without a colon, as in `last_change_date`. */
  readonly create_date: string;
  readonly comment: string;
  readonly online: boolean;
  readonly visit_attendance: AltegioAttendance;
  readonly attendance: AltegioAttendance;
  readonly confirmed: 0 | 1;
  /** Seconds; the same value again in `length`. */
  readonly seance_length: number | null;
  readonly length: number | null;
  readonly sms_before: number;
  readonly sms_now: number;
  readonly sms_now_text: string;
  readonly email_now: number;
  readonly notified: number;
  readonly master_request: number;
  readonly api_id: string;
  readonly from_url: string;
  readonly review_requested: number;
  readonly visit_id: number;
  readonly created_user_id: number;
  /** A boolean, or 0 and 1 behind the knob `deletedAs`. */
  readonly deleted: boolean | 0 | 1;
  readonly paid_full: number;
  readonly payment_status: number;
  readonly prepaid: boolean;
  readonly prepaid_confirmed: boolean;
  readonly is_update_blocked: boolean;
  readonly last_change_date: string;
  readonly custom_color: string;
  readonly custom_font_color: string;
  readonly record_labels: readonly unknown[];
  /** 0 for an individual record, above 0 for a group event. */
  readonly activity_id: number;
  /** A list or, behind the knob `customFieldsAs`, an object. */
  readonly custom_fields: readonly unknown[] | Readonly<Record<string, unknown>>;
  readonly documents: readonly AltegioDocument[];
  readonly sms_remain_hours: number | null;
  readonly email_remain_hours: number | null;
  readonly bookform_id: number;
  readonly record_from: string;
  readonly is_mobile: number;
  readonly is_sale_bill_printed: boolean;
  readonly resource_instance_ids: readonly number[];
  readonly short_link: string;
  readonly technical_break_duration: number;
}

export interface AltegioService {
  readonly id: number;
  readonly title: string;
  readonly cost: number;
  readonly cost_to_pay: number;
  readonly manual_cost: number;
  readonly cost_per_unit: number;
  readonly discount: number;
  readonly first_cost: number;
  readonly amount: number;
}

export interface AltegioStaff {
  readonly id: number;
  readonly api_id: string | null;
  readonly name: string;
  readonly specialization: string;
  readonly position: { readonly id: number; readonly title: string; readonly services_binding_type: number };
  readonly avatar: string;
  readonly avatar_big: string;
  readonly rating: number;
  readonly votes_count: number;
}

/** Personal data. The CRM id is somewhere in `name`, or not at all. */
export interface AltegioClient {
  readonly id: number;
  readonly name: string;
  readonly surname: string;
  readonly patronymic: string;
  readonly display_name: string;
  readonly comment: string;
  /** `""`, `+380…` or `380…`. */
  readonly phone: string;
  readonly card: string;
  readonly email: string;
  readonly success_visits_count: number;
  readonly fail_visits_count: number;
  readonly discount: number;
  readonly is_new: boolean;
  readonly custom_fields: readonly unknown[];
  readonly sex: number;
  readonly birthday: string;
  readonly client_tags: readonly unknown[];
}

export interface AltegioDocument {
  readonly id: number;
  readonly type_id: number;
  readonly storage_id: number;
  readonly user_id: number;
  readonly company_id: number;
  readonly number: number;
  readonly comment: string;
  readonly date_created: string;
  readonly category_id: number;
  readonly visit_id: number;
  readonly record_id: number;
  readonly type_title: string;
  readonly is_sale_bill_printed: boolean;
}

export type AltegioWebhookStatus = 'create' | 'update' | 'delete';

/** What is posted to every registered address. */
export interface AltegioWebhook {
  readonly company_id: number;
  readonly resource: 'record';
  readonly resource_id: number;
  readonly status: AltegioWebhookStatus;
  readonly data: AltegioRecord;
}
