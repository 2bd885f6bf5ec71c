import type { SeededRandom } from '../core/seeded-random.js';
import { listServiceIds, SERVICES, STAFF } from './altegio.catalogue.js';
import type { AltegioAttendance } from './altegio.payloads.js';
import type { ClientRow, RecordRow } from './altegio.rows.js';
import type { LocationTime } from './location-time.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Five months back and three ahead: both changes of the clock lie in it, seen from August. */
const PAST_DAYS = 150;
const FUTURE_DAYS = 90;
const FIRST_RECORD_ID = 590_000_001;

const COMMENTS = [
  '',
  'Перенести, якщо\nзахворіє',
  '<b>Важливо</b>: <script>alert(1)</script>',
  'https://meet.example/room?pwd=invented',
  'Дуже любить котиків 🐈‍⬛',
  '=SUM(A1:A9)',
];

type Kind = 'lesson' | 'trial' | 'group' | 'mixed' | 'break' | 'other';

/** What the records of a new world are made of. */
export interface GenerationInput {
  readonly count: number;
  readonly nowMs: number;
  readonly time: LocationTime;
  readonly clients: readonly ClientRow[];
}

/** The records of a new world, ids from 590000001 in the order in which they were created. */
export function generateRecords(random: SeededRandom, input: GenerationInput): RecordRow[] {
  const drafts = Array.from({ length: input.count }, () => generateRecord(random, input, 0));
  return drafts
    .sort((one, other) => one.createdMs - other.createdMs)
    .map((draft, index) => ({ ...draft, id: FIRST_RECORD_ID + index }));
}

/** One record somewhere around now. */
export function generateRecord(random: SeededRandom, input: GenerationInput, id: number): RecordRow {
  const { nowMs, time } = input;
  const startMs = generateStart(random, nowMs, time);
  const kind = random.pickWeighted<Kind>([
    ['lesson', 74],
    ['trial', 8],
    ['group', 5],
    ['mixed', 6],
    ['break', 4],
    ['other', 3],
  ]);
  const serviceIds = pickServices(random, kind);
  const client = kind === 'break' || input.clients.length === 0 ? null : random.pick(input.clients);
  const createdMs = wholeSecond(Math.min(startMs, nowMs) - random.between(HOUR_MS, 30 * DAY_MS));
  const latestChangeMs = Math.min(nowMs, startMs + 3 * HOUR_MS);
  return {
    id,
    // A client stays with a teacher: most of the records of one client have the same.
    staffId: STAFF[(client?.id ?? random.between(0, 7)) % STAFF.length]?.id ?? 0,
    serviceIds,
    clientId: client?.id ?? null,
    startMs,
    hasWinterOffset: random.chance(0.015),
    createdMs,
    changedMs: wholeSecond(createdMs + random.next() * Math.max(0, latestChangeMs - createdMs)),
    comment: kind === 'break' ? 'Обідня перерва' : random.chance(0.1) ? random.pick(COMMENTS) : '',
    attendance: pickAttendance(random, startMs, nowMs),
    confirmed: 1,
    seanceLength: lengthOf(serviceIds),
    isDeleted: random.chance(0.06),
    activityId: kind === 'group' ? random.between(1, 400) + 30_000_000 : 0,
  };
}

/** The sum of what the services take, in seconds; an hour for a record without one. */
export function lengthOf(serviceIds: readonly number[]): number {
  const length = serviceIds.reduce(
    (sum, id) => sum + (SERVICES.find((service) => service.id === id)?.length ?? 0),
    0,
  );
  return length === 0 ? 3_600 : length;
}

function generateStart(random: SeededRandom, nowMs: number, time: LocationTime): number {
  const dayMs = nowMs + random.between(-PAST_DAYS, FUTURE_DAYS) * DAY_MS;
  const slot = random.between(14, 42); // half hours: 07:00 to 21:00
  const wall = `${time.dayAt(dayMs)} ${String(slot >> 1).padStart(2, '0')}:${slot % 2 === 0 ? '00' : '30'}:00`;
  return time.instantOf(wall) ?? nowMs;
}

function pickServices(random: SeededRandom, kind: Kind): number[] {
  const individual = random.pick(listServiceIds('individual'));
  switch (kind) {
    case 'lesson':
      return [individual];
    case 'trial':
      return [random.pick(listServiceIds('trial'))];
    case 'group':
      return [random.pick(listServiceIds('group'))];
    case 'mixed':
      return [random.pick(listServiceIds('other')), individual];
    case 'other':
      return [random.pick(listServiceIds('other'))];
    case 'break':
      return [];
  }
}

function pickAttendance(random: SeededRandom, startMs: number, nowMs: number): AltegioAttendance {
  return startMs > nowMs
    ? random.pickWeighted<AltegioAttendance>([
        [0, 7],
        [2, 3],
      ])
    : random.pickWeighted<AltegioAttendance>([
        [1, 82],
        [-1, 9],
        [0, 5],
        [2, 4],
      ]);
}

function wholeSecond(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000;
}
