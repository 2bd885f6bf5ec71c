import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { contentHash, fingerprint } from './content-hash.js';

describe('fingerprints of values', () => {
  it('differ for values that differ, also by type only', () => {
    const values = [
      '',
      '0',
      0,
      'null',
      null,
      'true',
      true,
      false,
      'a',
      'b',
      'ab',
      'ba',
      '🌊',
      'я',
      '12.50',
      '12.5',
    ];
    expect(new Set(values.map(fingerprint)).size).toBe(values.length);
  });

  it('do not collide over a hundred thousand similar texts', () => {
    const prints = new Set(Array.from({ length: 100_000 }, (_, n) => fingerprint(`+7999${n}`)));
    expect(prints.size).toBe(100_000);
  });
});

describe('hashes of content (S3)', () => {
  it('are the same for two spellings of one content', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (content) => {
        expect(contentHash(respelled(content))).toBe(contentHash(content));
      }),
    );
  });

  it('differ for contents that differ', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        expect(contentHash(one) === contentHash(other)).toBe(spelling(one) === spelling(other));
      }),
    );
  });

  it.each([
    [
      ['ab', 'c'],
      ['a', 'bc'],
    ],
    [['a', ['b']], [['a', 'b']]],
    [
      { a: 1, b: 2 },
      { a: 2, b: 1 },
    ],
    [{ a: { b: 1 } }, { a: 1, b: {} }],
    [{ a: null }, {}],
    [[], {}],
    [[], ''],
    [0, '0'],
    [null, 'null'],
    [
      [1, 2],
      [2, 1],
    ],
  ])('tell %j from %j', (one, other) => {
    expect(contentHash(one)).not.toBe(contentHash(other));
  });

  it('do not collide over a hundred thousand similar pushes', () => {
    const hashes = new Set(
      Array.from({ length: 100_000 }, (_, n) => contentHash([{ id: `c-${n % 300}`, payload: { stock: n } }])),
    );
    expect(hashes.size).toBe(100_000);
  });
});

/** The same content with the keys of its objects in the opposite order. */
function respelled(content: unknown): unknown {
  if (Array.isArray(content)) {
    return content.map(respelled);
  }
  return typeof content === 'object' && content !== null
    ? Object.fromEntries(
        Object.entries(content)
          .reverse()
          .map(([key, value]) => [key, respelled(value)]),
      )
    : content;
}

/** JSON with sorted keys. */
function spelling(content: unknown): string {
  if (Array.isArray(content)) {
    return `[${content.map(spelling).join()}]`;
  }
  return typeof content === 'object' && content !== null
    ? `{${Object.entries(content)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => `${JSON.stringify(key)}:${spelling(value)}`)
        .join()}}`
    : JSON.stringify(content);
}
