import { Clock, SystemClock } from '../../../src/kernel/clock.js';

/** A clock that a test moves forward. */
export class ShiftedClock extends Clock {
  shiftMs = 0;
  private readonly system = new SystemClock();

  now(): Date {
    return new Date(this.system.nowMs() + this.shiftMs);
  }
}
