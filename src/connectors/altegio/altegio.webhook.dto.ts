import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** What Altegio sends. More keys may come, and are not read. */
export class WebhookRequest {
  @ApiProperty({ type: 'integer', example: 700001 })
  readonly company_id!: number;

  @ApiProperty({ example: 'record', description: 'Calls about anything else are answered and left alone.' })
  readonly resource!: string;

  @ApiProperty({ type: 'integer', example: 590000001 })
  readonly resource_id!: number;

  @ApiProperty({ enum: ['create', 'update', 'delete'], example: 'update' })
  readonly status!: 'create' | 'update' | 'delete';

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'The record as it was; we read it again instead.',
  })
  readonly data?: object;
}

export class WebhookResponse {
  @ApiProperty({
    description: 'False for a call that came before, and for one that is not about our records.',
  })
  readonly accepted!: boolean;
}
