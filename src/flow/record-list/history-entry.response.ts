import { ApiProperty } from '@nestjs/swagger';
import type { HistoryEntry } from '../change-log/change-log.public.js';
import type { Plain } from './record-page.js';

/** One change of a record, as its history shows it (DESIGN §8). */
export class HistoryEntryResponse {
  @ApiProperty({ format: 'date-time', example: '2025-06-05T18:31:26.000Z' })
  readonly at!: string;

  @ApiProperty({ enum: ['create', 'update', 'delete'], example: 'update' })
  readonly op!: 'create' | 'update' | 'delete';

  @ApiProperty({
    type: [String],
    nullable: true,
    example: ['status'],
    description: 'Fields that changed; null when the change concerns the whole record.',
  })
  readonly fields!: readonly string[] | null;

  @ApiProperty({ type: String, nullable: true, description: 'The user who made it; null for an import.' })
  readonly actor!: string | null;
}

export function toHistoryEntryResponse(entry: HistoryEntry): Plain<HistoryEntryResponse> {
  return { at: entry.at.toISOString(), op: entry.op, fields: entry.fields, actor: entry.actor };
}
