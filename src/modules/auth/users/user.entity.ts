import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { StoredOverrides, StoredUpstream } from '../../../flow/record-list/record-list.public.js';

/** A row of `users`, as lists read it. Written by plain SQL only, so that nothing is written that did not change. */
@Entity({ name: 'users' })
export class UserEntity {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', nullable: true })
  email!: string | null;

  @Column({ type: 'text', nullable: true })
  phone!: string | null;

  @Column({ type: 'text', nullable: true })
  address!: string | null;

  @Column({ type: 'text', nullable: true })
  zone!: string | null;

  @Column({ type: 'text', nullable: true })
  code!: string | null;

  @Column({ name: 'id_number', type: 'text', nullable: true })
  idNumber!: string | null;

  @Column({ name: 'id_wispro', type: 'text', nullable: true })
  idWispro!: string | null;

  @Column({ name: 'plan_id', type: 'text', nullable: true })
  planId!: string | null;

  @Column({ type: 'boolean' })
  status!: boolean;

  /** As stored: see `ROLE_NUMBERS`. */
  @Column({ type: 'smallint' })
  role!: number;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3 })
  updatedAt!: Date;

  /** What a person has set of an imported row, and what the source says of it: for the row's own page only. */
  @Column({ type: 'jsonb' })
  overrides!: StoredOverrides;

  @Column({ type: 'jsonb', nullable: true })
  upstream!: StoredUpstream | null;

  /** Since when the source no longer lists the subscriber. */
  @Column({ name: 'missing_since', type: 'timestamptz', precision: 3, nullable: true })
  missingSince!: Date | null;
}
