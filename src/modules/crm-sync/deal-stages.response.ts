import { ApiProperty } from '@nestjs/swagger';
import { NULLABLE_TEXT } from './crm-record.response.js';
import { DEAL_STAGES, type DealStage } from './deals.sync.js';

/** What the deals of a stage are worth in one currency. */
export class DealAmountResponse {
  @ApiProperty({ ...NULLABLE_TEXT, example: 'EUR', description: 'Null: of the deals without a currency.' })
  readonly currency!: string | null;

  @ApiProperty({ example: '3500.00', description: 'Decimal as text, summed exactly.' })
  readonly amount!: string;
}

/** How many deals are in a stage, and what they are worth. */
export class DealStageResponse {
  @ApiProperty({ enum: DEAL_STAGES, example: 'new' })
  readonly stage!: DealStage;

  @ApiProperty({ type: 'integer', minimum: 0, example: 12 })
  readonly count!: number;

  @ApiProperty({ type: [DealAmountResponse], description: 'By currency; none for deals without an amount.' })
  readonly amounts!: readonly DealAmountResponse[];
}
