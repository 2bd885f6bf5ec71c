import { Column, Entity } from 'typeorm';
import type { ContactStatus } from './contacts.sync.js';
import { CrmRecord } from './crm-record.entity.js';

/** A person or company of the CRM (S5). */
@Entity('contacts')
export class Contact extends CrmRecord {
  @Column('text')
  readonly name!: string;

  @Column('text', { nullable: true })
  readonly phone!: string | null;

  @Column('text', { nullable: true })
  readonly email!: string | null;

  @Column('text', { nullable: true })
  readonly company!: string | null;

  @Column('text', { nullable: true })
  readonly position!: string | null;

  @Column('text', { nullable: true })
  readonly notes!: string | null;

  @Column('text')
  readonly status!: ContactStatus;
}
