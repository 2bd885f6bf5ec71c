import { Command } from 'nest-commander';
import { CliCommand, type CommonOptions } from '../cli-command.js';
import type { ExitCode } from '../exit-codes.js';

@Command({
  name: 'migrate',
  description: 'bring the schema up to date; every process does it at its start too',
})
export class MigrateCommand extends CliCommand {
  protected async execute(_args: readonly string[], { json }: CommonOptions): Promise<ExitCode> {
    const applied = await this.session.migrate();
    if (json === true) {
      this.terminal.json({ applied });
    } else {
      this.terminal.data(
        applied.length === 0 ? 'The schema is up to date.' : `Applied:\n  ${applied.join('\n  ')}`,
      );
    }
    return 0;
  }
}
