import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Sql } from '../../../database/sql.js';
import { Ingestor } from '../../ingest/ingest.public.js';
import { SyncedEntities } from '../../synced-entity/synced-entity.public.js';
import { preparePage } from '../run/prepared-page.js';
import { Sources } from '../sources.js';
import type { QuarantineEntry } from './quarantine-entry.js';
import {
  type QuarantineReapplier,
  QuarantineReappliers,
  type Reapplication,
} from './quarantine-reappliers.js';

/** Sends a quarantined record through its connector's mapping and into its table again. */
@Injectable()
export class RecordReapplier implements QuarantineReapplier, OnModuleInit {
  constructor(
    private readonly sources: Sources,
    private readonly ingestor: Ingestor,
    private readonly entities: SyncedEntities,
    private readonly reappliers: QuarantineReappliers,
  ) {}

  onModuleInit(): void {
    this.reappliers.register('record', this);
  }

  /** Throws `NOT_FOUND` or `SOURCE_NOT_CONFIGURED` when the entry's source cannot be asked for its mapping. */
  async reapply(tx: Sql, entry: QuarantineEntry, payload: unknown): Promise<Reapplication> {
    const { connector } = this.sources.getRunnable(entry.sourceKey ?? '');
    const page = preparePage(connector, entry.entity, [payload]);
    const [bad] = page.bad;
    if (bad !== undefined) {
      return { applied: false, reason: bad.reason, code: bad.code };
    }
    const { refused } = await this.ingestor.ingestPage(tx, { table: entry.entity, records: page.records });
    const [refusal] = refused;
    return refusal === undefined
      ? { applied: true, recordId: await this.findRecordId(tx, entry.entity, page.records[0]?.externalId) }
      : { applied: false, reason: refusal.reason, code: refusal.code };
  }

  /** Null for a record that was not for us, and so is not stored. */
  private async findRecordId(
    tx: Sql,
    entity: string,
    externalId: string | undefined,
  ): Promise<string | null> {
    const { table } = this.entities.get(entity);
    const [row] = await tx.query<{ id: string }>(
      `SELECT id::text AS id FROM "${table}" WHERE external_id = $1`,
      [externalId ?? null],
    );
    return row?.id ?? null;
  }
}
