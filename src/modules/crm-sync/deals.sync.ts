import type { Environment } from '../../config/environment.js';
import type { SyncedEntity } from '../../flow/synced-entity/synced-entity.public.js';
import {
  assignedToUserId,
  choice,
  crmAccess,
  ID_LENGTH_MAX,
  note,
  optionalText,
  requiredText,
  stamps,
} from './crm-fields.js';

/** As the table's CHECK has it: both vocabularies that the earlier CRM used. */
export const DEAL_STAGES = [
  'new',
  'negotiation',
  'won',
  'lost',
  'created',
  'assigned',
  'in_progress',
  'completed',
  'cancelled',
] as const;

export type DealStage = (typeof DEAL_STAGES)[number];

/** numeric(14, 2) */
const AMOUNT_MAX = 999_999_999_999.99;

/** Deals on the wire (S5, S7). A stage only means something in time, so the newest one is kept. */
export function dealsSync(agentScope: Environment['SYNC_AGENT_SCOPE']): SyncedEntity {
  return {
    table: 'deals',
    singular: 'deal',
    number: 3,
    ...crmAccess(agentScope),
    fields: {
      title: requiredText,
      contactId: { ...optionalText, lengthMax: ID_LENGTH_MAX, isIndexed: true, references: 'contacts' },
      amount: { type: 'decimal', writtenBy: 'local', isOptional: true, min: -AMOUNT_MAX, max: AMOUNT_MAX },
      currency: { ...optionalText, lengthMax: 3 },
      stage: { ...choice(DEAL_STAGES), onConflict: 'newest-wins' },
      description: note,
      assignedToUserId,
      ...stamps,
    },
  };
}
