import { Column, PrimaryColumn } from 'typeorm';
import type { StoredOverrides, StoredUpstream } from './override-view.js';

/** The columns that every imported table has, for reading: ingest and the record editor write them (O7). */
export abstract class ImportedRecord {
  @PrimaryColumn('text')
  readonly id!: string;

  /** The source's own id of the record. */
  @Column('text', { name: 'external_id', nullable: true })
  readonly externalId!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  readonly createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  readonly updatedAt!: Date;

  @Column('jsonb')
  readonly overrides!: StoredOverrides;

  @Column('jsonb', { nullable: true })
  readonly upstream!: StoredUpstream | null;

  /** Since when the source no longer lists the record; null while it does. */
  @Column('timestamptz', { name: 'missing_since', nullable: true })
  readonly missingSince!: Date | null;
}
