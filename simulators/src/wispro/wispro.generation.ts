import type { SeededRandom } from '../core/seeded-random.js';
import { formatCaracas } from './caracas-time.js';
import { assignNationalIds } from './wispro.national-ids.js';
import type { AssignedId } from './wispro.national-ids.js';
import type { WisproClient } from './wispro.payloads.js';
import {
  CITIES,
  COMPANY_NAMES,
  FIRST_NAMES,
  LAST_NAMES,
  ODD_NAMES,
  STREETS,
  ZONES,
} from './wispro.vocabulary.js';

const DAY_MS = 86_400_000;
/** Shares of all clients (UPSTREAM-APIS §2.5), in random places. */
const SHARES = { emptyEmail: 0.1, sharedEmail: 0.02, noPhone: 0.12, noZone: 0.06 } as const;

/** Which clients have which oddity, by id, for tests that look for one. */
export interface WisproOddities {
  readonly withoutNationalId: readonly string[];
  readonly dottedNationalId: readonly string[];
  /** E, J or G. */
  readonly foreignNationalId: readonly string[];
  /** With its letter, in lower case, with blanks or dashes. */
  readonly oddNationalId: readonly string[];
  /** The national id is the end of another client's. */
  readonly suffixNationalId: readonly string[];
  /** Second Wispro ids of a person, with the first one. */
  readonly secondIds: readonly { readonly id: string; readonly firstId: string }[];
  readonly emptyEmail: readonly string[];
  /** The e-mail is another client's, now and then in capitals. */
  readonly sharedEmail: readonly string[];
  readonly noPhone: readonly string[];
  readonly noZone: readonly string[];
}

export interface GeneratedClients {
  readonly clients: WisproClient[];
  readonly oddities: WisproOddities;
}

/** Clients 1 to `count`, oldest first. Uses the random sequence in a fixed order. */
export function generateClients(random: SeededRandom, count: number, nowMs: number): GeneratedClients {
  const ids = assignNationalIds(random, count);
  const order = random.shuffle(ids.map((_, index) => index));
  const emptyCount = Math.round(count * SHARES.emptyEmail);
  const sharedCount = Math.round(count * SHARES.sharedEmail);
  const emptyEmail = new Set(order.slice(0, emptyCount));
  const sharedEmail = new Set(order.slice(emptyCount, emptyCount + sharedCount));
  const mailOwners = order.slice(emptyCount + sharedCount);
  const noPhone = placesOf(random, order, SHARES.noPhone);
  const noZone = placesOf(random, order, SHARES.noZone);
  const clients: WisproClient[] = [];
  for (const [index, nationalId] of ids.entries()) {
    const client = generateClient(random, index + 1, nowMs, nationalId);
    const first = nationalId.sameAs === null ? undefined : clients[nationalId.sameAs];
    const owner = sharedEmail.has(index) && mailOwners.length > 0 ? random.pick(mailOwners) : null;
    clients.push({
      ...client,
      ...(first !== undefined && random.chance(0.8) ? { name: first.name } : {}),
      ...(emptyEmail.has(index) ? { email: random.pick(['', null]) } : {}),
      ...(owner === null ? {} : { email: respell(random, emailOf(owner + 1)) }),
      ...(noPhone.has(index) ? { phone: '', phone_mobile: '' } : {}),
      ...(noZone.has(index) ? { zone_name: null } : {}),
    });
  }
  return { clients, oddities: describeOddities(ids, { emptyEmail, sharedEmail, noPhone, noZone }) };
}

