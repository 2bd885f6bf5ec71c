import { ApiPropertyOptional, OmitType, PartialType } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { CRM_NOTE_LENGTH_MAX, ID_LENGTH_MAX } from './crm-fields.js';
import { DEAL_STAGES, type DealStage } from './deals.sync.js';
import { CreateCrmRecordRequest, OptionalChoice, OptionalText, RequiredText } from './crm-record.request.js';

/** The body of `POST /api/deals` (S5). */
export class CreateDealRequest extends CreateCrmRecordRequest {
  @RequiredText('Roof repair')
  readonly title!: string;

  @OptionalText({ lengthMax: ID_LENGTH_MAX, description: 'The contact whose deal it is.' })
  readonly contactId?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, example: '3500.00', description: 'Decimal as text.' })
  @IsOptional()
  @Matches(/^-?\d{1,12}(\.\d{1,2})?$/, { message: 'amount must be a decimal as text, such as "3500.00"' })
  readonly amount?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'EUR', description: 'ISO 4217.' })
  @IsOptional()
  @Matches(/^[A-Z]{3}$/, { message: 'currency must be three capital letters' })
  readonly currency?: string | null;

  @OptionalChoice(DEAL_STAGES)
  readonly stage?: DealStage;

  @OptionalText({ lengthMax: CRM_NOTE_LENGTH_MAX })
  readonly description?: string | null;
}

/** The body of `PATCH /api/deals/:id`: the fields to set. Null empties one that may be empty. */
export class EditDealRequest extends PartialType(OmitType(CreateDealRequest, ['id'] as const)) {}
