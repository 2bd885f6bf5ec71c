export { ChangePokes } from './change-pokes.js';
export { EntityStatuses } from './entity-statuses.js';
export { type IncrementalRequest, IncrementalPull } from './incremental-pull.js';
export { type InitialRequest, InitialPages } from './initial-pages.js';
export { InitialStream } from './initial-stream.js';
export type { ClientMigration } from './migration-rows.js';
export { OpenWriters } from './open-writers.js';
export { PullContract } from './pull-contract.js';
export { trackedColumns } from './sync-contract.js';
export { Verification } from './verification.js';
export {
  type WireColumns,
  wireColumnsSql,
  type WireRow,
  wireRowOf,
  wireRowsOf,
  wireRowsSql,
  type WireValue,
  wireValueSql,
} from './wire-row.js';
