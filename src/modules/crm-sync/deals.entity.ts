import { Column, Entity } from 'typeorm';
import { CrmRecord } from './crm-record.entity.js';
import type { DealStage } from './deals.sync.js';

/** A deal of the CRM (S5). */
@Entity('deals')
export class Deal extends CrmRecord {
  @Column('text')
  readonly title!: string;

  @Column('text', { name: 'contact_id', nullable: true })
  readonly contactId!: string | null;

  /** A decimal as text: it never passes through a float. */
  @Column('numeric', { nullable: true })
  readonly amount!: string | null;

  @Column('text', { nullable: true })
  readonly currency!: string | null;

  @Column('text')
  readonly stage!: DealStage;

  @Column('text', { nullable: true })
  readonly description!: string | null;
}
