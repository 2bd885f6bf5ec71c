import { ApiProperty } from '@nestjs/swagger';
import type { Plain } from '../../flow/record-list/record-list.public.js';
import type { CrmRecord } from './crm-record.entity.js';

export const NULLABLE_TEXT = { type: String, nullable: true } as const;

/** What every CRM record shows. */
export class CrmRecordResponse {
  @ApiProperty({ example: '2f6c1a9e-5b7d-4c3a-9f10-7a2b8c4d6e01' })
  readonly id!: string;

  @ApiProperty({ ...NULLABLE_TEXT, description: 'The user who looks after it; null when nobody does.' })
  readonly assignedToUserId!: string | null;

  @ApiProperty({ format: 'date-time', example: '2025-11-11T09:58:00.000Z' })
  readonly createdAt!: string;

  @ApiProperty({ format: 'date-time', example: '2025-11-11T10:05:00.000Z' })
  readonly updatedAt!: string;
}

export function toCrmRecordResponse(record: CrmRecord): Plain<CrmRecordResponse> {
  return {
    id: record.id,
    assignedToUserId: record.assignedToUserId,
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  };
}
