import type { SeededRandom } from '../core/seeded-random.js';
import type { ClientRow } from './altegio.rows.js';

const FIRST_CLIENT_ID = 160_000_001;
const FIRST_NAMES = [
  'Марія',
  'Іван',
  'Олександра',
  "Дем'ян",
  'Софія',
  'Ґео',
  'Їлія',
  'Zoë',
  'José',
  '李雷',
  'Анна-Марія',
  'Назар',
];
const LAST_NAMES = ['Тестова', 'Зразок', 'Приклад', 'Вигадана', 'Пробний', 'Невідома'];

/** Ways in which a receptionist writes the CRM id into a name. UPSTREAM-APIS §1.6 and §1.7, E14. */
const SPELLINGS: readonly (readonly [
  spell: (id: string, first: string, last: string) => string,
  weight: number,
])[] = [
  [(id, first) => `${id} ${first}`, 46],
  [(id, first, last) => `${id} ${first} ${last}`, 14],
  [(id, first) => `${first} ${id}`, 12],
  [(id, first, last) => `${first} ${id} ${last}`, 6],
  [(id, first) => `${id}\u00a0${first}`, 4], // no-break space, pasted from a web page
  [(id, first) => `${id}\u202f${first}`, 1], // narrow no-break space
  [(id, first) => `${first}\u2003${id}`, 1], // em space
  [(id, first) => `${first}\u3000${id}`, 1], // ideographic space
  [(id, first) => `  ${id}   ${first} `, 2],
  [(id, first) => `${id}\t${first}`, 1],
  [(id, first) => `${id} ${first} 🎓`, 1],
  [(id, first, last) => `${first} ${last}`, 5], // a new client, not in the CRM yet
  [(id, first) => `${first}${id}`, 1], // glued: no token of digits only
  [(id, first) => `№${id} ${first}`, 1],
  [(id, first) => `${id}, ${first}`, 1],
  [(id) => id, 1], // a number and no name
  [(id, first) => `${first} ${id} ${id.split('').reverse().join('')}`, 1], // two numbers: the first counts
  [(id, first) => `${id.slice(0, 3)} ${first}`, 1], // short
];

/** The clients of a new world, ids from 160000001. */
export function generateClients(random: SeededRandom, count: number): ClientRow[] {
  return Array.from({ length: count }, (_none, index) => generateClient(random, FIRST_CLIENT_ID + index));
}

/** One client with a name in any of the spellings. */
export function generateClient(random: SeededRandom, id: number): ClientRow {
  const crmId = String(random.between(10_000_000, 59_999_999));
  const spell = random.pickWeighted(SPELLINGS);
  const name = spell(crmId, random.pick(FIRST_NAMES), random.pick(LAST_NAMES));
  const digits = `38000${String(id % 10_000_000).padStart(7, '0')}`;
  return {
    id,
    name,
    phone: random.pickWeighted([
      [`+${digits}`, 7],
      [digits, 2],
      ['', 1],
    ]),
    email: random.chance(0.3) ? `client${id}@example.com` : '',
    comment: '',
  };
}
