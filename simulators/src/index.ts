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
export { startExnessSimulator } from './exness/start-exness-simulator.js';
export type { ExnessSimulator, ExnessSimulatorOptions } from './exness/start-exness-simulator.js';
export type { ExnessKnobs } from './exness/exness.knobs.js';
export type { ExnessAccountPatch, ExnessClientPatch } from './exness/exness.patches.js';
export type { ExnessClientStatus, ExnessV1Row, ExnessV2Row } from './exness/exness.payloads.js';
export { startAltegioSimulator } from './altegio/start-altegio-simulator.js';
export type { AltegioSimulator, AltegioSimulatorOptions } from './altegio/start-altegio-simulator.js';
export { altegioErrorBody } from './altegio/altegio.answers.js';
export type { AltegioCaseName } from './altegio/altegio.cases.js';
export type { AltegioKnobs } from './altegio/altegio.knobs.js';
export type { AltegioClientPatch, AltegioRecordPatch } from './altegio/altegio.patches.js';
export type {
  AltegioAttendance,
  AltegioClient,
  AltegioRecord,
  AltegioService,
  AltegioWebhook,
} from './altegio/altegio.payloads.js';
export { startWisproSimulator } from './wispro/start-wispro-simulator.js';
export type { WisproSimulator, WisproSimulatorOptions } from './wispro/start-wispro-simulator.js';
export type { WisproOddities } from './wispro/wispro.generation.js';
export type { WisproKnobs } from './wispro/wispro.knobs.js';
export type { WisproClientPatch } from './wispro/wispro.patches.js';
export type { WisproClient, WisproContract, WisproPlan } from './wispro/wispro.payloads.js';
export { wisproBodyError } from './wispro/wispro.refusals.js';
export type { WisproErrorStatus } from './wispro/wispro.refusals.js';
export { FAULT_PRESETS } from './core/fault-presets.js';
export type { FaultScope } from './core/fault-presets.js';
export type { FaultMatch, FaultScript } from './core/fault-script.js';
export type { RawJson, RecordMutation } from './core/record-mutation.js';
export type { JournalEntry } from './core/request-journal.js';
export { selfSignedIdentity } from './core/self-signed-identity.js';
export type { TlsIdentity } from './core/loopback-listener.js';
