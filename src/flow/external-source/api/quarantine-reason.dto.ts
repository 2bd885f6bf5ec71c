import { ApiProperty } from '@nestjs/swagger';
import type { Plain } from '../../record-list/record-list.public.js';
import type { QuarantineReason, QuarantineReasonCounts } from '../quarantine/quarantine-reasons.js';
import { KINDS } from './quarantine-query.dto.js';

/** Entries that could not be stored for one reason. */
export class QuarantineReasonResponse {
  @ApiProperty({ enum: KINDS })
  readonly kind!: string;

  @ApiProperty({ type: String, nullable: true, example: 'strattera-orders' })
  readonly source!: string | null;

  @ApiProperty({ example: 'orders' })
  readonly entity!: string;

  @ApiProperty({ example: '23502' })
  readonly code!: string;

  @ApiProperty({ example: 'A required value is missing (name)' })
  readonly reason!: string;

  @ApiProperty({ type: 'integer' })
  readonly entryCount!: number;

  @ApiProperty({ type: 'integer', description: 'Devices that sent such changes; 0 for records of a source.' })
  readonly deviceCount!: number;

  @ApiProperty()
  readonly firstSeenAt!: Date;

  @ApiProperty()
  readonly lastSeenAt!: Date;

  @ApiProperty({ format: 'uuid', description: 'The newest entry, as an example.' })
  readonly sampleId!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: "The example's record: by our id, else by the source's.",
  })
  readonly sampleRecord!: string | null;
}

export class QuarantineReasonsResponse {
  @ApiProperty({ type: [QuarantineReasonResponse], description: 'The most frequent ones, at most 200.' })
  readonly reasons!: readonly QuarantineReasonResponse[];

  @ApiProperty({ type: 'integer', description: 'All reasons.' })
  readonly reasonCount!: number;

  @ApiProperty({ type: 'integer', description: 'All entries.' })
  readonly entryCount!: number;
}

export function toQuarantineReasonsResponse(
  counts: QuarantineReasonCounts,
): Plain<QuarantineReasonsResponse> {
  const { reasons, reasonCount, entryCount } = counts;
  return { reasons: reasons.map(toReasonResponse), reasonCount, entryCount };
}

function toReasonResponse({ sourceKey, ...rest }: QuarantineReason): Plain<QuarantineReasonResponse> {
  const { kind, entity, code, reason, entryCount, deviceCount, firstSeenAt, lastSeenAt } = rest;
  const { sampleId, sampleRecord } = rest;
  return {
    ...{ kind, source: sourceKey, entity, code, reason, entryCount, deviceCount },
    ...{ firstSeenAt, lastSeenAt, sampleId, sampleRecord },
  };
}
