/** What a source says of itself: data, no code. */
export interface SourceManifest {
  /** The connector's key. */
  readonly key: string;
  /** For people: `Strattera orders`. */
  readonly title: string;
  /** The synced tables that it fills, parents first. */
  readonly entities: readonly string[];
  /** Five or six cron fields, or null for a source that is only started by hand. */
  readonly schedule: string | null;
  /** The IANA zone in which the schedule is meant: `Europe/Moscow`. */
  readonly timeZone: string;
  /** What the vendor allows. Left out: as fast as it answers. */
  readonly pace?: SourcePaceLimits;
  /** Also run when a worker starts (O1). */
  readonly runAtStart: boolean;
  /** False while its variables are missing: then it is listed, and never run. */
  readonly configured: boolean;
  /** Names of the variables that are missing. */
  readonly missingVariables: readonly string[];
  /** Keys of payloads whose values are never stored or logged, in any depth and case (W12). */
  readonly secretKeys?: readonly string[];
}

/** Requests are spaced evenly, over all processes together, so that no window holds more than this. */
export interface SourcePaceLimits {
  readonly requestsPerSecond?: number;
  readonly requestsPerMinute?: number;
}
