import type { Tone } from '../ui/tone-chip.js';

/** The vendor's numbers for what became of a lesson, in the order in which people ask for them. */
const TONES: readonly (readonly [attendance: number, tone: Tone])[] = [
  [0, 'default'],
  [2, 'primary'],
  [1, 'success'],
  [-1, 'error'],
];

export const ATTENDANCE_TONES: Readonly<Record<string, Tone>> = Object.fromEntries(TONES);

/** The choices of an attendance, named in the catalogue. */
export const ATTENDANCES = TONES.map(([id]) => ({ id, name: `resources.appointments.attendance.${id}` }));

/** The choices of a filter that is a yes or a no; the API takes the words. */
export const YES_NO = [
  { id: 'true', name: 'ra.boolean.true' },
  { id: 'false', name: 'ra.boolean.false' },
];
