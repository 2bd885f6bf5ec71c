import { Injectable } from '@nestjs/common';
import { type CommandRunner, InjectCommander } from 'nest-commander';
import { productVersion } from '../app/openapi/product-version.js';

type Commander = Parameters<CommandRunner['setCommand']>[0];

const EXIT_CODES = `
Data goes to stdout, progress and errors to stderr. Exit codes: 0 done, 1 failed or cancelled,
2 not understood, 3 done, but some records could not be stored (see the quarantine).
For machines: npm run --silent cli -- <command> --json`;

/** What is said above the list of the commands. */
@Injectable()
export class CliProgram {
  constructor(@InjectCommander() commander: Commander) {
    commander
      .name('npm run cli --')
      .description('The commands of the operator. Each works on the database of DATABASE_URL or DATA_DIR.')
      .usage('<command> [options]')
      .version(productVersion(), '-V, --version', 'print the version')
      .helpOption('-h, --help', 'say what there is, or what a command takes')
      .addHelpCommand(false)
      .configureHelp({ sortSubcommands: true, subcommandTerm: (command) => command.name() })
      .showHelpAfterError('(add --help to see the commands)')
      .addHelpText('after', EXIT_CODES);
  }
}
