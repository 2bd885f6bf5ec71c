import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Sql } from '../../database/sql.js';
import {
  type RunnableSource,
  SourceError,
  type SourceRecord,
} from '../external-source/external-source.public.js';
import { Ingestor, releaseOverrides } from '../ingest/ingest.public.js';
import type { SyncedEntity } from '../synced-entity/synced-entity.public.js';
import type { ClaimedChange, WireFields } from './outgoing-change.js';

/** The record that a delivery is about, here and in the vendor's words. */
@Injectable()
export class DeliveryRecords {
  constructor(
    private readonly database: Database,
    private readonly ingestor: Ingestor,
  ) {}

  /**
   * The fields of the change that are still a person's: one whose override was released meanwhile is no longer
   * wanted, and a record that is gone wants nothing.
   */
  async stillWanted(entity: SyncedEntity, { recordId, fields }: ClaimedChange): Promise<WireFields> {
    const [row] = await this.database.query<{ overridden: string[] }>(
      `SELECT ARRAY(SELECT jsonb_object_keys(t.overrides)) AS overridden FROM ${entity.table} AS t WHERE t.id = $1`,
      [recordId],
    );
    if (row === undefined) {
      return {};
    }
    return Object.fromEntries(
      Object.entries(fields).filter(
        ([name]) => entity.fields[name]?.writtenBy !== 'both' || row.overridden.includes(name),
      ),
    );
  }

  /** Reads the vendor's payload. Throws `source-schema` when it is no record, or another one. */
  understand(
    { connector }: RunnableSource,
    { entity, externalId }: Pick<ClaimedChange, 'entity' | 'externalId'>,
    payload: unknown,
  ): SourceRecord {
    const mapped = connector.map(entity, payload);
    if (mapped.kind !== 'record') {
      throw new SourceError('source-schema', `The vendor's record is not understood (${mapped.reason})`);
    }
    if (mapped.record.externalId !== externalId) {
      throw new SourceError('source-schema', 'The vendor answers with another record');
    }
    return mapped.record;
  }

  /** Nobody edits the record until the transaction ends, so no edit can miss what is being settled. */
  async lock(tx: Sql, entity: SyncedEntity, { recordId }: ClaimedChange): Promise<void> {
    await tx.query(`SELECT 1 FROM ${entity.table} WHERE id = $1 FOR NO KEY UPDATE`, [recordId]);
  }

  /**
   * Stores what the vendor has, as a page of one record: what it changed besides comes in with it, and what we sent
   * changes nothing. In the fields that the vendor keeps its value shows at once.
   */
  async store(
    tx: Sql,
    entity: SyncedEntity,
    { recordId, madeAt }: ClaimedChange,
    { record, lost }: { readonly record: SourceRecord; readonly lost: readonly string[] },
  ): Promise<void> {
    await this.ingestor.ingestPage(tx, { table: entity.table, records: [record] });
    if (lost.length > 0) {
      await releaseOverrides(tx, entity, { id: recordId, fields: lost, madeAt, evenIfDifferent: true });
    }
  }
}
