import { findStaff, toServicePayload } from './altegio.catalogue.js';
import type { AltegioAttendance, AltegioClient, AltegioRecord, AltegioStaff } from './altegio.payloads.js';
import type { LocationTime } from './location-time.js';

export const CREATED_USER_ID = 12_000_001;

/** A record as the vendor stores it: it points to client, staff and services, instants are milliseconds since 1970. */
export interface RecordRow {
  readonly id: number;
  staffId: number;
  serviceIds: readonly number[];
  clientId: number | null;
  startMs: number;
  /** `datetime` carries the offset of winter, whatever the season. */
  hasWinterOffset: boolean;
  createdMs: number;
  changedMs: number;
  comment: string;
  attendance: AltegioAttendance;
  confirmed: 0 | 1;
  /** Seconds. */
  seanceLength: number | null;
  isDeleted: boolean;
  activityId: number;
}

export interface ClientRow {
  readonly id: number;
  name: string;
  phone: string;
  email: string;
  comment: string;
}

/** The rows of one world at one instant. */
export interface AltegioTables {
  /** Lowest id first. */
  readonly records: Map<number, RecordRow>;
  readonly clients: Map<number, ClientRow>;
}

/** What a payload depends on besides its row. */
export interface RowContext {
  readonly companyId: number;
  readonly time: LocationTime;
  readonly tables: AltegioTables;
}

/** The record as the API shows it now, before any knob. Pure. */
export function toRecordPayload(row: RecordRow, { companyId, time, tables }: RowContext): AltegioRecord {
  const client = row.clientId === null ? undefined : tables.clients.get(row.clientId);
  const visitId = row.id - 90_000_000;
  return {
    id: row.id,
    company_id: companyId,
    staff_id: row.staffId,
    services: row.serviceIds.map(toServicePayload),
    goods_transactions: [],
    staff: findStaff(row.staffId) ?? dismissedStaff(row.staffId),
    client: client === undefined ? null : toClientPayload(client),
    comer: null,
    clients_count: 1,
    date: time.wallAt(row.startMs),
    datetime: time.isoAt(row.startMs, row.hasWinterOffset),
    create_date: time.compactIsoAt(row.createdMs),
    comment: row.comment,
    online: false,
    visit_attendance: row.attendance,
    attendance: row.attendance,
    confirmed: row.confirmed,
    seance_length: row.seanceLength,
    length: row.seanceLength,
    ...NOTICES,
    visit_id: visitId,
    created_user_id: CREATED_USER_ID,
    deleted: row.isDeleted,
    ...PAYMENT,
    last_change_date: time.compactIsoAt(row.changedMs),
    custom_color: '',
    custom_font_color: '',
    record_labels: [],
    activity_id: row.activityId,
    custom_fields: [],
    documents: [
      {
        id: row.id + 90_000_000,
        type_id: 7,
        storage_id: 0,
        user_id: CREATED_USER_ID,
        company_id: companyId,
        number: row.id + 90_000_000,
        comment: '',
        date_created: time.wallAt(row.startMs),
        category_id: 0,
        visit_id: visitId,
        record_id: row.id,
        type_title: 'Visit',
        is_sale_bill_printed: false,
      },
    ],
    ...REMINDERS,
  };
}

const NOTICES = {
  sms_before: 0,
  sms_now: 0,
  sms_now_text: '',
  email_now: 0,
  notified: 0,
  master_request: 0,
  api_id: '',
  from_url: '',
  review_requested: 0,
} as const;

const PAYMENT = {
  paid_full: 0,
  payment_status: 0,
  prepaid: false,
  prepaid_confirmed: false,
  is_update_blocked: false,
} as const;

const REMINDERS = {
  sms_remain_hours: 1,
  email_remain_hours: null,
  bookform_id: 0,
  record_from: '',
  is_mobile: 0,
  is_sale_bill_printed: false,
  resource_instance_ids: [],
  short_link: 'https://short.example/x/',
  technical_break_duration: 0,
} as const;

function toClientPayload(row: ClientRow): AltegioClient {
  return {
    id: row.id,
    name: row.name,
    surname: '',
    patronymic: '',
    display_name: row.name,
    comment: row.comment,
    phone: row.phone,
    card: '',
    email: row.email,
    success_visits_count: 3,
    fail_visits_count: 0,
    discount: 0,
    is_new: false,
    custom_fields: [],
    sex: 0,
    birthday: '',
    client_tags: [],
  };
}

function dismissedStaff(id: number): AltegioStaff {
  return {
    id,
    api_id: null,
    name: '',
    specialization: '',
    position: { id: 0, title: '', services_binding_type: 0 },
    avatar: '',
    avatar_big: '',
    rating: 0,
    votes_count: 0,
  };
}
