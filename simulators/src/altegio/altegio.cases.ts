import { listServiceIds } from './altegio.catalogue.js';
import type { AltegioAttendance } from './altegio.payloads.js';
import type { AltegioTables, ClientRow, RecordRow } from './altegio.rows.js';
import type { LocationTime } from './location-time.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FIRST_CASE_ID = 589_000_001;
const FIRST_CASE_CLIENT_ID = 159_000_001;
const CASE_STAFF_ID = 2_100_001;

const [INDIVIDUAL = 0, OTHER_INDIVIDUAL = 0] = listServiceIds('individual');
const [TRIAL = 0] = listServiceIds('trial');
const [GROUP = 0] = listServiceIds('group');
const [OTHER = 0] = listServiceIds('other');

/** How a case differs from a lesson of one hour that a client with a CRM id came to yesterday at 18:00. */
interface CaseShape {
  readonly client?: string | null;
  readonly services?: readonly number[];
  readonly attendance?: AltegioAttendance;
  readonly isDeleted?: boolean;
  readonly comment?: string;
  readonly seanceLength?: number | null;
  readonly hasWinterOffset?: boolean;
  readonly activityId?: number;
  readonly startMs?: (nowMs: number, time: LocationTime) => number;
}

const CASES = {
  plain: {},
  /** E10: a break. */
  nullClient: { client: null, services: [], comment: 'Обідня перерва' },
  noServices: { services: [] },
  secondServiceMatches: { services: [OTHER, INDIVIDUAL] },
  sameServiceTwice: { services: [INDIVIDUAL, INDIVIDUAL] },
  individualAndTrial: { services: [TRIAL, OTHER_INDIVIDUAL] },
  trialOnly: { services: [TRIAL] },
  groupOnly: { services: [GROUP], activityId: 30_000_001 },
  /** E14. */
  idFirst: { client: '48210777 Марія' },
  idLast: { client: 'Марія 48210777' },
  idBetween: { client: 'Марія 48210777 Тестова' },
  noBreakSpace: { client: '48210777\u00a0Марія' },
  narrowNoBreakSpace: { client: '48210777\u202fМарія' },
  ideographicSpace: { client: 'Марія\u300048210777' },
  manySpaces: { client: '  48210777 \t  Марія   Тестова ' },
  twoNumbers: { client: 'Іван 12345 67890' },
  shortNumber: { client: 'Іван 123' },
  gluedNumber: { client: 'Іван12345' },
  gluedLatinNumber: { client: 'A12345 Іван' },
  numberWithSign: { client: '№12345 Іван' },
  fullWidthNumber: { client: '１２３４５ Іван' },
  noNumber: { client: 'Марія Тестова' },
  onlyNumber: { client: '48210777' },
  emptyName: { client: '' },
  /** E11: each of them is relative to the year of now. */
  wrongSummerOffset: {
    startMs: (nowMs, time) => at(yearOf(nowMs), '07-15 18:00:00', time),
    hasWinterOffset: true,
  },
  foldFirst: { startMs: (nowMs) => foldMs(nowMs) - HOUR_MS / 2 },
  foldSecond: { startMs: (nowMs) => foldMs(nowMs) + HOUR_MS / 2 },
  acrossMidnight: { startMs: (nowMs, time) => wallOf(nowMs - DAY_MS, '23:30:00', time) },
  justAfterMidnight: { startMs: (nowMs, time) => wallOf(nowMs, '00:30:00', time) },
  zeroLength: { seanceLength: 0 },
  nullLength: { seanceLength: null },
  tooLong: { seanceLength: 4 * 3_600 },
  tooShort: { seanceLength: 900 },
  /** E12 and E13. */
  deletedNoShow: { isDeleted: true, attendance: -1 },
  noShow: { attendance: -1 },
  waiting: { attendance: 0 },
  confirmed: { attendance: 2 },
  futureAttended: { startMs: (nowMs, time) => wallOf(nowMs + 2 * DAY_MS, '18:00:00', time), attendance: 1 },
  /** A8 and A9: the same lead, start and teacher. */
  duplicateOne: { client: '48210999 Двійник' },
  duplicateTwo: { client: '48210999 Двійник' },
  /** E21. */
  hostileText: {
    client: '48210555 <img src=x onerror=alert(1)> 👩‍🏫',
    comment: '=HYPERLINK("https://x.example")\r\n\u0007<script>alert(1)</script> pwd: invented-secret',
  },
} as const satisfies Readonly<Record<string, CaseShape>>;

export type AltegioCaseName = keyof typeof CASES;

/** The id of the record that shows the case. */
export type AltegioCases = Readonly<Record<AltegioCaseName, number>>;

/** Adds one record per case, each with a client of its own, under ids below those of all other records. */
export function insertCases(tables: AltegioTables, nowMs: number, time: LocationTime): AltegioCases {
  const entries = Object.entries(CASES).map(([name, shape], index) => {
    const row = toRow(shape, { index, nowMs, time });
    tables.records.set(row.id, row);
    const client = toClient(shape, index);
    if (client !== null) {
      tables.clients.set(client.id, client);
    }
    return [name, row.id] as const;
  });
  return Object.fromEntries(entries) as AltegioCases;
}

function toRow(
  shape: CaseShape,
  { index, nowMs, time }: { readonly index: number; readonly nowMs: number; readonly time: LocationTime },
): RecordRow {
  const startMs = shape.startMs?.(nowMs, time) ?? wallOf(nowMs - DAY_MS, '18:00:00', time);
  const createdMs = Math.min(startMs, nowMs) - 3 * DAY_MS;
  return {
    id: FIRST_CASE_ID + index,
    staffId: CASE_STAFF_ID,
    serviceIds: shape.services ?? [INDIVIDUAL],
    clientId: shape.client === null ? null : FIRST_CASE_CLIENT_ID + index,
    startMs,
    hasWinterOffset: shape.hasWinterOffset ?? false,
    createdMs,
    changedMs: createdMs,
    comment: shape.comment ?? '',
    attendance: shape.attendance ?? (startMs > nowMs ? 0 : 1),
    confirmed: 1,
    seanceLength: shape.seanceLength === undefined ? 3_600 : shape.seanceLength,
    isDeleted: shape.isDeleted ?? false,
    activityId: shape.activityId ?? 0,
  };
}

function toClient(shape: CaseShape, index: number): ClientRow | null {
  const name = shape.client === undefined ? `${48_211_000 + index} Випадок` : shape.client;
  const blank = { phone: '', email: '', comment: '' };
  return name === null ? null : { id: FIRST_CASE_CLIENT_ID + index, name, ...blank };
}

function yearOf(nowMs: number): number {
  return new Date(nowMs).getUTCFullYear();
}

function at(year: number, rest: string, time: LocationTime): number {
  return time.instantOf(`${year}-${rest}`) ?? 0;
}

function wallOf(ms: number, clock: string, time: LocationTime): number {
  return time.instantOf(`${time.dayAt(ms)} ${clock}`) ?? ms;
}

/** The end of summer time in Europe: the last Sunday of October, 01:00 UTC. */
function foldMs(nowMs: number): number {
  const lastDayMs = Date.UTC(yearOf(nowMs), 9, 31, 1);
  return lastDayMs - new Date(lastDayMs).getUTCDay() * DAY_MS;
}
