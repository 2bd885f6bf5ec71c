/** The source's key, in runs, quarantine and URLs. */
export const WISPRO_SOURCE = 'wispro';
