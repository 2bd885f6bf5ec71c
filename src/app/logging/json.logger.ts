import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Level, type Logger, pino } from 'pino';
import { describeError, redactFields, redactText } from './redaction.js';

/** Fields of a log line; those that `redaction.ts` does not list are left out. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Parts of Nest that tell of every module and route at each start. */
const NARRATORS = new Set<unknown>(['InstanceLoader', 'RouterExplorer', 'RoutesResolver', 'NestFactory']);

/**
 * Nest's logger, and ours: one JSON line per event, on stdout. What may be in a line is decided by an
 * allow-list (FAULTS H15, J3; X5), so a careless caller cannot log a token, a body or a phone number.
 */
export class JsonLogger implements LoggerService {
  private readonly pino: Logger;

  constructor(level: Level | 'silent', destination: DestinationStream) {
    this.pino = pino(
      { level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime },
      destination,
    );
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write(NARRATORS.has(rest.at(-1)) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** An event with its fields, for our own code. */
  event(level: Level, message: string, fields: LogFields): void {
    if (this.pino.isLevelEnabled(level)) {
      this.pino[level](redactFields(fields), redactText(message));
    }
  }

  /** Something that should never happen: with its cause, for whoever repairs it. */
  bug(message: string, error: unknown, fields: LogFields = {}): void {
    this.pino.error({ ...redactFields(fields), error: describeError(error) }, redactText(message));
  }

  /** Nest gives the context last, and for errors the stack before it. */
  private write(level: Level, message: unknown, rest: readonly unknown[]): void {
    if (!this.pino.isLevelEnabled(level)) {
      return;
    }
    const context = rest.at(-1);
    const error = [message, ...rest].find((part) => part instanceof Error);
    const fields = [message, ...rest].find((part) => isFields(part));
    this.pino[level](
      {
        ...(fields === undefined ? {} : redactFields(fields)),
        ...(typeof context === 'string' && !context.includes('\n') ? { context } : {}),
        ...(error === undefined ? {} : { error: describeError(error) }),
      },
      textOf(message),
    );
  }
}

function isFields(part: unknown): part is Record<string, unknown> {
  return typeof part === 'object' && part !== null && !(part instanceof Error) && !Array.isArray(part);
}

function textOf(message: unknown): string {
  if (typeof message === 'string') {
    return redactText(message);
  }
  if (message instanceof Error) {
    return message.name;
  }
  return isFields(message) && typeof message.msg === 'string' ? redactText(message.msg) : 'event';
}
