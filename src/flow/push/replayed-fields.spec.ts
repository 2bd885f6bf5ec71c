import { describe, expect, it } from '@jest/globals';
import { fingerprint } from './content-hash.js';
import { type LastSent, type NowSent, replayedFields } from './replayed-fields.js';

const printsOf = (fields: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, fingerprint(value)]));
const last = (
  fields: Record<string, string>,
  pulledAt: number | null = 10,
  stamp: string | null = null,
): LastSent => ({
  fields: Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, { value: fingerprint(value), pulledAt }]),
  ),
  names: Object.keys(fields),
  stamp,
});
const now = (
  fields: Record<string, string>,
  pulledAt: number | null = 10,
  stamp: string | null = null,
): NowSent => ({ edits: [{ prints: printsOf(fields), stamp }], index: 0, pulledAt });
const queued = (index: number, pulledAt: number | null, ...edits: Record<string, string>[]): NowSent => ({
  edits: edits.map((fields) => ({ prints: printsOf(fields), stamp: null })),
  index,
  pulledAt,
});
const lastQueued: LastSent = {
  fields: {
    phone: { value: fingerprint('b'), earlier: [fingerprint('a')], pulledAt: 10 },
    name: { value: fingerprint('n'), pulledAt: 10 },
  },
  names: ['phone', 'name'],
  stamp: null,
};

describe('fields that a push without ids only repeats', () => {
  it.each<[string, LastSent | null, NowSent, string[]]>([
    ['nothing was sent before', null, now({ phone: 'a' }), []],
    ['the same push again', last({ phone: 'a' }), now({ phone: 'a' }), ['phone']],
    ['the same push again, after a pull', last({ phone: 'a' }), now({ phone: 'a' }, 20), ['phone']],
    ['another value', last({ phone: 'a' }), now({ phone: 'b' }), []],
    ['another value, after a pull', last({ phone: 'a' }), now({ phone: 'b' }, 20), []],
    [
      'a late copy with the value before the last',
      last({ phone: 'b' }, 20),
      now({ phone: 'a' }, 10),
      ['phone'],
    ],
    [
      'the unanswered field with a new one beside it',
      last({ phone: 'a' }),
      now({ phone: 'a', name: 'n' }, 20),
      ['phone'],
    ],
    [
      'fewer fields than last time, after a pull: the last push was answered',
      last({ phone: 'a', name: 'n' }),
      now({ phone: 'a' }, 20),
      [],
    ],
    [
      'the same value under a new edit stamp, after a pull',
      last({ phone: 'a' }, 10, '1'),
      now({ phone: 'a' }, 20, '2'),
      [],
    ],
    [
      'a new stamp that another field explains',
      last({ phone: 'a' }, 10, '1'),
      now({ phone: 'a', name: 'n' }, 20, '2'),
      ['phone'],
    ],
    ['no cursors at all', last({ phone: 'a' }, null), now({ phone: 'a' }, null), ['phone']],
    [
      'a field that the last push no longer named, for it was answered',
      { ...last({ phone: 'a', name: 'n' }), names: ['name'] },
      now({ phone: 'a', name: 'n' }, 20),
      ['name'],
    ],
    [
      'the first of several values of a push that is sent again',
      lastQueued,
      queued(0, 20, { phone: 'a' }, { phone: 'b' }, { name: 'n' }),
      ['phone'],
    ],
    [
      'the last of several values of a push that is sent again with another behind it',
      lastQueued,
      queued(1, 10, { phone: 'a' }, { phone: 'b' }, { name: 'n' }, { phone: 'c' }),
      ['phone'],
    ],
    [
      'the value behind those of a push that is sent again',
      lastQueued,
      queued(3, 10, { phone: 'a' }, { phone: 'b' }, { name: 'n' }, { phone: 'c' }),
      [],
    ],
    [
      'the first of several values, by itself',
      lastQueued,
      queued(0, 20, { phone: 'a', name: 'n' }),
      ['name'],
    ],
    ['a field named like a method of objects', last({ phone: 'a' }), now({ toString: 'a' }), []],
  ])('%s', (_name, before, sent, repeated) => {
    expect([...replayedFields(before, sent)]).toEqual(repeated);
  });
});
