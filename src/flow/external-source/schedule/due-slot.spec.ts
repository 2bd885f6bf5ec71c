import { describe, expect, it } from '@jest/globals';
import { scheduleStep, waitsFor } from './due-slot.js';
import { nextSlot, scheduleProblem } from './next-slot.js';
import type { SourceSchedule } from './source-schedules.repository.js';

const at = (text: string): Date => new Date(text);
const schedule = (more: Partial<SourceSchedule>): SourceSchedule => ({
  sourceKey: 'fake',
  name: 'full',
  cron: '*/5 * * * *',
  timeZone: 'UTC',
  isPaused: false,
  nextRunAt: at('2026-03-01T12:05:00Z'),
  restUntil: null,
  ...more,
});

describe('a schedule', () => {
  it('waits for its slot, and fires it when it has come', () => {
    expect(scheduleStep(schedule({}), at('2026-03-01T12:04:59Z'))).toEqual({ do: 'nothing' });
    expect(scheduleStep(schedule({}), at('2026-03-01T12:05:00Z'))).toEqual({
      do: 'fire',
      slot: at('2026-03-01T12:05:00Z'),
      next: at('2026-03-01T12:10:00Z'),
    });
  });

  it('makes one run of all slots that were missed', () => {
    expect(scheduleStep(schedule({}), at('2026-03-03T00:01:00Z'))).toMatchObject({
      next: at('2026-03-03T00:05:00Z'),
    });
  });

  it('does nothing while it is paused', () => {
    const later = at('2026-04-01T00:00:00Z');

    expect(scheduleStep(schedule({ isPaused: true }), later)).toEqual({ do: 'nothing' });
  });

  it('E1 lets slots pass while the source rests', () => {
    const resting = schedule({ restUntil: at('2026-03-01T12:20:00Z') });

    expect(scheduleStep(resting, at('2026-03-01T12:05:01Z')).do).toBe('skip');
    expect(scheduleStep(resting, at('2026-03-01T12:20:01Z')).do).toBe('fire');
  });

  it('D2 D3 corrects a slot that was computed while the clock was far ahead', () => {
    const ahead = schedule({ nextRunAt: at('2036-03-01T12:05:00Z') });

    expect(scheduleStep(ahead, at('2026-03-01T12:01:00Z'))).toEqual({
      do: 'skip',
      slot: at('2036-03-01T12:05:00Z'),
      next: at('2026-03-01T12:05:00Z'),
    });
  });
});

describe('a slot of a source that is being read', () => {
  it.each([
    ['waits for a run of another schedule', 'new-only', true],
    ['gives way to a run of its own schedule', 'full', false],
    ['O1 gives way to a run by hand', null, false],
  ])('%s', (_name, running, waits) => {
    expect(waitsFor({ schedule: running }, schedule({}))).toBe(waits);
  });

  it('is tried again when that run has just ended', () => {
    expect(waitsFor(null, schedule({}))).toBe(true);
  });
});

describe('the next slot', () => {
  it('C7 O1 is meant in the zone of the source', () => {
    expect(nextSlot('0 6 * * *', 'Asia/Bangkok', at('2026-03-01T00:00:00Z'))).toEqual(
      at('2026-03-01T23:00:00Z'),
    );
  });

  it('C7 W11 A11 is the next of each of these, whatever the zone of this machine', () => {
    const sundayNoon = at('2026-03-01T12:00:00Z');

    expect(nextSlot('0 2 * * 0', 'Asia/Bangkok', sundayNoon)).toEqual(at('2026-03-07T19:00:00Z'));
    expect(nextSlot('0 2 * * *', 'America/Caracas', sundayNoon)).toEqual(at('2026-03-02T06:00:00Z'));
    expect(nextSlot('0 3 * * 1', 'Europe/Kyiv', sundayNoon)).toEqual(at('2026-03-02T01:00:00Z'));
  });

  it('D4 fires right after the gap of summer time', () => {
    expect(nextSlot('30 2 * * *', 'Europe/Berlin', at('2026-03-28T12:00:00Z'))).toEqual(
      at('2026-03-29T01:00:00Z'),
    );
  });

  it('D4 fires a daily slot once when its hour comes twice', () => {
    const first = nextSlot('30 2 * * *', 'Europe/Berlin', at('2026-10-24T12:00:00Z'));
    const second = nextSlot('30 2 * * *', 'Europe/Berlin', first);

    expect(second).toEqual(at('2026-10-26T01:30:00Z'));
  });

  it('K5 names a schedule that cannot be read', () => {
    expect(scheduleProblem('*/5 * * * *', 'Europe/Moscow')).toBeNull();
    expect(scheduleProblem('every day', 'Europe/Moscow')).not.toBeNull();
    expect(scheduleProblem('* * * * *', 'Mars/Olympus')).not.toBeNull();
  });
});
