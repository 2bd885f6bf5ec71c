import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT } from '../../config/config.module.js';
import type { Environment } from '../../config/environment.js';
import {
  type RunTrigger,
  type SourceRun,
  SourceRunner,
} from '../../flow/external-source/external-source.public.js';
import { AppError } from '../../kernel/app-error.js';
import { Clock } from '../../kernel/clock.js';
import { APPOINTMENT_ERRORS } from './appointment-errors.js';
import { type DateRange, typedRange } from './appointment-range.js';

/** The source of all appointments. */
export const APPOINTMENT_SOURCE = 'altegio';

export interface ImportOptions {
  /** Adds new appointments and leaves stored ones as they are (A5). */
  readonly insertOnly?: boolean;
  readonly dryRun?: boolean;
}

/** Starts imports of a range, for people: over REST and from the command line (A7). */
@Injectable()
export class AppointmentImports {
  constructor(
    private readonly runner: SourceRunner,
    private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: Pick<Environment, 'ALTEGIO_TIME_ZONE'>,
  ) {}

  /** The days that the words mean now, on the location's calendar. Throws `VALIDATION`: `Invalid date format`. */
  rangeOf(words: readonly string[]): DateRange {
    return typedRange(words, this.clock.now(), this.environment.ALTEGIO_TIME_ZONE);
  }

  /**
   * Starts the import of a range. Throws `RUN_IN_PROGRESS` with the `runId` of the one under way, and
   * `SOURCE_NOT_CONFIGURED`: `Missing environment variables`, with their names.
   */
  async start(
    range: DateRange,
    options: ImportOptions,
    trigger: RunTrigger,
  ): Promise<{ readonly runId: string }> {
    const { insertOnly = false, dryRun = false } = options;
    try {
      return await this.runner.start(
        APPOINTMENT_SOURCE,
        { mode: insertOnly ? 'new-only' : 'range', ...range, ...(dryRun ? { dryRun } : {}) },
        trigger,
      );
    } catch (error) {
      throw named(error);
    }
  }

  /** Answers the run when it has ended, however. */
  wait(runId: string, signal?: AbortSignal): Promise<SourceRun> {
    return this.runner.wait(runId, signal);
  }
}

/** The sentence by which people know the error (A10), with the variables that are missing. */
function named(error: unknown): unknown {
  if (!(error instanceof AppError) || error.code !== 'SOURCE_NOT_CONFIGURED') {
    return error;
  }
  const names = (error.options.errors ?? []).map(({ field }) => field).join(', ');
  return new AppError(
    'SOURCE_NOT_CONFIGURED',
    `${APPOINTMENT_ERRORS.missingVariables}: ${names}`,
    error.options,
  );
}
