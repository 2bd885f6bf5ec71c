import type { AltegioService, AltegioStaff } from './altegio.payloads.js';

/** What a service is for, which Altegio itself does not know: the school keeps lists of ids (UPSTREAM-APIS §1.6). */
export type ServiceKind = 'individual' | 'trial' | 'group' | 'other';

interface CatalogueEntry {
  readonly id: number;
  readonly title: string;
  readonly kind: ServiceKind;
  /** Seconds. */
  readonly length: number;
}

/** The school's price list; all ids but the first are invented. */
export const SERVICES: readonly CatalogueEntry[] = [
  { id: 12_508_353, title: 'Англійська 1:1, 60 хв', kind: 'individual', length: 3_600 },
  { id: 12_508_354, title: 'Англійська 1:1, 30 хв', kind: 'individual', length: 1_800 },
  { id: 12_508_355, title: 'Англійська 1:1, 90 хв', kind: 'individual', length: 5_400 },
  { id: 12_508_361, title: 'Німецька 1:1, 60 хв', kind: 'individual', length: 3_600 },
  { id: 12_508_362, title: 'Польська 1:1, 45 хв', kind: 'individual', length: 2_700 },
  { id: 12_508_363, title: 'Іспанська 1:1 «Їжак & Ко», 60 хв', kind: 'individual', length: 3_600 },
  { id: 12_508_401, title: 'Пробний урок, 30 хв', kind: 'trial', length: 1_800 },
  { id: 12_508_402, title: 'Визначення рівня, 45 хв', kind: 'trial', length: 2_700 },
  { id: 12_508_451, title: 'Розмовний клуб', kind: 'group', length: 5_400 },
  { id: 12_508_452, title: 'Група A2, вечір', kind: 'group', length: 5_400 },
  { id: 12_508_501, title: 'Підручник', kind: 'other', length: 0 },
  { id: 12_508_502, title: 'Консультація методиста', kind: 'other', length: 1_800 },
];

export function listServiceIds(kind: ServiceKind): number[] {
  return SERVICES.filter((service) => service.kind === kind).map(({ id }) => id);
}

/** A service as a record holds it; one that is not in the catalogue has been deleted and keeps a name only. */
export function toServicePayload(id: number): AltegioService {
  const title = SERVICES.find((service) => service.id === id)?.title ?? `Послуга ${id}`;
  return {
    id,
    title,
    cost: 0,
    cost_to_pay: 0,
    manual_cost: 0,
    cost_per_unit: 0,
    discount: 0,
    first_cost: 0,
    amount: 1,
  };
}

/** Two of them have the same name: only the id tells them apart. */
const STAFF_NAMES: readonly (readonly [name: string, specialization: string])[] = [
  ['Олена Тестова', 'англійська'],
  ['Ірина Зразкова', 'англійська'],
  ['Тарас Прикладний', 'німецька'],
  ["Мар'яна Вигадана", 'польська'],
  ['Олена Тестова', 'іспанська'],
  ['Andrew O’Sample', 'native speaker'],
  ['Юлія  Пробна', 'англійська'],
  ['Григорій Їжакевич-Ґудзь', 'англійська'],
];

const FIRST_STAFF_ID = 2_100_001;

export const STAFF: readonly AltegioStaff[] = STAFF_NAMES.map(([name, specialization], index) => ({
  id: FIRST_STAFF_ID + index,
  api_id: null,
  name,
  specialization,
  position: { id: 1, title: 'Викладач', services_binding_type: 0 },
  avatar: 'https://assets.example/no-master-sm.png',
  avatar_big: 'https://assets.example/no-master.png',
  rating: 0,
  votes_count: 0,
}));

export function findStaff(id: number): AltegioStaff | null {
  return STAFF.find((one) => one.id === id) ?? null;
}
