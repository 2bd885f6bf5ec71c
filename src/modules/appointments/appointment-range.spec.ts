import { describe, expect, it } from '@jest/globals';
import { datesRange, presetRange, type RangePreset, typedRange } from './appointment-range.js';

const KYIV = 'Europe/Kyiv';

describe('ranges by name (A2)', () => {
  it.each<[RangePreset, string, string]>([
    ['today', '2025-08-13', '2025-08-13'],
    ['yesterday', '2025-08-12', '2025-08-12'],
    ['this-week', '2025-08-11', '2025-08-17'],
    ['last-week', '2025-08-04', '2025-08-10'],
    ['this-month', '2025-08-01', '2025-08-31'],
    ['last-month', '2025-07-01', '2025-07-31'],
  ])('A2 %s on a Wednesday afternoon is %s to %s', (preset, from, to) => {
    expect(presetRange(preset, new Date('2025-08-13T12:00:00Z'), KYIV)).toEqual({ from, to });
  });

  it("A2 the day is the location's, whatever the day in Greenwich", () => {
    const justAfterMidnight = new Date('2025-08-12T21:30:00Z');
    const stillTheDayBefore = new Date('2025-08-12T20:59:59Z');

    expect(presetRange('today', justAfterMidnight, KYIV)).toEqual({ from: '2025-08-13', to: '2025-08-13' });
    expect(presetRange('today', stillTheDayBefore, KYIV)).toEqual({ from: '2025-08-12', to: '2025-08-12' });
    expect(presetRange('last-month', new Date('2025-07-31T22:00:00Z'), KYIV)).toEqual({
      from: '2025-07-01',
      to: '2025-07-31',
    });
  });

  it.each<[RangePreset, string, string]>([
    ['this-week', '2025-08-11', '2025-08-17'],
    ['last-week', '2025-08-04', '2025-08-10'],
  ])('A2 on a Sunday %s ends with the right Sunday, day 7', (preset, from, to) => {
    expect(presetRange(preset, new Date('2025-08-17T09:00:00Z'), KYIV)).toEqual({ from, to });
  });

  it.each<[string, string, RangePreset, string, string]>([
    ['the day that loses an hour', '2025-03-30T12:00:00Z', 'today', '2025-03-30', '2025-03-30'],
    ['the day after it', '2025-03-30T21:10:00Z', 'yesterday', '2025-03-30', '2025-03-30'],
    ['the day that gains an hour', '2025-10-26T21:30:00Z', 'today', '2025-10-26', '2025-10-26'],
    ['the day after it', '2025-10-26T22:30:00Z', 'yesterday', '2025-10-26', '2025-10-26'],
    ['the week of the change', '2025-10-26T12:00:00Z', 'this-week', '2025-10-20', '2025-10-26'],
    ['a new year', '2026-01-01T00:00:00Z', 'last-month', '2025-12-01', '2025-12-31'],
    ['a leap year', '2024-03-05T00:00:00Z', 'last-month', '2024-02-01', '2024-02-29'],
  ])('A2 E11 %s: %s', (_what, now, preset, from, to) => {
    expect(presetRange(preset, new Date(now), KYIV)).toEqual({ from, to });
  });

  it('A2 does not lean on the zone of the server', () => {
    const now = new Date('2025-08-13T03:30:00Z');

    expect(presetRange('today', now, 'America/Caracas').from).toBe('2025-08-12');
    expect(presetRange('today', now, 'Pacific/Kiritimati').from).toBe('2025-08-13');
  });
});

describe('ranges by date (A2)', () => {
  it('takes two inclusive days', () => {
    expect(datesRange('2024-02-29', '2024-02-29')).toEqual({ from: '2024-02-29', to: '2024-02-29' });
  });

  it.each([
    ['13.08.2025', '2025-08-14'],
    ['2025-08-13', 'tomorrow'],
    ['2025-02-30', '2025-03-01'],
    ['2025-8-1', '2025-08-02'],
    ['2025-08-13T00:00:00Z', '2025-08-14'],
    ['', ''],
    ['infinity', '2025-08-14'],
    ['+300000-01-01', '2025-08-14'],
    ['2025-08-13', "2025-08-14' OR 1=1"],
  ])('A2 H4 %p to %p says "Invalid date format"', (from, to) => {
    expect(() => datesRange(from, to)).toThrow('Invalid date format');
  });

  it('A2 refuses a range that runs backwards', () => {
    expect(() => datesRange('2025-08-14', '2025-08-13')).toThrow('The range ends before it begins');
  });

  it('A7 reads what a person types', () => {
    const now = new Date('2025-08-13T12:00:00Z');

    expect(typedRange(['yesterday'], now, KYIV).from).toBe('2025-08-12');
    expect(typedRange(['2025-08-01', '2025-08-05'], now, KYIV)).toEqual({
      from: '2025-08-01',
      to: '2025-08-05',
    });
    expect(() => typedRange(['last-year'], now, KYIV)).toThrow('Invalid date format');
    expect(() => typedRange(['2025-08-01'], now, KYIV)).toThrow('Invalid date format');
    expect(() => typedRange([], now, KYIV)).toThrow('Invalid date format');
  });
});
