import fc from 'fast-check';
import { INJECTIONS } from './bad-input-values.js';

/** Characters that end texts early, pair up, change under case or normal form, or are none (FAULTS H17). */
export const ODD_CHARACTERS = [
  '\u0000',
  '\ud800',
  '\udfff',
  '\u202e',
  '\u200b',
  'İ',
  'ß',
  'é',
  'e\u0301',
  '🦊',
  '"',
  '\\',
  '\n',
  '=',
  ',',
];

const oddCharacter = fc.oneof(fc.constantFrom(...ODD_CHARACTERS), fc.string({ maxLength: 1 }));

export const oddText = fc.oneof(
  fc.string({ unit: oddCharacter, maxLength: 12 }),
  fc.constantFrom(...INJECTIONS),
);

const oddNumber = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(-0, 2 ** 53 + 1, 1e300, -1, 0, 2_147_483_648),
);

/** Any JSON value, of odd texts and numbers. */
export const { value: oddValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    oddText,
    oddNumber,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(oddText, tie('value'), { maxKeys: 3 }),
  ),
}));

/** Nearly always right: with one wrong thing in each part, a whole would never get past its first part. */
function mostly(right: fc.Arbitrary<unknown>, wrong: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 19, arbitrary: right }, { weight: 1, arbitrary: wrong });
}

/** Bodies of a push in both forms, odd inside and now and then odd outside. */
export function oddPush(deviceId: string, since: number): fc.Arbitrary<unknown> {
  const table = mostly(fc.constantFrom('contacts', 'contacts', 'contacts', 'deals', 'users'), oddText);
  const ids = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `fuzz-${number}`);
  const id = mostly(fc.oneof(fc.constantFrom(...ids), fc.uuid()), fc.oneof(oddText, oddValue));
  const payload = mostly(oddRow(id), oddValue);
  const listed = fc.record({
    changeId: mostly(fc.oneof(fc.uuid(), fc.constant(null)), oddValue),
    entityType: table,
    entityId: id,
    operation: mostly(fc.constantFrom('CREATE', 'UPDATE', 'DELETE', 'update'), oddText),
    payload,
  });
  const tableName = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('contacts', 'deals') },
    { weight: 1, arbitrary: oddText },
  );
  const rows = mostly(fc.array(payload, { maxLength: 3 }), oddValue);
  const ofTable = fc.record(
    { created: rows, updated: rows, deleted: mostly(fc.array(id, { maxLength: 2 }), oddValue) },
    { requiredKeys: [] },
  );
  const changes = mostly(
    fc.oneof(
      fc.array(listed, { maxLength: 4 }),
      fc.dictionary(tableName, mostly(ofTable, oddValue), { maxKeys: 3 }),
    ),
    oddValue,
  );
  const body = fc.record(
    {
      changes,
      pushId: mostly(fc.uuid(), oddValue),
      deviceId: mostly(fc.constantFrom(null, deviceId), oddValue),
      lastPulledAt: mostly(fc.constantFrom(null, since), oddValue),
    },
    { requiredKeys: ['changes'] },
  );
  return mostly(body, oddValue);
}

/** A contact, or a row with fields of every table and of none. */
function oddRow(id: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const text = mostly(fc.oneof(fc.constant('text'), oddText), oddValue);
  const bookkeeping = {
    id,
    _status: fc.constantFrom('created', 'updated'),
    _changed: fc.constantFrom('', 'name', 'notes,name'),
  };
  const contact = fc.record({ ...bookkeeping, name: text, notes: text }, { requiredKeys: ['id', 'name'] });
  const anything = fc.record(
    {
      ...bookkeeping,
      _changed: oddText,
      name: text,
      title: text,
      amount: fc.oneof(fc.constantFrom('12.50', '-0', '1e5'), oddValue),
      dueDate: fc.oneof(fc.constantFrom(null, Date.UTC(2026, 0, 1)), oddValue),
      status: fc.oneof(fc.constantFrom('active', 'pending', 'nope'), oddValue),
      ['__proto__']: oddValue,
    },
    { requiredKeys: [] },
  );
  return fc.oneof({ weight: 4, arbitrary: contact }, { weight: 1, arbitrary: anything });
}
