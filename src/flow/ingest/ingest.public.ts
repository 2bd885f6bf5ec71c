export type { FieldValue, IncomingChild, IncomingRecord } from './incoming-record.js';
export {
  Ingestor,
  type IngestOutcome,
  type IngestRequest,
  type RefusedRecord,
  type StoredRecord,
  TooManyRefusals,
} from './ingestor.js';
export { type RecordMatch, type RecordMatcher, RecordMatchers } from './record-matcher.js';
export { type OverrideRelease, releaseOverrides } from './override-release.js';
