/** Injection token of the {@link ExternalSourceSettings}. */
export const EXTERNAL_SOURCE_SETTINGS = Symbol('ExternalSourceSettings');

/** How patient the pipeline is. The defaults are for production; tests take milliseconds. */
export interface ExternalSourceSettings {
  /** This process runs schedules and takes over runs of dead workers (`ROLE` all or worker, `SCHEDULER_ENABLED`). */
  readonly isScheduler: boolean;
  /** This process carries out no runs: it leaves them in the queue, for the workers (`ROLE=api`). */
  readonly handsRunsOn: boolean;
  /** How often due schedules and orphaned runs are looked for. */
  readonly tickMs: number;
  /** How often a running run looks whether it was cancelled or taken over. */
  readonly watchMs: number;
  /** First and longest delay between two attempts after a passing failure; each is drawn from 0 to its limit. */
  readonly backoffBaseMs: number;
  readonly backoffMaxMs: number;
  /** Attempts without a stored page between them. */
  readonly temporaryAttemptsMax: number;
  readonly rateLimitAttemptsMax: number;
  /** How long the schedule leaves a source alone that refuses our credentials (E1). */
  readonly unauthorizedRestMs: number;
  /** Pages of one entity in one run (E13). */
  readonly pagesMax: number;
  /** Waits for the pace that are shorter do not show as `waiting-for-rate-limit`. */
  readonly noticeableWaitMs: number;
}

export const EXTERNAL_SOURCE_DEFAULTS: ExternalSourceSettings = {
  isScheduler: true,
  handsRunsOn: false,
  tickMs: 2_000,
  watchMs: 1_000,
  backoffBaseMs: 1_000,
  backoffMaxMs: 60_000,
  temporaryAttemptsMax: 5,
  rateLimitAttemptsMax: 20,
  unauthorizedRestMs: 900_000,
  pagesMax: 10_000,
  noticeableWaitMs: 1_000,
};
