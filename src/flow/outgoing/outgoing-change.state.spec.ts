import { describe, expect, it } from '@jest/globals';
import {
  OUTGOING_STATES,
  OUTGOING_STEPS,
  type OutgoingEvent,
  type OutgoingState,
  step,
} from './outgoing-change.state.js';

/** Written down once more, by event: the two must agree. */
const LEGAL: Readonly<Record<OutgoingEvent, Partial<Record<OutgoingState, OutgoingState>>>> = {
  claim: { queued: 'applying' },
  confirm: { applying: 'applied' },
  withdraw: { applying: 'discarded' },
  postpone: { applying: 'queued' },
  recover: { applying: 'queued' },
  disagree: { applying: 'conflicted' },
  refuse: { applying: 'rejected' },
  retry: { queued: 'queued', conflicted: 'queued', rejected: 'queued' },
  discard: { queued: 'discarded', conflicted: 'discarded', rejected: 'discarded' },
};
const EVENTS = Object.keys(LEGAL) as OutgoingEvent[];
const CELLS = OUTGOING_STATES.flatMap((state) => EVENTS.map((event) => ({ state, event })));

describe('the life of an outgoing change (S6)', () => {
  it.each(CELLS)('$state, $event', ({ state, event }) => {
    const next = LEGAL[event][state] ?? null;

    expect(OUTGOING_STEPS[state][event]).toBe(next);
    if (next === null) {
      expect(() => step(state, event)).toThrow(`${state} cannot ${event}`);
    } else {
      expect(step(state, event)).toBe(next);
    }
  });

  it('decides every cell', () => {
    expect(CELLS).toHaveLength(54);
    expect(Object.keys(OUTGOING_STEPS)).toEqual(OUTGOING_STATES);
  });

  it('ends for good only where nothing is left to do', () => {
    const final = OUTGOING_STATES.filter((state) =>
      Object.values(OUTGOING_STEPS[state]).every((next) => next === null),
    );

    expect(final).toEqual(['applied', 'discarded']);
  });

  it('leaves `applying` only on what its worker says or on its death', () => {
    const leaving = EVENTS.filter((event) => OUTGOING_STEPS.applying[event] !== null);

    expect(leaving).toEqual(['confirm', 'withdraw', 'postpone', 'recover', 'disagree', 'refuse']);
  });
});
