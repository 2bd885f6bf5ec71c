import type { Schema } from '../api/api-client.js';

export type DealStage = Schema<'DealResponse'>['stage'];

/** In the order of their work: first those of the present process, then those of the earlier one. */
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
] as const satisfies readonly DealStage[];

/** The choices of a deal's stage, named in the catalogue. */
export const STAGE_CHOICES = DEAL_STAGES.map((id) => ({ id, name: `resources.deals.stage.${id}` }));
