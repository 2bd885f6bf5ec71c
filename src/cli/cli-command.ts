import { Injectable } from '@nestjs/common';
import { CommandRunner, Option } from 'nest-commander';
import { CliSession } from './cli-session.js';
import type { ExitCode } from './exit-codes.js';
import { Terminal } from './terminal.js';

type Commander = Parameters<CommandRunner['setCommand']>[0];

/** Options that every command has. */
export interface CommonOptions {
  readonly json?: boolean;
}

/**
 * A command: what it is called and takes stands in its `@Command`, what it does in `execute`. It decides nothing about
 * the business: that is asked of the modules.
 */
@Injectable()
export abstract class CliCommand<Options extends CommonOptions = CommonOptions> extends CommandRunner {
  constructor(
    protected readonly session: CliSession,
    protected readonly terminal: Terminal,
  ) {
    super();
  }

  @Option({ flags: '--json', description: 'print the data as JSON, for machines' })
  parseJson(): boolean {
    return true;
  }

  /** Mistakes are thrown, not answered by an end of the process. */
  override setCommand(command: Commander): this {
    command
      .exitOverride()
      .allowExcessArguments(false)
      .showHelpAfterError('(add --help to see what it takes)');
    return super.setCommand(command);
  }

  override async run(args: string[], options: Options): Promise<void> {
    this.session.exitCode = await this.execute(args, options);
  }

  /** Throws `UsageError` for what the parser cannot know to be wrong, and what the modules throw. */
  protected abstract execute(args: readonly string[], options: Options): Promise<ExitCode>;
}
