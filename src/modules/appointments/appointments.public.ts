export { APPOINTMENT_ERRORS } from './appointment-errors.js';
export { type DateRange, presetRange, RANGE_PRESETS, type RangePreset } from './appointment-range.js';
export {
  AppointmentsCommands,
  type ImportReport,
  type SkippedCount,
  type ValidationReport,
} from './appointments.commands.js';
export type { ClearingOutcome, RepairOutcome } from './appointment-repair.js';
export type { AppointmentFigures, NamedCount } from './appointment-stats.js';
export type { Finding, Validation } from './appointment-validation.js';
