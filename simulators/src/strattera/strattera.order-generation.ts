import type { SeededRandom } from '../core/seeded-random.js';
import { startOfMoscowDay } from './moscow-time.js';
import { generateOrderContent } from './strattera.order-content.js';
import type { StratteraStatus } from './strattera.payloads.js';
import type { CustomerRow, OrderRow } from './strattera.rows.js';
import type { StratteraProduct } from './strattera.payloads.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** About fourteen months, so that thirty-day analytics have something to compare with. */
const HISTORY_DAYS = 425;

const NEWEST_STATUSES: readonly StratteraStatus[] = [
  'processing',
  'unpaid',
  'initialized',
  'paid',
  'cancelled',
];

type Weights = readonly (readonly [StratteraStatus, number])[];
const FRESH: Weights = [
  ['initialized', 12],
  ['unpaid', 30],
  ['paid', 16],
  ['processing', 32],
  ['cancelled', 10],
];
const WEEK_OLD: Weights = [
  ['unpaid', 8],
  ['paid', 8],
  ['processing', 25],
  ['shipped', 45],
  ['overdue', 8],
  ['cancelled', 6],
];
const SETTLED: Weights = [
  ['shipped', 76],
  ['cancelled', 8],
  ['overdue', 9],
  ['refunded', 4],
  ['processing', 1],
  ['unpaid', 1],
  ['initialized', 1],
];

/**
 * The orders of a new world, ids from 1 in the order in which they were placed. A few of the unpaid ones were saved
 * later, so that their `created_at` has moved and no longer follows the ids (UPSTREAM-APIS §3.3).
 */
export function generateOrders(
  random: SeededRandom,
  world: {
    readonly count: number;
    readonly nowMs: number;
    readonly products: readonly StratteraProduct[];
    readonly customers: readonly CustomerRow[];
  },
): OrderRow[] {
  const { count, nowMs } = world;
  const placedAtMs = Array.from({ length: count }, () => generatePlacedAt(random, nowMs)).sort(
    (a, b) => a - b,
  );
  return placedAtMs.map((placedMs, index) => {
    const status = generateStatus(random, (nowMs - placedMs) / DAY_MS, count - 1 - index);
    const content = generateOrderContent(random, world, { status, placedMs, nowMs });
    return {
      id: index + 1,
      status,
      ...content,
      ...generateStamps(random, status, placedMs, nowMs),
      totalOverride: null,
    };
  });
}

function generatePlacedAt(random: SeededRandom, nowMs: number): number {
  const share = random.next();
  const ageMs = HISTORY_DAYS * DAY_MS * share * (0.8 + 0.2 * share); // the shop grows slowly
  const day = startOfMoscowDay(nowMs - ageMs);
  const nightly = random.chance(0.06); // a date that differs between Moscow and UTC
  const secondOfDay = nightly ? random.between(0, 3 * 3_600 - 1) : random.between(7 * 3_600, 86_399);
  const placedMs = day + secondOfDay * 1_000;
  const newestMs = nowMs - 10 * 60_000;
  return placedMs <= newestMs ? placedMs : newestMs - random.between(0, 4 * 3_600) * 1_000;
}

function generateStatus(random: SeededRandom, ageDays: number, rankFromNewest: number): StratteraStatus {
  const weights = ageDays < 2 ? FRESH : ageDays < 7 ? WEEK_OLD : SETTLED;
  const drawn = random.pickWeighted(weights);
  return NEWEST_STATUSES[rankFromNewest] ?? drawn;
}

function generateStamps(
  random: SeededRandom,
  status: StratteraStatus,
  placedMs: number,
  nowMs: number,
): Pick<OrderRow, 'createdAtMs' | 'paidAtMs' | 'shippedAtMs'> {
  const paidMs = soonAfter(random, placedMs, 30 * HOUR_MS, nowMs);
  const shippedMs = soonAfter(random, paidMs, 72 * HOUR_MS, nowMs);
  const [wasPaid, wasShipped] = generateHistory(random, status);
  const wasSavedUnpaid = ['unpaid', 'overdue', 'cancelled'].includes(status) && random.chance(0.3);
  return {
    createdAtMs: wasSavedUnpaid ? soonAfter(random, placedMs, 5 * DAY_MS, nowMs) : placedMs,
    paidAtMs: wasPaid ? paidMs : null,
    shippedAtMs: wasShipped ? shippedMs : null,
  };
}

/** Whether the order was paid for and whether it was shipped, as far as its dates tell. */
function generateHistory(
  random: SeededRandom,
  status: StratteraStatus,
): [wasPaid: boolean, wasShipped: boolean] {
  switch (status) {
    case 'shipped':
      return [true, true];
    case 'processing':
      return [true, false];
    case 'refunded':
      return [true, random.chance(0.5)];
    case 'paid':
      return [random.chance(0.1), false];
    case 'cancelled':
      return [random.chance(0.2), false];
    default:
      return [false, false];
  }
}

/** In whole seconds, never after now. */
function soonAfter(random: SeededRandom, ms: number, withinMs: number, nowMs: number): number {
  const latestMs = Math.min(ms + withinMs, nowMs);
  return ms + Math.floor((random.next() * (latestMs - ms)) / 1_000) * 1_000;
}
