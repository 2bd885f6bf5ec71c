import type { Schema } from '../api/api-client.js';
import type { Tone } from '../ui/tone-chip.js';

type ClientStatus = Schema<'ClientResponse'>['status'];

const TONES: Readonly<Record<ClientStatus, Tone>> = {
  ACTIVE: 'success',
  INACTIVE: 'default',
  LEFT: 'error',
  CHANGING: 'warning',
  UNKNOWN: 'default',
};

export const CLIENT_TONES: Readonly<Record<string, Tone>> = TONES;

/** The choices of a client's status, named in the catalogue. */
export const CLIENT_STATUSES = Object.keys(TONES).map((id) => ({
  id,
  name: `resources.clients.status.${id}`,
}));
