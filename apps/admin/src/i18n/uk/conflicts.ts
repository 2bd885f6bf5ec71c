import type { Catalogue } from '../text.js';

export const conflicts: Catalogue['conflicts'] = {
  title: 'Конфлікти',
  kinds: {
    devices: 'Між людьми',
    vendors: 'З постачальниками',
  },
  lead: {
    devices:
      'Пристрій надіслав поле, яке хтось змінив після його останнього отримання. Яке значення лишилося, вирішило правило поля.',
    vendors: 'Значення пішло постачальнику, який змінив те саме поле.',
  },
  entity: 'Вид запису',
  none: 'Ніхто нікому не завадив.',
  columns: {
    at: 'Коли',
    record: 'Запис',
    field: 'Поле',
    kept: 'Лишилося',
    who: 'Хто',
  },
  yours: {
    devices: 'Надіслане значення',
    vendors: 'Наше значення',
  },
  theirs: {
    devices: 'Попереднє значення',
    vendors: 'Значення постачальника',
  },
  undecided: 'Ще не вирішено',
  decide: 'Вирішити',
  hidden: 'особисте, не показується',
  empty: 'порожньо',
};
