import type { AltegioApp } from './altegio-app.js';

/** Sound while the simulated vendor's clock stands at 2025-08-13 20:00 in Kyiv. */
const SOUND = {
  lead_name: 'Марія',
  teacher_id: '2100001',
  teacher_name: 'Олена Тестова',
  service_id: '12508353',
  service_name: 'Англійська',
  start_date_time: '2025-08-12T15:00:00Z',
  end_date_time: '2025-08-12T16:00:00Z',
  attendance: 1,
};

/** Stores a row as an earlier system may have left it, and answers its id. What is not given is sound. */
export type InsertAppointment = (changes?: object) => Promise<string>;

/** Every row has an external id and a lead of its own, unless they are given. */
export function inserterOf(school: AltegioApp): InsertAppointment {
  let count = 0;
  return async (changes = {}) => {
    count += 1;
    const row = {
      external_id: String(590_000_000 + count),
      lead_id: String(1000 + count),
      ...SOUND,
      ...changes,
    };
    const places = Object.keys(row).map((_, index) => `$${index + 1}`);
    const [stored] = await school.rows<{ id: string }>(
      `INSERT INTO appointments (${Object.keys(row).join(', ')}) VALUES (${places.join(', ')}) RETURNING id`,
      Object.values(row),
    );
    return stored!.id;
  };
}
