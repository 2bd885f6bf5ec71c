import type { Catalogue } from '../text.js';

export const conflicts: Catalogue['conflicts'] = {
  title: 'Конфликты',
  kinds: {
    devices: 'Между устройствами и людьми',
    vendors: 'С поставщиками',
  },
  lead: {
    devices:
      'Устройство прислало поле, которое после его последнего получения изменили в другом месте. Какое значение осталось, решило правило поля.',
    vendors: 'Значение ушло поставщику, который изменил то же поле.',
  },
  entity: 'Вид записи',
  none: 'Никто никому не помешал.',
  columns: {
    at: 'Когда',
    record: 'Запись',
    field: 'Поле',
    kept: 'Осталось',
    who: 'Кто',
  },
  yours: {
    devices: 'Присланное значение',
    vendors: 'Наше значение',
  },
  theirs: {
    devices: 'Прежнее значение',
    vendors: 'Значение поставщика',
  },
  undecided: 'Ещё не решено',
  decide: 'Решить',
  hidden: 'личное, не показывается',
  empty: 'пусто',
};
