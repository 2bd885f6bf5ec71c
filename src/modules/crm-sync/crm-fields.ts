import type { Environment } from '../../config/environment.js';
import type { SyncedEntity, SyncedField } from '../../flow/synced-entity/synced-entity.public.js';

/** A short text of a person's own: a name, a phone number. */
export const CRM_TEXT_LENGTH_MAX = 2_000;
/** Notes and descriptions. */
export const CRM_NOTE_LENGTH_MAX = 20_000;
export const ID_LENGTH_MAX = 36;

export const requiredText: SyncedField = {
  type: 'string',
  writtenBy: 'local',
  isOptional: false,
  lengthMax: CRM_TEXT_LENGTH_MAX,
};

export const optionalText: SyncedField = { ...requiredText, isOptional: true };

export const note: SyncedField = { ...optionalText, lengthMax: CRM_NOTE_LENGTH_MAX };

/** Who looks after the record, and so who sees it (SYNC-PROTOCOL §8). */
export const assignedToUserId: SyncedField = {
  ...optionalText,
  lengthMax: ID_LENGTH_MAX,
  isIndexed: true,
  references: 'users',
  decidesScope: true,
};

/** A closed set with a default in the database. */
export function choice(values: readonly string[]): SyncedField {
  return { type: 'string', writtenBy: 'local', isOptional: false, hasDefault: true, isIndexed: true, values };
}

const stamp: SyncedField = { type: 'instant', writtenBy: 'server', isOptional: false, hasDefault: true };

export const stamps = { createdAt: stamp, updatedAt: stamp } as const;

/** What contacts, deals and tasks have in common: people make them, and an agent may be kept to its own (S5). */
export function crmAccess(
  agentScope: Environment['SYNC_AGENT_SCOPE'],
): Pick<SyncedEntity, 'isImported' | 'access' | 'clientsMay'> {
  return {
    isImported: false,
    access: { admin: 'all', agent: agentScope === 'own' ? 'scoped' : 'all', subscriber: 'none' },
    clientsMay: { create: true, update: true, delete: true },
  };
}
