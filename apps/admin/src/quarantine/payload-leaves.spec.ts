import { describe, expect, it } from '@jest/globals';
import { leavesOf, LEAVES_MAX, parsePayload, typedAs, valueAt, withLeaf } from './payload-leaves.js';

const PAYLOAD = { id: 7, user: { city: null, phone: '[hidden]' }, lines: [{ price: '1.50' }, { ok: true }] };

describe('the form of a payload', () => {
  it('has an input for each value, wherever it stands', () => {
    expect(leavesOf(PAYLOAD)).toEqual([
      { path: ['id'], value: 7 },
      { path: ['user', 'city'], value: null },
      { path: ['user', 'phone'], value: '[hidden]' },
      { path: ['lines', 0, 'price'], value: '1.50' },
      { path: ['lines', 1, 'ok'], value: true },
    ]);
    expect(leavesOf(Array.from({ length: 500 }, () => ({ a: 1 })))).toHaveLength(LEAVES_MAX + 1);
  });

  it('changes one value and no other, also one of a strange name', () => {
    expect(withLeaf(PAYLOAD, ['lines', 0, 'price'], '2')).toEqual({
      ...PAYLOAD,
      lines: [{ price: '2' }, { ok: true }],
    });
    const strange = JSON.parse('{"__proto__": {"a": 1}}') as unknown;
    expect(JSON.stringify(withLeaf(strange, ['__proto__', 'a'], 2))).toBe('{"__proto__":{"a":2}}');
  });

  it('finds what stood at a place', () => {
    expect(valueAt(PAYLOAD, ['lines', 0, 'price'])).toBe('1.50');
    expect(valueAt(PAYLOAD, ['user', 'toString'])).toBeUndefined();
    expect(valueAt(PAYLOAD, ['id', 'x', 'y'])).toBeUndefined();
  });

  it('keeps a number a number while it is one, and nothing nothing', () => {
    expect([typedAs(7, '8'), typedAs(7, '8.5'), typedAs(7, '08'), typedAs(7, 'x'), typedAs(7, '')]).toEqual([
      8,
      8.5,
      '08',
      'x',
      null,
    ]);
    expect([typedAs('7', '8'), typedAs('7', ''), typedAs(null, ''), typedAs(null, 'x')]).toEqual([
      '8',
      '',
      null,
      'x',
    ]);
    // More digits than a number keeps stay text.
    expect(typedAs(7, '9007199254740993')).toBe('9007199254740993');
  });

  it('takes objects only, and says in which line a text stops to be JSON', () => {
    expect(parsePayload('{"a": 1}')).toEqual({ payload: { a: 1 }, line: null });
    expect(parsePayload('[1]')).toEqual({ payload: null, line: 0 });
    expect(parsePayload('{\n"a": 1,\n}')).toMatchObject({ payload: null, line: 3 });
    expect(parsePayload('')).toMatchObject({ payload: null });
  });
});
