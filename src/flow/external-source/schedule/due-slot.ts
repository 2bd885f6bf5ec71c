import type { SourceRun } from '../source-run.js';
import { nextSlot } from './next-slot.js';
import type { SourceSchedule } from './source-schedules.repository.js';

/** What a schedule asks for at an instant. */
export type ScheduleStep =
  | { readonly do: 'nothing' }
  /** Start a run for `slot`, then wait for `next`. */
  | { readonly do: 'fire'; readonly slot: Date; readonly next: Date }
  /** Let `slot` pass without a run. */
  | { readonly do: 'skip'; readonly slot: Date; readonly next: Date };

/**
 * Decides by the schedule's row and PostgreSQL's clock. Slots that were missed during a downtime are one run. When the
 * clock was ahead and went back, the next slot is corrected; the slots that come a second time have had their run
 * (D2), which the table of runs knows.
 */
export function scheduleStep(schedule: SourceSchedule, now: Date): ScheduleStep {
  const { cron, timeZone, nextRunAt, isPaused, restUntil } = schedule;
  if (isPaused) {
    return { do: 'nothing' };
  }
  const next = nextSlot(cron, timeZone, now);
  if (nextRunAt.getTime() > now.getTime()) {
    return nextRunAt.getTime() > next.getTime() ? { do: 'skip', slot: nextRunAt, next } : { do: 'nothing' };
  }
  const isResting = restUntil !== null && restUntil.getTime() > now.getTime();
  return { do: isResting ? 'skip' : 'fire', slot: nextRunAt, next };
}

/**
 * Whether a slot stays due because its source is being read: it waits for the run of another schedule of the source,
 * else a full run at the hour of a more frequent one would never have its turn. A run of its own schedule or by hand
 * takes the slot's place (overlap = skip). Null: the run has ended meanwhile.
 */
export function waitsFor(live: Pick<SourceRun, 'schedule'> | null, schedule: SourceSchedule): boolean {
  return live === null || (live.schedule !== null && live.schedule !== schedule.name);
}
