import { withClient } from './bench-databases.js';

const FIRST_NAMES = [
  'Анна',
  'Борис',
  'Zoë',
  'José',
  'Людмила',
  'Noor',
  'Søren',
  '美咲',
  'Κώστας',
  'Ayşe',
  'Olivér',
  'Ravi',
];
const LAST_NAMES = [
  'Соколова',
  'Ångström',
  "O'Hara",
  'García-López',
  'Müller',
  '山田',
  'Παππάς',
  'Yılmaz',
  'Nguyễn',
];
const COMPANIES = [
  'ООО «Северный ветер»',
  'Blue Kettle Ltd',
  'Müller & Söhne',
  '株式会社みどり',
  'Cooper/Reed',
];
const POSITIONS = ['Закупки', 'Head of "Operations"', 'Бухгалтер', 'Owner', 'Site engineer'];
const NOTES = [
  'Звонить после 14:00, не раньше.',
  'Asked for an offer twice; prefers e-mail\nand a second address.',
  'Path C:\\offers\\2025 — see the last one.',
  null,
  'Любит, когда присылают договор заранее 🙂',
];

/** Fills a database with invented contacts of about 340 bytes of JSON, as an old installation would have them. */
export async function seedContacts(url: string, count: number): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(SEED, [count, FIRST_NAMES, LAST_NAMES, COMPANIES, POSITIONS, NOTES]);
    await client.query('VACUUM (ANALYZE)');
    await client.query('CHECKPOINT');
  });
}

/** The id of the n-th seeded contact. */
export function contactIdSql(n: string): string {
  return `md5('contact' || ${n})::uuid::text`;
}

const SEED = `
  INSERT INTO contacts (id, name, phone, email, company, position, notes, status, created_at, updated_at)
  SELECT ${contactIdSql('g')},
         ($2::text[])[1 + g % cardinality($2)] || ' ' || ($3::text[])[1 + g / 7 % cardinality($3)],
         '+7' || 9000000000 + g,
         'person.' || g || '@example.test',
         ($4::text[])[1 + g / 3 % cardinality($4)],
         ($5::text[])[1 + g / 5 % cardinality($5)],
         ($6::text[])[1 + g % cardinality($6)],
         CASE WHEN g % 9 = 0 THEN 'inactive' ELSE 'active' END,
         timestamptz '2024-01-01' + g * interval '31 seconds', timestamptz '2025-01-01' + g * interval '7 seconds'
  FROM generate_series(1, $1::int) AS g
`;
