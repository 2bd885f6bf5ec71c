import { describe, expect, it } from '@jest/globals';
import { dueState } from './due.js';

const NOW = new Date(2026, 1, 10, 12, 0);
const at = (day: number, hour: number): string => new Date(2026, 1, day, hour).toISOString();

describe('when a task is due', () => {
  it.each([
    ['overdue', at(10, 11), 'pending'],
    ['overdue', at(1, 9), 'in_progress'],
    ['today', at(10, 23), 'pending'],
    [null, at(11, 0), 'pending'],
    [null, at(1, 9), 'completed'],
    [null, at(1, 9), 'cancelled'],
    [null, null, 'pending'],
  ] as const)('is %s for %s, %s', (state, dueDate, status) => {
    expect(dueState({ dueDate, status }, NOW)).toBe(state);
  });
});
