export { ClientsApi, type ClientsApiReader, type ClientsApiUids } from './clients-api.js';
export { ClientsCommands, type ClientsSyncReport } from './clients-commands.js';
export type { ClientsApiSummary, UidMatch } from './api-summary.js';
