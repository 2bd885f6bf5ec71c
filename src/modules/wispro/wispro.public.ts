export { nationalIdText, readNationalId } from './national-id.js';
export { WISPRO_SOURCE } from './wispro-source.js';
