import type { SeededRandom } from '../core/seeded-random.js';
import { dotted, spellForeign, spellNone, spellOddly, spellPlain } from './wispro.spelling.js';
import type { SpelledId } from './wispro.spelling.js';

/** What is odd about a client's national id; most have nothing odd. Each client is of one kind. */
export type IdKind = 'plain' | 'missing' | 'dotted' | 'foreign' | 'second' | 'odd' | 'suffix' | 'leadingZero';

/** Shares of all clients. The first four are those of UPSTREAM-APIS §2.5. */
const SHARES: readonly (readonly [IdKind, number])[] = [
  ['missing', 0.03],
  ['dotted', 0.05],
  ['foreign', 0.08],
  ['second', 0.01],
  ['odd', 0.04],
  ['suffix', 0.003],
  ['leadingZero', 0.003],
];

const FIRST_CITIZEN = 12_000_000;
const FIRST_FOREIGNER = 80_000_000;
const FIRST_COMPANY = 300_000_000;

/** A client's national id, and whose it is when it belongs to another client, too. */
export interface AssignedId extends SpelledId {
  readonly kind: IdKind;
  /** Place of the earlier client of the same person, for the kind `second`. */
  readonly sameAs: number | null;
}

/**
 * National ids for so many clients, in their order, in the fixed shares. All are of different people but those of kind
 * `second`. A `suffix` is the end of another person's number, and every tenth company has the digits of a citizen.
 */
export function assignNationalIds(random: SeededRandom, count: number): AssignedId[] {
  const kinds = assignKinds(random, count);
  const plain = kinds.flatMap((kind, index) => (kind === 'plain' ? [index] : []));
  const partners = random.shuffle(plain);
  const takePartner = (index: number): number => partners.pop() ?? index;
  const earlier: number[] = [];
  return kinds.map((kind, index): AssignedId => {
    const alone = (spelled: SpelledId): AssignedId => ({ kind, sameAs: null, ...spelled });
    const digits = digitsAt(index);
    switch (kind) {
      case 'missing':
        return alone(spellNone(random));
      case 'dotted':
        return alone(spellPlain(random, dotted(digits)));
      case 'foreign':
        return alone(foreignId(random, index, () => digitsAt(takePartner(index))));
      case 'odd':
        return alone(spellOddly(random, digits));
      case 'suffix':
        return alone(spellPlain(random, digitsAt(takePartner(index)).slice(1)));
      case 'leadingZero':
        return alone(spellPlain(random, `0${7_000_000 + index}`));
      case 'second':
        return secondId(random, earlier, index);
      case 'plain':
        earlier.push(index);
        return alone(spellPlain(random, digits));
    }
  });
}

/** Exact shares, in random places. */
function assignKinds(random: SeededRandom, count: number): IdKind[] {
  const kinds = SHARES.flatMap(([kind, share]) =>
    Array.from({ length: Math.round(count * share) }, () => kind),
  );
  const rest = Array.from({ length: Math.max(0, count - kinds.length) }, (): IdKind => 'plain');
  return random.shuffle([...kinds.slice(0, count), ...rest]);
}

/** Another row of somebody who was there before, or a person of its own when nobody was. */
function secondId(random: SeededRandom, earlier: readonly number[], index: number): AssignedId {
  const sameAs = earlier.length === 0 ? null : random.pick(earlier);
  if (sameAs === null) {
    return { kind: 'plain', sameAs, ...spellPlain(random, digitsAt(index)) };
  }
  const digits = digitsAt(sameAs);
  const spelled = random.chance(0.5) ? spellPlain(random, digits) : spellOddly(random, digits);
  const details = spelled.details === null || spelled.details === '' ? spelled.details : 'V';
  return { kind: 'second', sameAs, ...spelled, details };
}

function foreignId(random: SeededRandom, index: number, citizenDigits: () => string): SpelledId {
  const letter = random.pickWeighted([
    ['E', 50],
    ['J', 40],
    ['G', 10],
  ] as const);
  if (letter === 'E') {
    return spellForeign(random, letter, String(FIRST_FOREIGNER + index));
  }
  const hasCitizenDigits = random.chance(0.1);
  return spellForeign(random, letter, hasCitizenDigits ? citizenDigits() : String(FIRST_COMPANY + index));
}

function digitsAt(index: number): string {
  return String(FIRST_CITIZEN + index * 7);
}
