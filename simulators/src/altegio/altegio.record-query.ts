import type { LocationTime } from './location-time.js';
import type { RecordRow } from './altegio.rows.js';

const DATE_PARAMETERS = ['start_date', 'end_date', 'c_start_date', 'c_end_date'] as const;
const INSTANT_PARAMETERS = ['changed_after', 'changed_before'] as const;
const STAFF_ALIASES = ['staff_id', 'team_member_id', 'master_id'];

const COUNT_DEFAULT = 50;

/** What `GET /records/:company` was asked for. */
export interface RecordQuery {
  readonly page: number;
  readonly count: number;
  readonly staffId: number | null;
  readonly clientId: number | null;
  readonly createdUserId: number | null;
  readonly dates: Readonly<Partial<Record<(typeof DATE_PARAMETERS)[number], string>>>;
  /** Instants, in milliseconds: the naive time is that of the location. */
  readonly changed: Readonly<Partial<Record<(typeof INSTANT_PARAMETERS)[number], number>>>;
  readonly withDeleted: boolean;
  readonly includes: readonly ('consumables' | 'finance_transactions')[];
}

export type QueryErrors = Readonly<Record<string, readonly string[]>>;

/** Reads the parameters of UPSTREAM-APIS §1.2; unknown ones are ignored. Answers the errors by parameter when one is bad. */
export function parseRecordQuery(
  query: URLSearchParams,
  time: LocationTime,
): { readonly query: RecordQuery } | { readonly errors: QueryErrors } {
  const errors: Record<string, readonly string[]> = {};
  const whole = (name: string, lowest: number): number | null => {
    const text = query.get(name);
    if (text === null || text === '') {
      return null;
    }
    if (!/^\d{1,12}$/u.test(text) || Number(text) < lowest) {
      errors[name] = [`The ${name} must be an integer and not below ${lowest}.`];
    }
    return Number(text);
  };
  const dates = Object.fromEntries(
    DATE_PARAMETERS.flatMap((name) => readDate(query, name, { time, errors })),
  );
  const changed = Object.fromEntries(
    INSTANT_PARAMETERS.flatMap((name) => readInstant(query, name, { time, errors })),
  );
  const staffName = STAFF_ALIASES.find((name) => query.has(name)) ?? 'staff_id';
  const parsed: RecordQuery = {
    page: whole('page', 1) ?? 1,
    count: whole('count', 1) ?? COUNT_DEFAULT,
    staffId: whole(staffName, 0),
    clientId: whole('client_id', 0),
    createdUserId: whole('created_user_id', 0),
    dates,
    changed,
    withDeleted: query.get('with_deleted') === '1',
    includes: (['consumables', 'finance_transactions'] as const).filter(
      (name) => query.get(`include_${name}`) === '1',
    ),
  };
  return Object.keys(errors).length > 0 ? { errors } : { query: parsed };
}

/** Whether a record is one that was asked for. Both ends of a range belong to it. */
export function isAskedFor(
  row: RecordRow,
  query: RecordQuery,
  { time, createdUserId }: { readonly time: LocationTime; readonly createdUserId: number },
): boolean {
  const { dates, changed } = query;
  const isDayWithin = (ms: number, from: string | undefined, to: string | undefined): boolean =>
    (from === undefined && to === undefined) || isWithin(time.dayAt(ms), from, to);
  return (
    (query.withDeleted || !row.isDeleted) &&
    [null, row.staffId].includes(query.staffId) &&
    (query.clientId === null || query.clientId === row.clientId) &&
    [null, createdUserId].includes(query.createdUserId) &&
    isDayWithin(row.startMs, dates.start_date, dates.end_date) &&
    isDayWithin(row.createdMs, dates.c_start_date, dates.c_end_date) &&
    isWithin(row.changedMs, changed.changed_after, changed.changed_before)
  );
}

function isWithin<T extends string | number>(value: T, from: T | undefined, to: T | undefined): boolean {
  return (from === undefined || value >= from) && (to === undefined || value <= to);
}

interface Reading {
  readonly time: LocationTime;
  readonly errors: Record<string, readonly string[]>;
}

function readDate(query: URLSearchParams, name: string, { time, errors }: Reading): [string, string][] {
  const text = query.get(name);
  if (text === null || text === '') {
    return [];
  }
  if (time.instantOf(`${text} 12:00:00`) === null) {
    errors[name] = [`The ${name} is not a valid date.`];
  }
  return [[name, text]];
}

function readInstant(query: URLSearchParams, name: string, { time, errors }: Reading): [string, number][] {
  const text = query.get(name);
  if (text === null || text === '') {
    return [];
  }
  const ms = time.instantOf(text.replace('T', ' '));
  if (ms === null) {
    errors[name] = [`The ${name} is not a valid date.`];
  }
  return [[name, ms ?? 0]];
}
