import type { Environment } from '../../config/environment.js';
import type { SyncedEntity } from '../../flow/synced-entity/synced-entity.public.js';
import {
  assignedToUserId,
  choice,
  crmAccess,
  note,
  optionalText,
  requiredText,
  stamps,
} from './crm-fields.js';

/** As the table's CHECK has it. */
export const CONTACT_STATUSES = ['active', 'inactive'] as const;

export type ContactStatus = (typeof CONTACT_STATUSES)[number];

/** Contacts on the wire (S5, S7). */
export function contactsSync(agentScope: Environment['SYNC_AGENT_SCOPE']): SyncedEntity {
  return {
    table: 'contacts',
    singular: 'contact',
    number: 2,
    ...crmAccess(agentScope),
    fields: {
      name: requiredText,
      phone: optionalText,
      email: optionalText,
      company: optionalText,
      position: optionalText,
      notes: note,
      status: choice(CONTACT_STATUSES),
      assignedToUserId,
      ...stamps,
    },
  };
}
