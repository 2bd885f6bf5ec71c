import { ApiProperty } from '@nestjs/swagger';

/** What `POST /api/appointments/clean` removed (A8). */
export class ClearingResponse {
  @ApiProperty({ type: 'integer', example: 3 })
  readonly removedCount!: number;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'appointments-duplicates-2025-08-13T18-00-00-000Z-1a2b3c4d.json',
    description: 'The file under DATA_DIR/backups with the removed rows; null when there were none.',
  })
  readonly backup!: string | null;
}
