import { Command, Option } from 'nest-commander';
import {
  AppointmentsCommands,
  type Finding,
  type RepairOutcome,
  type ValidationReport,
} from '../../modules/appointments/appointments.public.js';
import { CliCommand, type CommonOptions } from '../cli-command.js';
import type { ExitCode } from '../exit-codes.js';

interface AppointmentsValidateOptions extends CommonOptions {
  readonly fix?: boolean;
}

@Command({
  name: 'appointments:validate',
  description: 'look for what is wrong with the stored appointments (A9); exit code 3 when something is',
})
export class AppointmentsValidateCommand extends CliCommand<AppointmentsValidateOptions> {
  @Option({ flags: '--fix', description: 'first repair what is safe, after a backup' })
  parseFix(): boolean {
    return true;
  }

  protected async execute(
    _args: readonly string[],
    { json, fix = false }: AppointmentsValidateOptions,
  ): Promise<ExitCode> {
    const appointments = (await this.session.app()).get(AppointmentsCommands, { strict: false });
    const report = await appointments.validate({ fix });
    if (json === true) {
      this.terminal.json(report);
    } else {
      this.terminal.data([...repairLines(report.repair), ...findingLines(report)].join('\n'));
    }
    return report.isValid ? 0 : 3;
  }
}

function repairLines(repair: RepairOutcome | null): string[] {
  if (repair === null) {
    return [];
  }
  const kept =
    repair.backup === null ? '' : `; the rows as they were are in DATA_DIR/backups/${repair.backup}`;
  return [
    ...repair.actions.map(({ action, count }) => `Repaired ${count}: ${action}`),
    repair.actions.length === 0 ? 'Nothing could be repaired safely.' : `Done${kept}.`,
  ];
}

function findingLines({ findings }: ValidationReport): string[] {
  return findings.length === 0 ? ['Nothing is wrong.'] : findings.flatMap(linesOf);
}

function linesOf({ severity, sentence, count, examples }: Finding): string[] {
  return [`${severity.padEnd(7)} ${count}: ${sentence}`, `        ${examples.slice(0, 5).join(', ')}`];
}
