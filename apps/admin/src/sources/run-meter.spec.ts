import { describe, expect, it } from '@jest/globals';
import { msLeft, percentOf, RunMeter } from './run-meter.js';

describe('RunMeter', () => {
  it('says nothing before it has seen two pages', () => {
    const meter = new RunMeter();
    expect(meter.see(0, 0)).toBeNull();
    expect(meter.see(100, 100)).toBeNull();
  });

  it('tells the rate of the last while, not of the whole run', () => {
    const meter = new RunMeter();
    meter.see(0, 0);
    expect(meter.see(1_000, 100)).toBe(100);
    for (let second = 2; second <= 40; second += 1) {
      meter.see(second * 1_000, 100 + (second - 1) * 10);
    }
    expect(meter.see(41_000, 500)).toBeCloseTo(10, 1);
  });

  it('begins anew when another worker starts over', () => {
    const meter = new RunMeter();
    meter.see(0, 0);
    meter.see(1_000, 100);
    expect(meter.see(2_000, 0)).toBeNull();
    expect(meter.see(3_000, 50)).toBe(50);
  });
});

describe('what is left', () => {
  it('is told where total and rate are known', () => {
    expect(msLeft(50, 150, 20)).toBe(5_000);
    expect([msLeft(50, null, 20), msLeft(50, 150, null), msLeft(150, 150, 20)]).toEqual([null, null, null]);
  });

  it('is never more than everything', () => {
    expect([percentOf(1, 3), percentOf(5, 4), percentOf(5, null), percentOf(0, 0)]).toEqual([
      33,
      100,
      null,
      null,
    ]);
  });
});
