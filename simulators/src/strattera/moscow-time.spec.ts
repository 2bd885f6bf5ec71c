import { describe, expect, it } from '@jest/globals';
import { formatKopecks, parseKopecks } from './amounts.js';
import { formatDotted, formatIso, parseDotted, startOfMoscowDay } from './moscow-time.js';

describe('the vendor writes Moscow times and decimals', () => {
  it('E11 writes the Moscow date of an instant that is still yesterday in UTC', () => {
    const ms = Date.parse('2025-06-04T21:31:26.512Z');

    expect(formatDotted(ms)).toBe('05.06.2025 00:31:26');
    expect(formatIso(ms)).toBe('2025-06-05T00:31:26.512+03:00');
    expect(startOfMoscowDay(ms)).toBe(Date.parse('2025-06-04T21:00:00Z'));
  });

  it('reads its own dates back, and no others', () => {
    expect(parseDotted('31.12.2024 23:59:59')).toBe(Date.parse('2024-12-31T20:59:59Z'));
    for (const bad of [
      '31.02.2025 10:00:00',
      '2025-06-05 10:00:00',
      '05.06.2025',
      '05.06.2025 24:00:00',
      '',
    ]) {
      expect(parseDotted(bad)).toBeNull();
    }
  });

  it.each([
    [630_000, '6300.0'],
    [9_950, '99.5'],
    [9_995, '99.95'],
    [5, '0.05'],
    [0, '0.0'],
    [-150, '-1.5'],
  ])('writes %i kopecks as %s', (kopecks, decimal) => {
    expect(formatKopecks(kopecks)).toBe(decimal);
  });

  it('reads decimals with a point and at most two places', () => {
    expect(['6300.0', '99.95', '7', '0.5'].map(parseKopecks)).toEqual([630_000, 9_995, 700, 50]);
    expect(['99,95', '-1.0', '1.005', '', '1e3'].map(parseKopecks)).toEqual([null, null, null, null, null]);
  });
});
