export type {
  ChildRecord,
  FetchOptions,
  FieldValue,
  MappedPayload,
  RunMode,
  SourceConnector,
  SourcePage,
  SourceRecord,
  SourceWrite,
  WritableFields,
} from './source-connector.js';
export { SourceError, type SourceErrorDetails, type SourceErrorKind } from './source-error.js';
export type { ManifestSchedule, SourceManifest, SourcePaceLimits } from './source-manifest.js';
export {
  EXTERNAL_SOURCE_DEFAULTS,
  EXTERNAL_SOURCE_SETTINGS,
  type ExternalSourceSettings,
} from './external-source-settings.js';
export { type RegisteredSource, type RunnableSource, Sources } from './sources.js';
export {
  type DryRunChanges,
  type RunCounts,
  type RunError,
  type RunOptions,
  type RunState,
  type RunTrigger,
  type SourceRun,
} from './source-run.js';
export {
  SourceHttp,
  type RequestGate,
  type SourceAnswer,
  type SourceHttpSettings,
  type SourceRequest,
} from './http/source-http.js';
export { SourceHttpFactory } from './http/source-http.factory.js';
export { SourcePace } from './pace/source-pace.js';
export { ManualRunQuery, ManualRunResponse, ManualRuns } from './api/manual-runs.js';
export { ManualRunRoute } from './api/manual-run-route.js';
export { SOURCE_RUNS } from './run/run-queue.js';
export { SourceRunner, type RunListener } from './run/source-runner.js';
export { LastSeen } from './last-seen.js';
export { SourceStatuses, type SourceState, type SourceStatus } from './source-statuses.js';
export { Quarantine, type QuarantineEntry, type QuarantineItem } from './quarantine/quarantine.js';
export {
  QuarantineReappliers,
  type QuarantineReapplier,
  type Reapplication,
} from './quarantine/quarantine-reappliers.js';
export { hidePersonal } from './quarantine/personal-values.js';
export { PayloadSeal } from './quarantine/payload-seal.js';
