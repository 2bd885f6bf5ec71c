import { describe, expect, it } from '@jest/globals';
import { ReasonTally } from './reason-tally.js';

describe('ReasonTally', () => {
  it('tells a reason when it is first met, and whenever its count has one more digit', () => {
    const tally = new ReasonTally();
    const told = Array.from({ length: 200 }, () => tally.add(new Map([['no name', 1]]))).flat();

    expect(told.map(([, count]) => count)).toEqual([1, 10, 100]);
    expect(tally.rest()).toEqual([['no name', 200]]);
    expect(tally.rest()).toEqual([]);
  });

  it('tells some reasons apart, not any number', () => {
    const tally = new ReasonTally();
    const told = Array.from({ length: 500 }, (_, page) => tally.add(new Map([[`reason ${page}`, 1]]))).flat();

    expect(told).toHaveLength(20);
  });
});
