import { CommandFactory, CommandRunnerService } from 'nest-commander';
import { redactText } from '../app/logging/redaction.js';
import { AppError } from '../kernel/app-error.js';
import { CliModule } from './cli.module.js';
import { CliSession } from './cli-session.js';
import { type ExitCode, UsageError } from './exit-codes.js';
import type { Terminal } from './terminal.js';

/** What a command line needs of its surroundings. */
export interface CliSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  /** Ends what is under way: a run is cancelled, and the exit code is 1. */
  readonly signal: AbortSignal;
}

/** Runs one command, its name first in `args`, and answers its exit code when everything is closed. Never throws. */
export async function runCli(args: readonly string[], surroundings: CliSurroundings): Promise<ExitCode> {
  const { environment, terminal, signal } = surroundings;
  const session = new CliSession(environment, terminal, signal);
  const fail = (error: unknown): void => {
    session.exitCode = explain(error, terminal);
  };
  try {
    const cli = await CommandFactory.createWithoutRunning(CliModule.forRoot(session, terminal), {
      logger: false,
      abortOnError: false,
      errorHandler: (error) => {
        throw error;
      },
      serviceErrorHandler: fail,
      outputConfiguration: {
        writeOut: (text) => {
          terminal.data(text.trimEnd());
        },
        writeErr: (text) => {
          terminal.note(text.trimEnd());
        },
      },
    });
    await cli.get(CommandRunnerService).run(['node', 'cli', ...args]);
    await cli.close();
  } catch (error) {
    fail(error);
  } finally {
    await session.close();
  }
  return session.exitCode;
}

/** Says on stderr what went wrong, unless the parser has; answers the exit code. */
function explain(error: unknown, terminal: Terminal): ExitCode {
  const parserCode = parserCodeOf(error);
  if (parserCode !== null) {
    return parserCode;
  }
  if (error instanceof UsageError) {
    terminal.note(`error: ${error.message}`);
    return 2;
  }
  if (error instanceof AppError) {
    linesOf(error).forEach((line) => {
      terminal.note(line);
    });
    return error.code === 'VALIDATION' ? 2 : 1;
  }
  terminal.note(`error: ${error instanceof Error ? redactText(error.message) : 'unknown'}`);
  return 1;
}

function linesOf({ code, message, options }: AppError): string[] {
  const { errors = [], extra = {} } = options;
  if (code === 'SOURCE_NOT_CONFIGURED') {
    const names = errors.map(({ field }) => field).join(', ');
    // A module that has a sentence of its own for it has named them there.
    return [`error: ${message}${message.endsWith(names) ? '' : `. Missing environment variables: ${names}`}`];
  }
  return [
    `error: ${message}`,
    ...errors.map((problem) => `  ${problem.field}: ${problem.message}`),
    ...Object.entries(extra).map(([name, value]) => `  ${name}: ${String(value)}`),
  ];
}

/** Of an error of commander, which has printed what it is; help that was asked for is none. */
function parserCodeOf(error: unknown): ExitCode | null {
  if (!(error instanceof Error) || !('code' in error) || !String(error.code).startsWith('commander.')) {
    return null;
  }
  return 'exitCode' in error && error.exitCode === 0 ? 0 : 2;
}
