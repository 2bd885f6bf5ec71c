import { Injectable } from '@nestjs/common';
import type { RunState, SourceRun } from '../../flow/external-source/external-source.public.js';
import { APPOINTMENT_ERRORS } from './appointment-errors.js';
import { AppointmentImports, type ImportOptions } from './appointment-imports.js';
import type { DateRange } from './appointment-range.js';
import { AppointmentRepair, type ClearingOutcome, type RepairOutcome } from './appointment-repair.js';
import { type AppointmentFigures, AppointmentStats } from './appointment-stats.js';
import { AppointmentValidation, type Validation } from './appointment-validation.js';

/** What became of an import, as its final report says it (A10). */
export interface ImportReport {
  readonly runId: string;
  readonly state: RunState;
  /** The days that were read; both inclusive. */
  readonly from: string;
  readonly to: string;
  readonly pages: number;
  readonly fetched: number;
  readonly saved: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Records that are not for us, by reason. */
  readonly skipped: readonly SkippedCount[];
  /** Records that could not be stored and wait in the quarantine. */
  readonly errors: number;
  readonly warnings: readonly string[];
  /** A named error with what the source said; null when the import came to its end. */
  readonly error: string | null;
}

export interface SkippedCount {
  readonly reason: string;
  readonly sentence: string;
  readonly count: number;
}

/** A skip in words for people. */
const SKIP_SENTENCES: Readonly<Record<string, string>> = {
  'other-service': 'Not an individual lesson',
  'no-crm-id': 'No CRM id in the name of the client',
  'teacher-not-found': APPOINTMENT_ERRORS.teacherNotFound,
};

/** What a validation found, and what was done about it before. */
export interface ValidationReport extends Validation {
  /** Null when nothing was to be repaired. */
  readonly repair: RepairOutcome | null;
}

/** Appointments for the command line (A7): each method waits for its end, and answers what it has to print. */
@Injectable()
export class AppointmentsCommands {
  constructor(
    private readonly imports: AppointmentImports,
    private readonly figures: AppointmentStats,
    private readonly validation: AppointmentValidation,
    private readonly repairs: AppointmentRepair,
  ) {}

  /**
   * Imports a range: the name of one, or FROM and TO. Throws `VALIDATION` (`Invalid date format`),
   * `SOURCE_NOT_CONFIGURED` (`Missing environment variables`) and `RUN_IN_PROGRESS`; a run that fails is an answer.
   */
  async sync(
    words: readonly string[],
    options: ImportOptions & { readonly signal?: AbortSignal } = {},
  ): Promise<ImportReport> {
    const { runId, ...range } = await this.start(words, options);
    return this.report(range, await this.imports.wait(runId, options.signal));
  }

  /** As {@link sync}, for a caller who watches the run himself: answers at once, with the days that are read. */
  async start(
    words: readonly string[],
    options: ImportOptions = {},
  ): Promise<DateRange & { readonly runId: string }> {
    const range = this.imports.rangeOf(words);
    const { runId } = await this.imports.start(range, options, { kind: 'cli' });
    return { ...range, runId };
  }

  /** The final report of a run that has ended. */
  report(range: DateRange, run: SourceRun): ImportReport {
    return { ...range, ...reportOf(run) };
  }

  stats(): Promise<AppointmentFigures> {
    return this.figures.read();
  }

  /** Removes logical duplicates and keeps the oldest, after a backup. `actor` is the user who wants it. */
  clean(actor: string | null = null): Promise<ClearingOutcome> {
    return this.repairs.clear(actor);
  }

  /** Looks for what is wrong, and keeps the finding for the status; with `fix`, repairs what is safe before. */
  async validate({
    fix = false,
    actor = null,
  }: { fix?: boolean; actor?: string | null } = {}): Promise<ValidationReport> {
    const repair = fix ? await this.repairs.repair(actor) : null;
    return { ...(await this.validation.check()), repair };
  }
}

/** The numbers of a run under the names of the report. */
export function reportOf(run: SourceRun): Omit<ImportReport, 'from' | 'to'> {
  const { id, state, pages, counts, warnings } = run;
  return {
    runId: id,
    state,
    pages,
    fetched: counts.fetched,
    saved: counts.created,
    updated: counts.updated,
    unchanged: counts.unchanged,
    skipped: Object.entries(counts.skipped).map(([reason, count]) => ({
      reason,
      sentence: SKIP_SENTENCES[reason] ?? reason,
      count,
    })),
    errors: counts.failed,
    warnings,
    error: errorOf(run),
  };
}

function errorOf({ state, error }: SourceRun): string | null {
  if (error === null) {
    return state === 'cancelled' ? `${APPOINTMENT_ERRORS.fetchFailed}: the run was cancelled` : null;
  }
  const name =
    error.kind === 'rate-limited' ? APPOINTMENT_ERRORS.rateLimited : APPOINTMENT_ERRORS.fetchFailed;
  return `${name}: ${error.message}`;
}
