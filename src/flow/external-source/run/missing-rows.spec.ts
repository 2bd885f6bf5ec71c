import { describe, expect, it } from '@jest/globals';
import { decideSweep } from './missing-rows.js';

const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index));

describe('what a complete listing proves', () => {
  it('E10 nothing, the first time', () => {
    const decision = decideSweep({
      presentCount: 100,
      missingIds: ['1', '2'],
      candidateIds: [],
      isConfirmed: false,
    });

    expect(decision).toEqual({ markIds: [], candidateIds: ['1', '2'], warning: null });
  });

  it('E10 that those rows are gone which the listing before did not have either', () => {
    const decision = decideSweep({
      presentCount: 100,
      missingIds: ['1', '2'],
      candidateIds: ['2', '3'],
      isConfirmed: false,
    });

    expect(decision).toEqual({ markIds: ['2'], candidateIds: ['1', '2'], warning: null });
  });

  it.each([
    [100, 10, false],
    [100, 11, true],
    [5_000, 500, false],
    [6_000, 501, true],
    [1, 1, true],
  ])('E15 of %i rows %i are missing: blocked is %s', (presentCount, count, isBlocked) => {
    const missingIds = ids(count);
    const decision = decideSweep({ presentCount, missingIds, candidateIds: missingIds, isConfirmed: false });
    const confirmed = decideSweep({ presentCount, missingIds, candidateIds: missingIds, isConfirmed: true });

    expect(decision.warning !== null).toBe(isBlocked);
    expect(decision.markIds).toHaveLength(isBlocked ? 0 : count);
    expect(confirmed.markIds).toHaveLength(count);
  });
});
