import { CronTime } from 'cron';

/**
 * The first slot of a cron expression after an instant, as its zone's wall clock has it: a time that the change to
 * summer time leaves out fires right after the gap, one that comes twice fires once a day (FAULTS D4).
 */
export function nextSlot(cron: string, timeZone: string, after: Date): Date {
  return new CronTime(cron, timeZone).getNextDateFrom(after, timeZone).toJSDate();
}

/** Why the expression or the zone makes no sense; null when both do. */
export function scheduleProblem(cron: string, timeZone: string): string | null {
  try {
    new CronTime(cron, timeZone);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : 'The schedule cannot be read';
  }
}
