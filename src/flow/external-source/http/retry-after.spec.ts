import { describe, expect, it } from '@jest/globals';
import { retryAfterMs } from './retry-after.js';

const NOW_MS = Date.parse('2026-03-01T12:00:00Z');

describe('Retry-After', () => {
  it.each<[string | undefined, number | null]>([
    ['0', 0],
    ['2', 2_000],
    ['31', 31_000],
    ['86400', 3_600_000],
    ['99999999999999999999', 3_600_000],
    ['Sun, 01 Mar 2026 12:00:45 GMT', 45_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['Fri, 01 Mar 2030 12:00:00 GMT', 3_600_000],
    ['-5', null],
    ['1.5', null],
    ['1e3', null],
    ['abc', null],
    ['tomorrow', null],
    ['2026-03-01T12:00:45Z', null],
    ['', null],
    [undefined, null],
  ])('E3 %s asks for %s ms', (header, expected) => {
    expect(retryAfterMs(header, NOW_MS)).toBe(expected);
  });
});
