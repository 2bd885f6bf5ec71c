import type { Tone } from '../ui/tone-chip.js';

const NAMES = ['subscriber', 'agent', 'admin'] as const;

/** The choices of a role, named in the catalogue. */
export const ROLES = NAMES.map((id) => ({ id, name: `resources.users.role.${id}` }));

/** Who works here; subscribers are imported, never made. */
export const STAFF_ROLES = ROLES.filter(({ id }) => id !== 'subscriber');

export const ROLE_TONES: Readonly<Record<string, Tone>> = { admin: 'primary', agent: 'primary' };

/** Whether an account may sign in. */
export const STATUS_TONES: Readonly<Record<string, Tone>> = { true: 'success', false: 'error' };

/** The choices of the filter; the API takes the words. */
export const STATUSES = [
  { id: 'true', name: 'resources.users.status.true' },
  { id: 'false', name: 'resources.users.status.false' },
];
