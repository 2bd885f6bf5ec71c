export type { FieldValue, IncomingChild, IncomingRecord } from './incoming-record.js';
export { Ingestor, type IngestRequest } from './ingestor.js';
export {
  type IngestOutcome,
  type RefusedRecord,
  type StoredRecord,
  TooManyRefusals,
} from './page-outcome.js';
export { type RecordMatch, type RecordMatcher, RecordMatchers } from './record-matcher.js';
export { type OverrideRelease, releaseOverrides } from './override-release.js';
