export type { ChangeResult, FieldConflict, Operation, PushStatus, RejectionCode } from './change.js';
export { type PendingCounts, PendingPushes } from './pending-pushes.js';
export { type ConflictFilter, type PushConflict, PushConflicts } from './push-conflicts.repository.js';
export { type PushAnswer, type PushOptions, PushService } from './push-service.js';
export { readBody, type SentPush } from './read-body.js';
export { type EditOptions, RecordDesk } from './record-desk.js';
