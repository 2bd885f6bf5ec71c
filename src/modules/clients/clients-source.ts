/** The source that fills `clients` and `client_accounts`. */
export const CLIENTS_SOURCE = 'exness';
