export { OutgoingEdits } from './outgoing-edits.js';
export type { OutgoingChange, OutgoingConflict, OutgoingCounts } from './outgoing-change.js';
export { OUTGOING_STATES, type OutgoingState } from './outgoing-change.state.js';
export type { OutgoingFilter } from './outgoing-changes.repository.js';
export { OutgoingDesk } from './outgoing-desk.js';
export type { DeliveryReport } from './outgoing-worker.js';
export type { OutgoingSettings } from './outgoing-settings.js';
