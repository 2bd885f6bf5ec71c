import type { SeededRandom } from '../core/seeded-random.js';
import { NOTES } from './wispro.vocabulary.js';

/** What a client's row says about its national id. */
export interface SpelledId {
  readonly national_identification_number: string | null;
  readonly details: string | null;
}

/** `12.000.002`. */
export function dotted(digits: string): string {
  return digits.replace(/\B(?=(?:\d{3})+$)/gu, '.');
}

/** A citizen's id as most rows have it: bare digits, with a V in `details` or not. */
export function spellPlain(random: SeededRandom, digits: string): SpelledId {
  const details = random.pickWeighted<string | null>([
    ['V', 80],
    ['', 10],
    [null, 5],
    ['v', 1],
    [random.pick(NOTES), 4],
  ]);
  return { national_identification_number: digits, details };
}

/** A citizen's id as the few write it: with its letter, in lower case, with blanks, dashes, a no-break space. */
export function spellOddly(random: SeededRandom, digits: string): SpelledId {
  const spelled = random.pick([
    `V-${digits}`,
    `V${digits}`,
    `v-${dotted(digits)}`,
    `V ${digits}`,
    ` ${digits} `,
    `V-${digits.slice(0, 2)} ${digits.slice(2)}`,
    `${digits}\u00a0`,
  ]);
  return { national_identification_number: spelled, details: random.pick(['V', '', null]) };
}

/** An id with another letter than V, which stands in the number or only in `details`. */
export function spellForeign(random: SeededRandom, letter: 'E' | 'J' | 'G', digits: string): SpelledId {
  return random.pick<SpelledId>([
    { national_identification_number: `${letter}-${digits}`, details: null },
    { national_identification_number: `${letter}${digits}`, details: letter },
    { national_identification_number: digits, details: letter },
    { national_identification_number: `${letter.toLowerCase()} ${digits}`, details: '' },
    {
      national_identification_number: `${letter}-${digits.slice(0, -1)}-${digits.slice(-1)}`,
      details: letter,
    },
  ]);
}

/** No national id at all. */
export function spellNone(random: SeededRandom): SpelledId {
  return {
    national_identification_number: random.pick(['', null]),
    details: random.pick(['', null, 'V']),
  };
}
