import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';
import type { QuarantineKind } from './quarantine-entry.js';
import { FILTER, FILTER_COUNT, filterValues, type QuarantineFilter } from './quarantine-filter.js';

/** Entries of one source and table that could not be stored for the same reason. */
export interface QuarantineReason {
  readonly kind: QuarantineKind;
  readonly sourceKey: string | null;
  readonly entity: string;
  readonly code: string;
  readonly reason: string;
  readonly entryCount: number;
  /** Devices that the changes came from; 0 for records of a source. */
  readonly deviceCount: number;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  /** The newest entry, as an example. */
  readonly sampleId: string;
  /** Its record: by our id, else by the source's. */
  readonly sampleRecord: string | null;
}

export interface QuarantineReasonCounts {
  /** The most frequent ones. */
  readonly reasons: readonly QuarantineReason[];
  readonly reasonCount: number;
  readonly entryCount: number;
}

/** Nobody reads more of them on one screen. */
const REASONS_MAX = 200;

/** What is wrong in the quarantine, and how often: thousands of entries have mostly a handful of reasons. */
@Injectable()
export class QuarantineReasons {
  constructor(private readonly database: Database) {}

  /** The most frequent reasons of the entries of a filter, with the number of all. */
  async count(filter: QuarantineFilter): Promise<QuarantineReasonCounts> {
    const rows = await this.database.query<ReasonRow>(COUNT_REASONS, [...filterValues(filter), REASONS_MAX]);
    return {
      reasons: rows.map(toReason),
      reasonCount: rows[0]?.reason_count ?? 0,
      entryCount: rows[0]?.total ?? 0,
    };
  }
}

const COUNT_REASONS = `
  SELECT kind, source_key, entity, code, reason, count(*)::int AS entry_count,
    count(DISTINCT device_id)::int AS device_count, min(created_at) AS first_seen_at, max(last_seen_at) AS last_seen_at,
    (array_agg(id ORDER BY last_seen_at DESC, id))[1] AS sample_id,
    (array_agg(coalesce(record_id, external_id) ORDER BY last_seen_at DESC, id))[1] AS sample_record,
    (count(*) OVER ())::int AS reason_count, (sum(count(*)) OVER ())::int AS total
  FROM quarantine WHERE ${FILTER}
  GROUP BY kind, source_key, entity, code, reason
  ORDER BY entry_count DESC, last_seen_at DESC, sample_id
  LIMIT $${FILTER_COUNT + 1}`;

interface ReasonRow {
  readonly kind: QuarantineKind;
  readonly source_key: string | null;
  readonly entity: string;
  readonly code: string;
  readonly reason: string;
  readonly entry_count: number;
  readonly device_count: number;
  readonly first_seen_at: Date;
  readonly last_seen_at: Date;
  readonly sample_id: string;
  readonly sample_record: string | null;
  readonly reason_count: number;
  readonly total: number;
}

function toReason(row: ReasonRow): QuarantineReason {
  const { kind, entity, code, reason } = row;
  return {
    ...{ kind, entity, code, reason },
    sourceKey: row.source_key,
    entryCount: row.entry_count,
    deviceCount: row.device_count,
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    sampleId: row.sample_id,
    sampleRecord: row.sample_record,
  };
}
