export { ListQuery, offsetOf, type SortOrder, WholeNumber } from './list-query.js';
export { ListRoute } from './list-route.js';
export { containsPattern, containsSql, searchedText } from './text-search.js';
export { type Plain, recordPage, type RecordPage } from './record-page.js';
export { HistoryEntryResponse, toHistoryEntryResponse } from './history-entry.response.js';
export { ImportedRecord } from './imported-record.entity.js';
export {
  OverrideResponse,
  overridesView,
  type StoredOverrides,
  type StoredUpstream,
} from './override-view.js';
export { AcceptsIfMatch, CreatedRecordRoute, RecordRoute } from './record-route.js';
export type { RecordAnswer } from './record-headers.interceptor.js';
