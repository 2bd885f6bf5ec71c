export { startStratteraSimulator } from './strattera/start-strattera-simulator.js';
export type { StratteraSimulator, StratteraSimulatorOptions } from './strattera/start-strattera-simulator.js';
export type {
  StratteraOrder,
  StratteraOrderItem,
  StratteraProduct,
  StratteraStatus,
  StratteraUser,
} from './strattera/strattera.payloads.js';
export type { OrderPatch, ProductPatch } from './strattera/strattera.patches.js';
export { FAULT_PRESETS } from './core/fault-presets.js';
export type { FaultScope } from './core/fault-presets.js';
export type { FaultMatch, FaultScript } from './core/fault-script.js';
export type { RawJson, RecordMutation } from './core/record-mutation.js';
export type { JournalEntry } from './core/request-journal.js';
export { selfSignedIdentity } from './core/self-signed-identity.js';
export type { TlsIdentity } from './core/loopback-listener.js';