/** One client without oddities but those of its national id. `ordinal` begins with 1. */
export function generateClient(
  random: SeededRandom,
  ordinal: number,
  nowMs: number,
  nationalId: Pick<WisproClient, 'national_identification_number' | 'details'>,
): WisproClient {
  const createdMs = nowMs - random.between(1, 2_000 * DAY_MS);
  const updatedMs = createdMs + Math.floor(random.next() * (nowMs - createdMs));
  return {
    id: clientId(ordinal),
    public_id: 100 + ordinal,
    custom_id: random.chance(0.03) ? random.pick(['', null]) : `AB-${String(ordinal).padStart(5, '0')}`,
    name: generateName(random, nationalId),
    email: emailOf(ordinal),
    password: null,
    address: generateAddress(random),
    phone: random.chance(0.2) ? `0212${String(ordinal).padStart(7, '0')}` : '',
    phone_mobile: `${random.pick(['0424', '+58424', '0412'])}${String(ordinal).padStart(7, '0')}`,
    phone_mobile_verified: random.chance(0.1),
    national_identification_number: nationalId.national_identification_number,
    city: random.pick(CITIES),
    state: 'Estado',
    details: nationalId.details,
    zone_name: random.pick(ZONES),
    collector_id: null,
    seller_id: null,
    neighborhood_id: null,
    created_at: formatCaracas(createdMs),
    updated_at: formatCaracas(updatedMs),
    link_mobile_login: `https://cloud.example/portal_api/auth/SIM${generateSecret(random)}`,
  };
}

/** A UUID by place, so that a test can name it: client 1 is `00000000-0000-4000-8000-000000000001`. */
export function clientId(ordinal: number): string {
  return `00000000-0000-4000-8000-${String(ordinal).padStart(12, '0')}`;
}

function placesOf(random: SeededRandom, order: readonly number[], share: number): Set<number> {
  return new Set(random.shuffle(order).slice(0, Math.round(order.length * share)));
}

function emailOf(ordinal: number): string {
  return `cliente${ordinal}@example.com`;
}

function respell(random: SeededRandom, email: string): string {
  return random.chance(0.3) ? email.toUpperCase() : email;
}

function generateName(
  random: SeededRandom,
  { details, national_identification_number: number }: Partial<WisproClient>,
): string {
  const isCompany = /^[JG]/iu.test(details ?? '') || /^[JG]/iu.test(number ?? '');
  const name = `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)} ${random.pick(LAST_NAMES)}`;
  const person = random.chance(0.7) ? name.toUpperCase() : name;
  const odd = random.chance(0.01) ? random.pick(ODD_NAMES) : null;
  return odd ?? (isCompany ? random.pick(COMPANY_NAMES) : person);
}

function generateAddress(random: SeededRandom): string | null {
  const address = `${random.pick(STREETS)} ${random.between(1, 240)}`;
  return random.pickWeighted<string | null>([
    [address, 92],
    [`${address}\nCasa s/n, frente a la plaza`, 4],
    ['', 3],
    [null, 1],
  ]);
}

function generateSecret(random: SeededRandom): string {
  const words = Array.from({ length: 3 }, () => random.between(0, 0xffff_ffff));
  return words.map((word) => word.toString(16).padStart(8, '0')).join('');
}

function describeOddities(
  ids: readonly AssignedId[],
  places: Readonly<Record<keyof typeof SHARES, ReadonlySet<number>>>,
): WisproOddities {
  const ofKind = (kind: AssignedId['kind']): string[] =>
    ids.flatMap((one, index) => (one.kind === kind ? [clientId(index + 1)] : []));
  const listed = (set: ReadonlySet<number>): string[] =>
    [...set].sort((one, other) => one - other).map((index) => clientId(index + 1));
  return {
    withoutNationalId: ofKind('missing'),
    dottedNationalId: ofKind('dotted'),
    foreignNationalId: ofKind('foreign'),
    oddNationalId: ofKind('odd'),
    suffixNationalId: ofKind('suffix'),
    secondIds: ids.flatMap(({ sameAs }, index) =>
      sameAs === null ? [] : [{ id: clientId(index + 1), firstId: clientId(sameAs + 1) }],
    ),
    emptyEmail: listed(places.emptyEmail),
    sharedEmail: listed(places.sharedEmail),
    noPhone: listed(places.noPhone),
    noZone: listed(places.noZone),
  };
}
