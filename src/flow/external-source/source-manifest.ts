import type { RunMode } from './source-connector.js';
import type { RunOptions } from './source-run.js';

/** What a source says of itself: data, and what each of its schedules asks for. */
export interface SourceManifest {
  /** The connector's key. */
  readonly key: string;
  /** For people: `Strattera orders`. */
  readonly title: string;
  /** The synced tables that it fills, parents first. */
  readonly entities: readonly string[];
  /** The IANA zone in which the schedules are meant: `Europe/Moscow`. */
  readonly timeZone: string;
  /** Empty for a source that is only started by hand. They are paused, resumed and rested together. */
  readonly schedules: readonly ManifestSchedule[];
  /** What a person may ask of a run by hand. Left out: everything, or what is new. */
  readonly modes?: readonly RunMode[];
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

/** When a source is read by itself, and how. */
export interface ManifestSchedule {
  /** A short word, unique in its source, shown to people: `full`, `new-only`, `yesterday`. Never rename it. */
  readonly name: string;
  /** Five or six cron fields, on the wall clock of the source's zone. */
  readonly cron: string;
  /** What a run that starts `now` asks for. Pure: a range is computed from `now`, which is PostgreSQL's clock. */
  readonly run: (now: Date) => RunOptions;
}

/** Requests are spaced evenly, over all processes together, so that no window holds more than this. */
export interface SourcePaceLimits {
  readonly requestsPerSecond?: number;
  readonly requestsPerMinute?: number;
}

export function modesOf({ modes }: SourceManifest): readonly RunMode[] {
  return modes ?? ['full', 'new-only'];
}
