import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from './json-body.js';
import { isDeeperThan } from './json-scan.js';

function parsePush(text: string): unknown {
  return parseJson(Buffer.from(text), true);
}

describe('JSON of a push', () => {
  it('H10 keeps __proto__ as a field of its own, for the one change to be rejected', () => {
    const parsed = parsePush('{"changes":[{"__proto__":{"polluted":1}}]}') as { changes: object[] };

    expect(Object.keys(parsed.changes[0] ?? {})).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(parsed.changes[0])).toBe(Object.prototype);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('H1 H2 lets text through that only one change must answer for', () => {
    expect(parsePush(String.raw`{"name":"\u0000"}`)).toEqual({ name: '\u0000' });
  });

  it('H3 keeps numbers as JSON.parse reads them', () => {
    expect(parsePush('[1e400,-0,9007199254740993,1.50]')).toEqual([Infinity, -0, 9007199254740992, 1.5]);
  });
});

describe('the depth of JSON', () => {
  it('H5 is found without parsing, whatever the strings contain', () => {
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null
        ? 1 + Math.max(0, ...Object.values(value).map((member) => depthOf(member)))
        : 0;
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' }), (value) => {
        const body = Buffer.from(JSON.stringify(value));
        const depth = depthOf(value);
        expect(isDeeperThan(body, depth)).toBe(false);
        expect(depth > 0 && !isDeeperThan(body, depth - 1)).toBe(false);
      }),
    );
  });

  it('H5 is looked for in any bytes without an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(typeof isDeeperThan(bytes, 3)).toBe('boolean');
      }),
    );
    expect(isDeeperThan(Buffer.from('"\\'), 1)).toBe(false);
  });
});
