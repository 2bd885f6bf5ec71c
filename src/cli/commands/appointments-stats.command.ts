import { Command, Option } from 'nest-commander';
import {
  type AppointmentFigures,
  AppointmentsCommands,
  type ClearingOutcome,
  type NamedCount,
} from '../../modules/appointments/appointments.public.js';
import { CliCommand, type CommonOptions } from '../cli-command.js';
import type { ExitCode } from '../exit-codes.js';

interface AppointmentsStatsOptions extends CommonOptions {
  readonly clean?: boolean;
}

const DAYS_SHOWN = 14;
const ATTENDANCES = { 0: 'pending', 1: 'arrived', '-1': 'no-show', 2: 'confirmed' } as const;

@Command({ name: 'appointments:stats', description: 'count the stored appointments (A8)' })
export class AppointmentsStatsCommand extends CliCommand<AppointmentsStatsOptions> {
  @Option({
    flags: '--clean',
    description: 'first remove logical duplicates, keeping the oldest, after a backup',
  })
  parseClean(): boolean {
    return true;
  }

  protected async execute(_args: readonly string[], options: AppointmentsStatsOptions): Promise<ExitCode> {
    const { json = false, clean = false } = options;
    const appointments = (await this.session.app()).get(AppointmentsCommands, { strict: false });
    const cleaned = clean ? await appointments.clean() : null;
    const figures = await appointments.stats();
    if (json) {
      this.terminal.json({ ...figures, ...(cleaned === null ? {} : { cleaned }) });
    } else {
      this.terminal.data([...cleanedLines(cleaned), ...figureLines(figures)].join('\n'));
    }
    return 0;
  }
}

function cleanedLines(cleaned: ClearingOutcome | null): string[] {
  if (cleaned === null) {
    return [];
  }
  const backup = cleaned.backup === null ? '' : `; they are kept in DATA_DIR/backups/${cleaned.backup}`;
  return [`Removed ${cleaned.removedCount} duplicates${backup}.`];
}

function figureLines(figures: AppointmentFigures): string[] {
  const { total, deleted, trials, duplicates, byAttendance, byDate } = figures;
  return [
    `Appointments: ${total} (${deleted} deleted at the vendor, ${trials} trials, ${duplicates} duplicates)`,
    'By attendance:',
    ...byAttendance.map(({ attendance, count }) => `  ${ATTENDANCES[attendance].padEnd(10)} ${count}`),
    'Top teachers:',
    ...figures.topTeachers.map(namedLine),
    'Top services:',
    ...figures.topServices.map(namedLine),
    `By date (the last ${Math.min(DAYS_SHOWN, byDate.length)} of ${byDate.length} days):`,
    ...byDate.slice(0, DAYS_SHOWN).map(({ date, count }) => `  ${date} ${count}`),
  ];
}

function namedLine({ id, name, count }: NamedCount): string {
  return `  ${String(count).padStart(6)}  ${name ?? id}`;
}
