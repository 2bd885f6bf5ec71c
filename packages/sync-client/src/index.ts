export { ApiProblem, ApiUnreachable, type ProblemDocument } from './api-problem.js';
export { type ServerSentEvent, serverSentEvents } from './event-stream.js';
export { type Call, type Fetch, HttpSession, type HttpSessionOptions } from './http-session.js';
export type { InitialStream, StreamedRow } from './initial-stream.js';
export type * from './protocol.js';
export { backoffMs, isPassing, type RetryOptions, withRetry } from './retry.js';
export {
  type IncrementalQuery,
  type InitialQuery,
  SyncApiClient,
  type SyncApiClientOptions,
  type VerifyQuery,
} from './sync-api-client.js';
export { MemoryTokenStore, type Tokens, type TokenStore } from './token-store.js';
export { buildAppSchema, type LocalSchemaOptions, type SchemaFunctions } from './watermelon/local-schema.js';
export { buildModelClasses, type ModelClass } from './watermelon/model-classes.js';
export type { PullRequest, PullResult } from './watermelon/pull.js';
export type { PushRequest } from './watermelon/push.js';
export type { KeyValueStore } from './watermelon/key-value-store.js';
export { createSyncAdapter, type SyncAdapter, type SyncAdapterOptions } from './watermelon/sync-adapter.js';
