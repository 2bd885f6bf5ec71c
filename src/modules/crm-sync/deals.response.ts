import { ApiProperty } from '@nestjs/swagger';
import type { Plain } from '../../flow/record-list/record-list.public.js';
import type { Deal } from './deals.entity.js';
import { DEAL_STAGES, type DealStage } from './deals.sync.js';
import { CrmRecordResponse, NULLABLE_TEXT, toCrmRecordResponse } from './crm-record.response.js';

/** What the outside may know about a deal. New columns stay private until they are added here. */
export class DealResponse extends CrmRecordResponse {
  @ApiProperty({ example: 'Roof repair' })
  readonly title!: string;

  @ApiProperty(NULLABLE_TEXT)
  readonly contactId!: string | null;

  @ApiProperty({ ...NULLABLE_TEXT, example: '3500.00', description: 'Decimal as text.' })
  readonly amount!: string | null;

  @ApiProperty({ ...NULLABLE_TEXT, example: 'EUR' })
  readonly currency!: string | null;

  @ApiProperty({ enum: DEAL_STAGES, example: 'new' })
  readonly stage!: DealStage;

  @ApiProperty(NULLABLE_TEXT)
  readonly description!: string | null;
}

export function toDealResponse(deal: Deal): Plain<DealResponse> {
  return {
    ...toCrmRecordResponse(deal),
    title: deal.title,
    contactId: deal.contactId,
    amount: deal.amount,
    currency: deal.currency,
    stage: deal.stage,
    description: deal.description,
  };
}
