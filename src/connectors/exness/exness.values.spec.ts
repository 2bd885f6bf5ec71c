import { describe, expect, it } from '@jest/globals';
import { clientUuid, formatDecimal, parseDay, parseDecimal, shortUid } from './exness.values.js';

describe('decimals of the affiliates API (C2)', () => {
  it.each([
    ['0.00', '0.00000000'],
    ['3.41', '3.41000000'],
    [1.25, '1.25000000'],
    [7, '7.00000000'],
    [null, '0.00000000'],
    [undefined, '0.00000000'],
    ['-12.5', '-12.50000000'],
    ['8.5e-07', '0.00000085'],
    [8.5e-7, '0.00000085'],
    ['1E3', '1000.00000000'],
    ['0.000000005', '0.00000001'],
    ['-0.000000005', '-0.00000001'],
    ['-0.000000004', '0.00000000'],
    ['0.1000000000000000000000000009', '0.10000000'],
    ['999999999999.99999999', '999999999999.99999999'],
  ])('reads %p as %s', (given, expected) => {
    expect(formatDecimal(parseDecimal(given)!)).toBe(expected);
  });

  it.each(['', ' ', 'NaN', 'Infinity', '1,25', '1.2.3', '0x10', 'a lot', '1e999'])('refuses %p', (given) => {
    expect(parseDecimal(given)).toBeNull();
  });

  it('says when a column could not hold it', () => {
    expect(formatDecimal(parseDecimal('1000000000000')!)).toBeNull();
    expect(formatDecimal(parseDecimal('999999999999.999999995')!)).toBeNull();
  });

  it('sums exactly what floats do not', () => {
    expect(formatDecimal(parseDecimal('0.1')! + parseDecimal('0.2')!)).toBe('0.30000000');
  });
});

describe('days', () => {
  it.each([
    ['2025-06-15', '2025-06-15'],
    ['2024-02-29', '2024-02-29'],
    ['2025-06-15T00:00:00', '2025-06-15'],
    ['2025-02-29', null],
    ['2025-13-01', null],
    ['2025-06-31', null],
    ['15.06.2025', null],
    ['0000-00-00', null],
  ])('reads %s as %s', (given, expected) => {
    expect(parseDay(given)).toBe(expected);
  });
});

describe('ids of clients (E19)', () => {
  it('tells the short one from the whole one, in any case', () => {
    expect(shortUid('0A1B2C3D')).toBe('0a1b2c3d');
    expect(shortUid('0a1b2c3d-0000-4000-8000-000000000001')).toBeNull();
    expect(shortUid('0a1b2c3')).toBeNull();
    expect(shortUid(12345678)).toBeNull();
    expect(clientUuid('0A1B2C3D-0000-4000-8000-000000000001')).toBe('0a1b2c3d-0000-4000-8000-000000000001');
    expect(clientUuid('0a1b2c3d')).toBeNull();
    expect(clientUuid(null)).toBeNull();
  });
});
