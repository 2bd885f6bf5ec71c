export { type HistoryEntry, type HistoryPage, RecordHistory } from './record-history.js';
export { type Tick, tickOf, type TickRow } from './tick.js';
export { gone, Ticks } from './ticks.js';
export { windowSql, windowValues } from './window.js';
