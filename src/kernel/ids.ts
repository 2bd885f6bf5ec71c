import { randomUUID } from 'node:crypto';

/** A new record id. Clients make their own of up to 36 characters; ours are UUIDs. */
export function newId(): string {
  return randomUUID();
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** True for the canonical 36-character form. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
