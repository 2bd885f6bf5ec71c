import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from './seeded-random.js';

describe('seeded chance', () => {
  it('repeats itself for the same seed, and only for it', () => {
    const draw = (seed: number): number[] => {
      const random = new SeededRandom(seed);
      return Array.from({ length: 50 }, () => random.between(1, 1_000));
    };

    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('reaches both ends of a range and nothing beyond', () => {
    const random = new SeededRandom(3);
    const drawn = new Set(Array.from({ length: 500 }, () => random.between(-2, 2)));

    expect([...drawn].sort((one, other) => one - other)).toEqual([-2, -1, 0, 1, 2]);
  });

  it('follows weights roughly, and never picks what weighs nothing', () => {
    const random = new SeededRandom(4);
    const drawn = Array.from({ length: 4_000 }, () =>
      random.pickWeighted([
        ['often', 3],
        ['seldom', 1],
        ['never', 0],
      ]),
    );

    expect(drawn.filter((one) => one === 'often').length / 4_000).toBeCloseTo(0.75, 1);
    expect(drawn).not.toContain('never');
  });

  it('shuffles without losing or inventing anything', () => {
    const cards = Array.from({ length: 52 }, (_, index) => index);
    const shuffled = new SeededRandom(5).shuffle(cards);

    expect(shuffled).not.toEqual(cards);
    expect([...shuffled].sort((one, other) => one - other)).toEqual(cards);
  });

  it('has nothing to pick from an empty list', () => {
    expect(() => new SeededRandom(1).pick([])).toThrow(RangeError);
  });
});
