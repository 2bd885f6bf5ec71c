const TWO_POW_32 = 0x1_0000_0000;

/**
 * Chance that repeats itself: the same seed gives the same sequence on every machine and every start, so that a
 * simulated world is the same byte for byte. One instance per purpose; never shared between two worlds, and
 * never used where an attacker must not guess.
 */
export class SeededRandom {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** A fraction in [0, 1). */
  next(): number {
    this.state = (this.state + 0x9e3779b9) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / TWO_POW_32;
  }

  /** A whole number from `lowest` to `highest`, both included. */
  between(lowest: number, highest: number): number {
    return lowest + Math.floor(this.next() * (highest - lowest + 1));
  }

  /** True in the given share (0 to 1) of the calls. */
  chance(share: number): boolean {
    return this.next() < share;
  }

  /** One of the choices; throws a RangeError when there is none. */
  pick<T>(choices: readonly T[]): T {
    if (choices.length === 0) {
      throw new RangeError('Nothing to pick from.');
    }
    return choices[this.between(0, choices.length - 1)] as T;
  }

  /** One of the choices, each as likely as its weight says. Weights need not add up to one. */
  pickWeighted<T>(choices: readonly (readonly [choice: T, weight: number])[]): T {
    const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
    let left = this.next() * total;
    for (const [choice, weight] of choices) {
      left -= weight;
      if (left < 0) {
        return choice;
      }
    }
    return this.pick(choices)[0];
  }

  /** A new list with the same elements in another order. */
  shuffle<T>(elements: readonly T[]): T[] {
    const shuffled = [...elements];
    for (let index = shuffled.length - 1; index > 0; index -= 1) {
      const other = this.between(0, index);
      [shuffled[index], shuffled[other]] = [shuffled[other] as T, shuffled[index] as T];
    }
    return shuffled;
  }
}
