import { Command, Option } from 'nest-commander';
import {
  APPOINTMENT_ERRORS,
  AppointmentsCommands,
  type ImportReport,
  RANGE_PRESETS,
} from '../../modules/appointments/appointments.public.js';
import { CliCommand, type CommonOptions } from '../cli-command.js';
import { CliSession } from '../cli-session.js';
import { type ExitCode, exitCodeOf, UsageError } from '../exit-codes.js';
import { Prompter } from '../prompter.js';
import { SourceReading } from '../source-reading.js';
import { Terminal } from '../terminal.js';

interface AppointmentsSyncOptions extends CommonOptions {
  readonly interactive?: boolean;
  readonly insertOnly?: boolean;
  readonly dryRun?: boolean;
}

const OTHER_DATES = 'other dates';
const DAY = /^\d{4}-\d\d-\d\d$/;

@Command({
  name: 'appointments:sync',
  arguments: '[range...]',
  description: 'read the appointments of some days from Altegio (A7)',
  argsDescription: {
    range: `${RANGE_PRESETS.join(', ')}; or FROM TO, both as YYYY-MM-DD and inclusive`,
  },
})
export class AppointmentsSyncCommand extends CliCommand<AppointmentsSyncOptions> {
  constructor(
    session: CliSession,
    terminal: Terminal,
    private readonly sources: SourceReading,
    private readonly prompter: Prompter,
  ) {
    super(session, terminal);
  }

  @Option({ flags: '-i, --interactive', description: 'ask for the days' })
  parseInteractive(): boolean {
    return true;
  }

  @Option({ flags: '--insert-only', description: 'add new appointments, and leave stored ones as they are' })
  parseInsertOnly(): boolean {
    return true;
  }

  @Option({ flags: '--dry-run', description: 'compute what would change, and store nothing' })
  parseDryRun(): boolean {
    return true;
  }

  protected async execute(args: readonly string[], options: AppointmentsSyncOptions): Promise<ExitCode> {
    const { json = false, interactive = false, insertOnly = false, dryRun = false } = options;
    const words = interactive ? await this.askForRange() : args;
    if (words.length === 0) {
      throw new UsageError(
        `Which days? Write ${RANGE_PRESETS.join(', ')}, or FROM TO; or use --interactive.`,
      );
    }
    const appointments = (await this.session.app()).get(AppointmentsCommands, { strict: false });
    const { runId, ...range } = await appointments.start(words, { insertOnly, dryRun });
    const report = appointments.report(range, await this.sources.watch(runId));
    if (json) {
      this.terminal.json(report);
    } else {
      this.terminal.data(reportText(report));
    }
    return exitCodeOf(report.state);
  }

  private async askForRange(): Promise<string[]> {
    const choice = await this.prompter.choose('Which days?', [...RANGE_PRESETS, OTHER_DATES]);
    if (choice !== OTHER_DATES) {
      return [choice];
    }
    const checkDay = (text: string): string | null =>
      DAY.test(text) ? null : `${APPOINTMENT_ERRORS.invalidDate}: write YYYY-MM-DD`;
    const from = await this.prompter.ask('First day (YYYY-MM-DD)', checkDay);
    return [from, await this.prompter.ask('Last day (YYYY-MM-DD)', checkDay)];
  }
}

/** The final report (A10). */
function reportText(report: ImportReport): string {
  const { from, to, state, pages, fetched, saved, updated, unchanged, skipped, errors, warnings } = report;
  return [
    `Appointments of ${from} to ${to}: ${state}`,
    ...[`  pages      ${pages}`, `  fetched    ${fetched}`, `  saved      ${saved}`],
    ...[`  updated    ${updated}`, `  unchanged  ${unchanged}`],
    ...skipped.map(({ sentence, count }) => `  skipped    ${count}: ${sentence}`),
    `  errors     ${errors}`,
    ...warnings.map((warning) => `  warning: ${warning}`),
    ...(report.error === null ? [] : [`  ${report.error}`]),
  ].join('\n');
}
