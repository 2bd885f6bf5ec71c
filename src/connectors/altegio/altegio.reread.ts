import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/sql.js';
import {
  type FieldValue,
  Quarantine,
  type QuarantineItem,
  type RunnableSource,
  type SourceRecord,
} from '../../flow/external-source/external-source.public.js';
import { Ingestor } from '../../flow/ingest/ingest.public.js';
import { canonicalId } from './altegio.mapping.js';

const ENTITY = 'appointments';

/** What a record that was read anew came to: `stored`, `refused`, `skipped: no-crm-id`, … */
export interface StoredReading {
  readonly outcome: string;
  /** The appointment counts as deleted now, or never counted. */
  readonly isGone: boolean;
}

/** Stores one record of the location as a page of a run would: mapping, ingest, quarantine. */
@Injectable()
export class AltegioReread {
  constructor(
    private readonly ingestor: Ingestor,
    private readonly quarantine: Quarantine,
  ) {}

  /** In the caller's transaction. */
  async store(tx: Sql, source: RunnableSource, payload: unknown): Promise<StoredReading> {
    const mapped = source.connector.map(ENTITY, payload);
    switch (mapped.kind) {
      case 'skipped':
        return { outcome: `skipped: ${mapped.reason}`, isGone: true };
      case 'rejected':
        await this.quarantine.add(tx, [itemOf(source, payload, { ...mapped, code: 'mapping' })]);
        return { outcome: 'rejected', isGone: true };
      case 'record':
        return this.ingest(tx, source, mapped.record, payload);
    }
  }

  /**
   * Marks an appointment as deleted of which the vendor has told that it is, and has no record any more. One that was
   * never stored stays so.
   */
  async storeDeletion(tx: Sql, source: RunnableSource, recordId: string): Promise<StoredReading> {
    const externalId = canonicalId(recordId);
    const [row] = await tx.query<{ upstream: Record<string, FieldValue> | null }>(
      'SELECT upstream FROM appointments WHERE external_id = $1',
      [externalId],
    );
    if (row?.upstream == null) {
      return { outcome: 'unknown', isGone: true };
    }
    const fields = { ...row.upstream, isDeleted: true };
    return this.ingest(tx, source, { externalId, fields }, { id: externalId, deleted: true });
  }

  private async ingest(
    tx: Sql,
    source: RunnableSource,
    record: SourceRecord,
    payload: unknown,
  ): Promise<StoredReading> {
    const { refused } = await this.ingestor.ingestPage(tx, { table: ENTITY, records: [record] });
    const [refusal] = refused;
    if (refusal !== undefined) {
      await this.quarantine.add(tx, [itemOf(source, payload, { ...refusal, externalId: record.externalId })]);
      return { outcome: 'refused', isGone: true };
    }
    await this.quarantine.resolveRecords(tx, source.manifest.key, ENTITY, [record.externalId]);
    return { outcome: 'stored', isGone: record.fields.isDeleted === true };
  }
}

function itemOf(
  { manifest }: RunnableSource,
  payload: unknown,
  bad: { readonly externalId: string | null; readonly reason: string; readonly code: string },
): QuarantineItem {
  return {
    kind: 'record',
    sourceKey: manifest.key,
    entity: ENTITY,
    externalId: bad.externalId,
    recordId: null,
    payload,
    secretKeys: manifest.secretKeys ?? [],
    reason: bad.reason,
    code: bad.code,
    dedupeKey: bad.externalId,
  };
}
