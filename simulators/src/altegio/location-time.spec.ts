import { describe, expect, it } from '@jest/globals';
import { LocationTime } from './location-time.js';

describe('the clock of a location', () => {
  const kyiv = new LocationTime('Europe/Kyiv');

  it.each([
    ['2025-08-13T15:00:00Z', '2025-08-13 18:00:00', '+03:00'],
    ['2025-01-13T16:00:00Z', '2025-01-13 18:00:00', '+02:00'],
    ['2025-08-13T21:30:00Z', '2025-08-14 00:30:00', '+03:00'],
    ['2025-10-26T00:59:59Z', '2025-10-26 03:59:59', '+03:00'],
    ['2025-10-26T01:00:00Z', '2025-10-26 03:00:00', '+02:00'],
    ['2025-03-30T01:00:00Z', '2025-03-30 04:00:00', '+03:00'],
  ])('E11 shows %s as %s with %s', (instant, wall, offset) => {
    const ms = Date.parse(instant);

    expect(kyiv.wallAt(ms)).toBe(wall);
    expect(kyiv.isoAt(ms)).toBe(`${wall.replace(' ', 'T')}${offset}`);
    expect(kyiv.compactIsoAt(ms)).toBe(`${wall.replace(' ', 'T')}${offset.replace(':', '')}`);
  });

  it('E11 can show the offset of winter beside the wall clock of summer', () => {
    expect(kyiv.isoAt(Date.parse('2025-08-13T15:00:00Z'), true)).toBe('2025-08-13T18:00:00+02:00');
  });

  it('reads a wall clock: the first of two hours, the next one for an hour that there is not', () => {
    const instantOf = (wall: string): string => new Date(kyiv.instantOf(wall) ?? 0).toISOString();

    expect(instantOf('2025-08-13 18:00:00')).toBe('2025-08-13T15:00:00.000Z');
    expect(instantOf('2025-10-26 03:30:00')).toBe('2025-10-26T00:30:00.000Z');
    expect(instantOf('2025-03-30 03:30:00')).toBe('2025-03-30T01:30:00.000Z');
  });

  it.each(['2025-02-30 10:00:00', '2025-08-13T10:00:00', '13.08.2025 10:00:00', '2025-08-13 25:00:00', ''])(
    'does not take "%s" for a wall clock',
    (wall) => {
      expect(kyiv.instantOf(wall)).toBeNull();
    },
  );

  it('knows zones west of Greenwich and with half hours', () => {
    const ms = Date.parse('2025-07-01T00:00:00Z');

    expect(new LocationTime('America/Caracas').isoAt(ms)).toBe('2025-06-30T20:00:00-04:00');
    expect(new LocationTime('Asia/Kolkata').isoAt(ms)).toBe('2025-07-01T05:30:00+05:30');
    expect(() => new LocationTime('Europe/Atlantis')).toThrow(RangeError);
  });
});
