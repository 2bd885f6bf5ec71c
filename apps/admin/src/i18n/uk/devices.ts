import type { Catalogue } from '../text.js';

export const devices: Catalogue['devices'] = {
  title: 'Пристрої',
  lead: 'Телефони й панелі, що синхронізуються, нові зверху. Що пристрій щось отримав, стає відомо під час його наступного запиту.',
  show_revoked: 'Показувати відкликані',
  none: 'Жоден пристрій ще не синхронізувався.',
  columns: {
    device: 'Пристрій',
    person: 'Людина',
    lag: 'Відставання',
    pending: 'Ще не отримано',
    queued: 'Чекають запису',
    last_seen: 'Востаннє',
    action: 'Дія',
  },
  lag: {
    revoked: 'Відкликано: %{at}',
    never: 'Жодного разу не отримував',
    'starts-over': 'Має прочитати все знову',
    'in-step': 'Усе отримано',
    behind: 'Відставання: %{duration}',
  },
  pending_more: 'понад %{count}',
  revoke: 'Відкликати',
  revoke_name: 'Відкликати «%{name}»',
  revoke_question: 'Відкликати «%{name}»?',
  revoke_explanation:
    'Наступний його запит буде відхилено; щоб знову синхронізуватися, його треба зареєструвати заново. Невідправлене лишиться на ньому.',
  revoked: '«%{name}» відкликано.',
};
