import { describe, expect, it } from '@jest/globals';
import { sumOf } from './item-sum.js';

describe('the sum of an order’s lines', () => {
  it('is exact, where numbers would not be', () => {
    expect(sumOf(['0.10', '0.20'])).toBe('0.30');
    expect(sumOf(['9007199254740993.01', '0.01'])).toBe('9007199254740993.02');
    expect(sumOf(['5800.00', '500', '7.5'])).toBe('6307.50');
  });

  it('is zero for none, and may be less', () => {
    expect(sumOf([])).toBe('0.00');
    expect(sumOf(['-0.05', '0.02'])).toBe('-0.03');
  });
});
