import type { SeededRandom } from '../core/seeded-random.js';
import { addDecimals } from './decimals.js';
import type { AccountRow, ClientRow, ExnessTables } from './exness.rows.js';
import { shortUidOf } from './exness.rows.js';

const DAY_MS = 86_400_000;
const FIRST_ACCOUNT = 240_000_001;

/** Thailand first; enough others for a top ten to leave some out. */
const COUNTRIES = [
  ['TH', 58],
  ['VN', 9],
  ['MY', 7],
  ['ID', 6],
  ['LA', 4],
  ['KH', 3],
  ['PH', 3],
  ['SG', 2],
  ['JP', 2],
  ['KR', 2],
  ['IN', 2],
  ['AE', 1],
  ['ZA', 1],
] as const;

const ACCOUNT_TYPES = [
  ['Standard', 60],
  ['Standard Cent', 20],
  ['Pro', 9],
  ['Raw Spread', 6],
  ['Zero', 5],
] as const;

const COMMENTS = [null, null, null, null, 'ลูกค้าใหม่', 'โทรกลับ ✅', '<b>VIP</b>', '=1+1'] as const;

/** How much of everything a world has. */
export interface ExnessWorldSize {
  readonly seed: number;
  /** Distinct `client_uid` of V1. */
  readonly clients: number;
  /** Rows of V1; at least `clients`. */
  readonly accounts: number;
  /** Clients that V1 has and V2 does not. */
  readonly v1Only: number;
  /** Clients that V2 has and V1 does not: they have no account yet. */
  readonly v2Only: number;
  /** Further clients, one account each, whose UUID begins like that of another client. */
  readonly ambiguousPrefixes: number;
}

/** Clients and accounts of a new world. Uses the random sequence in a fixed order. */
export function generateTables(random: SeededRandom, size: ExnessWorldSize, nowMs: number): ExnessTables {
  const tables: ExnessTables = { clients: new Map(), accounts: new Map() };
  const addClient = (change: Partial<ClientRow> = {}): ClientRow => {
    const client = { ...generateClient(random, tables, nowMs), ...change };
    tables.clients.set(client.uuid, client);
    return client;
  };
  const addAccount = (client: ClientRow): void => {
    const account = generateAccount(random, tables, client, nowMs);
    tables.accounts.set(account.client_account, account);
  };
  const withAccounts = Array.from({ length: size.clients }, (_, index) =>
    addClient({ isInV2: index >= size.v1Only }),
  );
  withAccounts.forEach(addAccount);
  for (let extra = withAccounts.length; extra < size.accounts && withAccounts.length > 0; extra += 1) {
    addAccount(random.pick(withAccounts));
  }
  for (let index = 0; index < size.v2Only; index += 1) {
    addClient({ ftd_received: false, ftt_made: false, client_status: 'INACTIVE' });
  }
  for (const { uuid } of withAccounts.slice(size.v1Only, size.v1Only + size.ambiguousPrefixes)) {
    addAccount(addClient({ uuid: twinUuid(random, uuid) }));
  }
  return tables;
}

/** A client whose UUID begins like that of no other. */
export function generateClient(random: SeededRandom, tables: ExnessTables, nowMs: number): ClientRow {
  const taken = new Set([...tables.clients.keys()].map(shortUidOf));
  let uuid = generateUuid(random);
  while (taken.has(shortUidOf(uuid))) {
    uuid = generateUuid(random);
  }
  const hasPaid = random.chance(0.7);
  return {
    uuid,
    isInV2: true,
    client_country: random.pickWeighted(COUNTRIES),
    reg_date: dateOf(nowMs - random.between(0, 400) * DAY_MS),
    client_status: random.pickWeighted([
      ['ACTIVE', 55],
      ['INACTIVE', 30],
      ['LEFT', 10],
      ['CHANGING', 5],
    ]),
    client_contact_sharing_status: 'EMPTY',
    kyc_passed: random.chance(0.8),
    ftd_received: hasPaid,
    ftt_made: hasPaid && random.chance(0.9),
    rebate_amount_usd: random.chance(0.3) ? random.between(1, 5_000) / 100 : 0,
    comment: random.pick(COMMENTS),
  };
}

/** The next account of a client; takes the next number. */
export function generateAccount(
  random: SeededRandom,
  tables: ExnessTables,
  client: ClientRow,
  nowMs: number,
): AccountRow {
  const numbers = [...tables.accounts.values()];
  const id = numbers.reduce((highest, account) => Math.max(highest, account.id), 0) + 1;
  const hasTraded = client.ftt_made && random.chance(0.8);
  const tradedMs = Math.min(nowMs, Date.parse(client.reg_date) + random.between(0, 30) * DAY_MS);
  const cents = hasTraded ? random.between(1, 90_000) : 0;
  return {
    id,
    uuid: client.uuid,
    currency: 'USD',
    reg_date: client.reg_date,
    volume_lots: hasTraded ? random.between(1, 40_000) / 100 : 0,
    volume_mln_usd: hasTraded ? generateVolume(random) : 0,
    trade_fn: hasTraded ? dateOf(tradedMs) : null,
    reward: (cents / 100).toFixed(2),
    reward_usd: (cents / 100).toFixed(2),
    comment: null,
    client_account: String(FIRST_ACCOUNT + id - 1),
    client_account_type: random.pickWeighted(ACCOUNT_TYPES),
  };
}

/** A UUID that begins with the same 8 characters as another one. */
export function twinUuid(random: SeededRandom, uuid: string): string {
  return `${shortUidOf(uuid)}${generateUuid(random).slice(8)}`;
}

/** The day in UTC, `YYYY-MM-DD`. */
export function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** Millions of dollars; now and then so little that JSON writes it with an exponent. */
function generateVolume(random: SeededRandom): number {
  return random.chance(0.05)
    ? addDecimals([random.between(1, 99) / 100_000_000])
    : random.between(1, 99_999) / 10_000;
}

function generateUuid(random: SeededRandom): string {
  const hex = Array.from({ length: 32 }, () => random.between(0, 15).toString(16));
  hex[12] = '4';
  hex[16] = '8';
  const text = hex.join('');
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}
