import { ApiProperty } from '@nestjs/swagger';
import { IsObject } from 'class-validator';
import type { Plain } from '../../record-list/record-list.public.js';
import { hidePersonal } from '../quarantine/personal-values.js';
import type { QuarantineEntry } from '../quarantine/quarantine-entry.js';
import { KINDS, STATES } from './quarantine-query.dto.js';

/** A corrected payload. */
export class QuarantineCorrection {
  @ApiProperty({
    description: 'The whole payload, in the shape of its source. `[hidden]` leaves a value as it was.',
    type: 'object',
    additionalProperties: true,
  })
  @IsObject()
  readonly payload!: object;
}

/** What could not be stored, and why. */
export class QuarantineResponse {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ enum: KINDS })
  readonly kind!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly source!: string | null;

  @ApiProperty({ example: 'orders' })
  readonly entity!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly externalId!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Our id of the record: of a pushed change, and of what a retry has stored.',
  })
  readonly recordId!: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'As it came, secrets left out. `[hidden]` stands for a personal value, which a retry has.',
  })
  readonly payload!: unknown;

  @ApiProperty({ example: 'A required value is missing (name)' })
  readonly reason!: string;

  @ApiProperty({ example: '23502' })
  readonly code!: string;

  @ApiProperty({ type: 'integer' })
  readonly attempts!: number;

  @ApiProperty({ enum: STATES })
  readonly state!: string;

  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  readonly runId!: string | null;

  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  readonly deviceId!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly userId!: string | null;

  @ApiProperty()
  readonly createdAt!: Date;

  @ApiProperty()
  readonly lastSeenAt!: Date;

  @ApiProperty({ type: Date, nullable: true })
  readonly resolvedAt!: Date | null;

  @ApiProperty({ type: String, nullable: true })
  readonly resolvedBy!: string | null;
}

export function toQuarantineResponse(entry: QuarantineEntry): Plain<QuarantineResponse> {
  return {
    id: entry.id,
    kind: entry.kind,
    source: entry.sourceKey,
    entity: entry.entity,
    externalId: entry.externalId,
    recordId: entry.recordId,
    payload: hidePersonal(entry.payload),
    reason: entry.reason,
    code: entry.code,
    attempts: entry.attempts,
    state: entry.state,
    runId: entry.runId,
    deviceId: entry.deviceId,
    userId: entry.userId,
    createdAt: entry.createdAt,
    lastSeenAt: entry.lastSeenAt,
    resolvedAt: entry.resolvedAt,
    resolvedBy: entry.resolvedBy,
  };
}
