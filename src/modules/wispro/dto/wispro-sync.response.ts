import { ApiProperty } from '@nestjs/swagger';

/** The import has started; `GET /api/runs/:runId` shows how it goes. */
export class WisproSyncResponse {
  @ApiProperty({ enum: [true] })
  readonly success!: true;

  @ApiProperty({ example: 'The import of the Wispro clients has started' })
  readonly message!: string;

  @ApiProperty({ format: 'uuid' })
  readonly runId!: string;
}
